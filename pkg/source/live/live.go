// Package live reads a Snapshot from an API server with as few requests, and as
// few that wait for one another, as the view needs.
//
// One set costs two dependent round trips: the set, then everything else side by
// side (one.go). A namespace or the whole cluster costs one: each resource is
// listed once (fleet.go). There is no discovery: the resources are fixed.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Source reads from one API server. It may be used by several goroutines.
type Source struct {
	clients *clients
	server  server
}

var _ source.Source = (*Source)(nil)

// New makes a Source for the server that getter's flags and kubeconfig name. It
// sends nothing.
func New(getter genericclioptions.RESTClientGetter) (*Source, error) {
	config, err := getter.ToRESTConfig()
	if err != nil {
		return nil, configError(err)
	}
	c, err := newClients(config)
	if err != nil {
		return nil, configError(err)
	}
	return &Source{clients: c, server: newServer(config.Host, getter.ToRawKubeConfigLoader())}, nil
}

// Get reads what req asks for. With names, the selectors of req are not looked at.
func (s *Source) Get(ctx context.Context, req source.Request) (*snapshot.Snapshot, error) {
	if len(req.Names) > 0 && req.Namespace == "" {
		return nil, errors.New("a StatefulSet cannot be read by name across all namespaces; name one with --namespace")
	}
	ctx2, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &reading{Source: s, req: req, cancel: cancel, b: &snapshot.Builder{}}
	// Times in the API have whole seconds; a snapshot file keeps no more.
	r.b.SetTime(metav1.NewTime(time.Now().UTC().Truncate(time.Second)))
	var err error
	if len(req.Names) == 1 {
		err = r.one(ctx2)
	} else {
		err = r.fleet(ctx2)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return r.b.Snapshot(), nil
}

// reading is one Get.
type reading struct {
	*Source
	req    source.Request
	cancel context.CancelFunc
	b      *snapshot.Builder
}

func (r *reading) needs(resource schema.GroupResource) bool {
	return slices.Contains(r.req.Needs, resource)
}

// independent lists the reads that depend on no set: they go beside the first.
func (r *reading) independent(ctx context.Context) []func() {
	var out []func()
	if len(r.req.Needs) > 0 {
		out = append(out, func() { r.readVersion(ctx) })
	}
	if r.needs(snapshot.ConfigMaps) {
		out = append(out, func() {
			r.hold(r.get(ctx, snapshot.ConfigMaps, snapshot.CoreDNSNamespace, snapshot.CoreDNSConfigMap))
		})
	}
	return out
}

// readVersion leaves the version unknown when the server does not tell it.
func (r *reading) readVersion(ctx context.Context) {
	body, err := r.clients.core.RESTClient().Get().AbsPath("/version").Do(ctx).Raw()
	if err != nil {
		return
	}
	var v version.Info
	if json.Unmarshal(body, &v) == nil {
		r.b.SetServerVersion(v.GitVersion)
	}
}

// set gets one StatefulSet. Unlike anything else, it must be there: an error
// ends the whole read.
func (r *reading) set(ctx context.Context, name string) (*appsv1.StatefulSet, error) {
	set, err := r.clients.apps.StatefulSets(r.req.Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		r.cancel()
		return nil, r.server.setError(err, r.req.Namespace, name)
	}
	return set, nil
}
