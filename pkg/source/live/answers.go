package live

import (
	"context"
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/version"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// answers is where a reading has its objects from: the server itself (direct), or
// what is held of it and kept up to date (streams). What is asked for, and how
// that is put together, is the same for both, so a Watch shows what a Get would.
type answers interface {
	// list gives the objects that opts select and keep holds, reduced.
	list(ctx context.Context, resource schema.GroupResource, namespace string, opts metav1.ListOptions, keep choice) ([]snapshot.Object, error)
	// get gives one object, reduced.
	get(ctx context.Context, resource schema.GroupResource, namespace, name string) (snapshot.Object, error)
	// version is the server's gitVersion, empty when it does not tell.
	version(ctx context.Context) string
	// listInstead is the number of names from which one list costs less than the gets.
	listInstead() int
}

// choice says which objects of a list are held; the zero value holds all. Streams
// tell choices apart by name: without one, they hold all there is to choose from.
type choice struct {
	name  string
	holds func(snapshot.Object) bool
}

var all choice

func (c choice) of(obj snapshot.Object) bool { return c.holds == nil || c.holds(obj) }

// direct asks the server each time.
type direct struct {
	*clients
	detail    snapshot.Detail
	chunkSize int64
}

var _ answers = direct{}

func (d direct) list(ctx context.Context, resource schema.GroupResource, namespace string, opts metav1.ListOptions, keep choice) (out []snapshot.Object, err error) {
	opts.Limit = d.chunkSize
	err = pages(ctx, d.of(resource, namespace).list, opts, func() { out = nil }, func(obj runtime.Object) {
		if o := obj.(snapshot.Object); keep.of(o) {
			snapshot.Reduce(obj, d.detail)
			out = append(out, o)
		}
	})
	return out, err
}

func (d direct) get(ctx context.Context, resource schema.GroupResource, namespace, name string) (snapshot.Object, error) {
	obj, err := d.of(resource, namespace).get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	snapshot.Reduce(obj, d.detail)
	return obj, nil
}

func (d direct) version(ctx context.Context) string {
	body, err := d.core.RESTClient().Get().AbsPath("/version").Do(ctx).Raw()
	if err != nil {
		return ""
	}
	var v version.Info
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	return v.GitVersion
}

// A GET is cheap, and few sets have as many Nodes or volumes.
func (d direct) listInstead() int { return 64 }
