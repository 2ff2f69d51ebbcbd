// Package live reads a Snapshot from an API server with as few requests, and as
// few that wait for one another, as the view needs.
//
// One set costs two dependent round trips: the set, then everything else side by
// side (one.go). A namespace or the whole cluster costs one: each resource is
// listed once (fleet.go). There is no discovery: the resources are fixed.
package live

import (
	"context"
	"errors"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Source reads from one API server. It may be used by several goroutines.
type Source struct {
	config  *rest.Config
	clients *clients
	server  server
	clock   clock.WithTicker
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
	return &Source{config: config, clients: c, server: newServer(config.Host, getter.ToRawKubeConfigLoader()), clock: clock.RealClock{}}, nil
}

// Get reads what req asks for. With names, the selectors of req are not looked at.
func (s *Source) Get(ctx context.Context, req source.Request) (*snapshot.Snapshot, error) {
	if err := check(req); err != nil {
		return nil, err
	}
	r := &reading{Source: s, req: req, from: direct{s.clients, req.Detail, req.ChunkSize}}
	return r.run(ctx, s.clock.Now())
}

func check(req source.Request) error {
	if len(req.Names) > 0 && req.Namespace == "" {
		return errors.New("a StatefulSet cannot be read by name across all namespaces; name one with --namespace")
	}
	return nil
}

// unhurried are clients without --request-timeout, which would end every watch:
// it is kept by the other requests themselves (streams.limited).
func (s *Source) unhurried() (*clients, error) {
	if s.config.Timeout == 0 {
		return s.clients, nil
	}
	config := rest.CopyConfig(s.config)
	config.Timeout = 0
	return newClients(config)
}

// reading is one Get, or one look at what a Watch holds.
type reading struct {
	*Source
	req  source.Request
	from answers
	// follows is true for a Watch: a named set that does not exist is no error then,
	// and known are the sets as they were last seen.
	follows bool
	known   map[types.NamespacedName]*appsv1.StatefulSet

	cancel context.CancelFunc
	b      *snapshot.Builder
}

// run reads once.
func (r *reading) run(ctx context.Context, now time.Time) (*snapshot.Snapshot, error) {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	r.cancel, r.b = cancel, &snapshot.Builder{}
	// Times in the API have whole seconds; a snapshot file keeps no more.
	r.b.SetTime(metav1.NewTime(now.UTC().Truncate(time.Second)))
	var err error
	if len(r.req.Names) == 1 {
		err = r.one(inner)
	} else {
		err = r.fleet(inner)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	snap := r.askDNS(ctx, r.b.Snapshot())
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return snap, nil
}

func (r *reading) needs(resource schema.GroupResource) bool {
	return slices.Contains(r.req.Needs, resource)
}

// whole reports whether more of a resource is wanted than belongs to the sets.
func (r *reading) whole(resource schema.GroupResource) bool {
	return r.needs(resource) && slices.Contains(r.req.Whole, resource)
}

// independent lists the reads that depend on no set: they go beside the first.
func (r *reading) independent(ctx context.Context) []func() {
	var out []func()
	if len(r.req.Needs) > 0 {
		out = append(out, func() {
			if v := r.from.version(ctx); v != "" {
				r.b.SetServerVersion(v)
			}
		})
	}
	if r.needs(snapshot.ConfigMaps) {
		out = append(out, func() {
			r.hold(r.get(ctx, snapshot.ConfigMaps, snapshot.CoreDNSNamespace, snapshot.CoreDNSConfigMap))
		})
	}
	return out
}

// set gets one StatefulSet. Unlike anything else, it must be there: an error ends
// the whole read. In a Watch it may be missing, nil then.
func (r *reading) set(ctx context.Context, name string) (*appsv1.StatefulSet, error) {
	obj, err := r.from.get(ctx, snapshot.StatefulSets, r.req.Namespace, name)
	switch {
	case err == nil:
		return obj.(*appsv1.StatefulSet), nil
	case r.follows && noSuchObject(err):
		return nil, nil
	}
	r.cancel()
	return nil, r.server.setError(err, r.req.Namespace, name)
}
