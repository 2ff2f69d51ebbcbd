package live

import (
	"context"
	"slices"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// atOnce bounds the GETs in flight.
const atOnce = 16

// whole and byLabel choose what a list asks for.
var whole metav1.ListOptions

func byLabel(selector string) metav1.ListOptions { return metav1.ListOptions{LabelSelector: selector} }

// together runs fs side by side and waits for all of them.
func together(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f)
	}
	wg.Wait()
}

// each runs f for 0 … n-1 side by side, atOnce at a time.
func each(n int, f func(i int)) {
	limit := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	for i := range n {
		limit <- struct{}{}
		wg.Go(func() {
			defer func() { <-limit }()
			f(i)
		})
	}
	wg.Wait()
}

// list reads a resource, whole or by selector, and marks it read.
func (r *reading) list(ctx context.Context, resource schema.GroupResource, namespace string, opts metav1.ListOptions, keep choice) []snapshot.Object {
	out, ok := r.tryList(ctx, resource, namespace, opts, keep)
	if ok {
		r.b.MarkRead(resource, namespace)
	}
	return out
}

// tryList is list for reads that alone do not make the resource known. ok is
// false when it could not be read; the Gap says why.
func (r *reading) tryList(ctx context.Context, resource schema.GroupResource, namespace string, opts metav1.ListOptions, keep choice,
) (out []snapshot.Object, ok bool) {
	out, err := r.from.list(ctx, resource, namespace, opts, keep)
	if err != nil {
		r.gap(resource, namespace, err)
		return nil, false
	}
	return out, true
}

// get reads objects by name and marks the resource read when every name was
// answered; that one does not exist is an answer.
func (r *reading) get(ctx context.Context, resource schema.GroupResource, namespace string, names ...string) []snapshot.Object {
	out, ok := r.tryGet(ctx, resource, namespace, names...)
	if ok {
		r.b.MarkRead(resource, namespace)
	}
	return out
}

// tryGet is get for reads that alone do not make the resource known. What was
// found is given even when another name failed.
func (r *reading) tryGet(ctx context.Context, resource schema.GroupResource, namespace string, names ...string) (out []snapshot.Object, ok bool) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	if len(names) >= r.from.listInstead() {
		return r.tryList(ctx, resource, namespace, whole, among(names))
	}
	found := make([]snapshot.Object, len(names))
	errs := make([]error, len(names))
	each(len(names), func(i int) { found[i], errs[i] = r.from.get(ctx, resource, namespace, names[i]) })
	ok = true
	for i, err := range errs {
		switch {
		case err == nil:
			out = append(out, found[i])
		case !noSuchObject(err):
			ok = false
			r.gap(resource, namespace, err)
		}
	}
	return out, ok
}

// among holds the objects of these names, which are sorted.
func among(names []string) choice {
	return choice{holds: func(obj snapshot.Object) bool {
		_, asked := slices.BinarySearch(names, obj.GetName())
		return asked
	}}
}

// hold adds objects that were read.
func (r *reading) hold(objs []snapshot.Object) {
	for _, obj := range objs {
		r.b.Add(obj)
	}
}

// gap records why a resource was not read.
func (r *reading) gap(resource schema.GroupResource, namespace string, err error) {
	g := snapshot.Gap{Resource: resource, Namespace: namespace, Reason: snapshot.Failed, Message: r.server.sentence(err)}
	switch {
	case apierrors.IsForbidden(err):
		g.Reason = snapshot.Forbidden
	case notServed(err):
		g.Reason = snapshot.NotServed
	}
	r.b.AddGap(g)
}
