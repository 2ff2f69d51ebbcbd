package live

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// fleet reads many sets: each resource is listed once, all side by side, so it
// takes one round trip however many sets there are, two when a Pod is missing. Which objects belong to the
// sets is known only when all have come; the others are let go then.
func (r *reading) fleet(ctx context.Context) error {
	var sets []*appsv1.StatefulSet
	var err error
	var mu sync.Mutex
	var others []snapshot.Object
	reads := append(r.independent(ctx), func() { sets, err = r.sets(ctx) })
	for _, resource := range r.req.Needs {
		namespace := r.req.Namespace
		var keep func(snapshot.Object) bool
		switch resource {
		case snapshot.StatefulSets, snapshot.ConfigMaps, snapshot.Events:
			continue
		case snapshot.Nodes, snapshot.PersistentVolumes, snapshot.StorageClasses:
			namespace = ""
		case snapshot.Pods:
			keep = maybeOfASet
		}
		reads = append(reads, func() {
			objs := r.list(ctx, resource, namespace, whole, keep)
			mu.Lock()
			defer mu.Unlock()
			others = append(others, objs...)
		})
	}
	together(reads...)
	if err != nil {
		return err
	}
	others = append(others, r.events(ctx, sets)...)
	for _, set := range sets {
		snapshot.Reduce(set, r.req.Detail)
		r.b.Add(set)
	}
	r.hold(source.NewMembership(sets).Prune(others))
	return nil
}

// events are read in a round trip of their own, and only when a Pod is missing
// somewhere: an API server finds them by going through all events there are.
func (r *reading) events(ctx context.Context, sets []*appsv1.StatefulSet) []snapshot.Object {
	if !r.needs(snapshot.Events) {
		return nil
	}
	if !slices.ContainsFunc(sets, podMissing) {
		r.b.MarkRead(snapshot.Events, r.req.Namespace)
		return nil
	}
	return r.list(ctx, snapshot.Events, r.req.Namespace, metav1.ListOptions{FieldSelector: "involvedObject.kind=StatefulSet"}, nil)
}

// maybeOfASet lets most Pods of other workloads go while their page is read.
func maybeOfASet(pod snapshot.Object) bool {
	if ref := metav1.GetControllerOfNoCopy(pod); ref != nil && ref.Kind == "StatefulSet" {
		return true
	}
	_, ordinal := statefulset.ParentAndOrdinal(pod.GetName())
	return ordinal >= 0
}

// sets reads the StatefulSets that the request asks for.
func (r *reading) sets(ctx context.Context) ([]*appsv1.StatefulSet, error) {
	if len(r.req.Names) > 0 {
		return r.setsByName(ctx)
	}
	list, _ := r.clients.of(snapshot.StatefulSets, r.req.Namespace)
	var out []*appsv1.StatefulSet
	err := pages(ctx, list,
		metav1.ListOptions{LabelSelector: r.req.LabelSelector, FieldSelector: r.req.FieldSelector, Limit: r.req.ChunkSize},
		func() { out = nil },
		func(obj runtime.Object) {
			out = append(out, obj.(*appsv1.StatefulSet))
		})
	if err != nil {
		r.cancel()
		return nil, r.server.setError(err, r.req.Namespace, "")
	}
	if r.req.LabelSelector == "" && r.req.FieldSelector == "" {
		r.b.MarkRead(snapshot.StatefulSets, r.req.Namespace)
	}
	return out, nil
}

// setsByName gets every named set, and names all that are missing.
func (r *reading) setsByName(ctx context.Context) ([]*appsv1.StatefulSet, error) {
	names := slices.Compact(slices.Sorted(slices.Values(r.req.Names)))
	found := make([]*appsv1.StatefulSet, len(names))
	errs := make([]error, len(names))
	each(len(names), func(i int) {
		found[i], errs[i] = r.clients.apps.StatefulSets(r.req.Namespace).Get(ctx, names[i], metav1.GetOptions{})
	})
	var missing []string
	for i, err := range errs {
		switch {
		case err == nil:
		case noSuchObject(err):
			missing = append(missing, fmt.Sprintf("%q", names[i]))
		default:
			r.cancel()
			return nil, r.server.setError(err, r.req.Namespace, names[i])
		}
	}
	if len(missing) > 0 {
		r.cancel()
		return nil, fmt.Errorf("%s %s not found in namespace %q", snapshot.StatefulSets, strings.Join(missing, ", "), r.req.Namespace)
	}
	return found, nil
}
