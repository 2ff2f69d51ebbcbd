package live

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

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
		keep := all
		switch resource {
		case snapshot.StatefulSets, snapshot.ConfigMaps, snapshot.Events, snapshot.VolumeStats, snapshot.DNSAnswers:
			continue
		case snapshot.Nodes, snapshot.PersistentVolumes, snapshot.StorageClasses, snapshot.VolumeAttachments:
			namespace = ""
		case snapshot.Pods:
			keep = choice{"maybe of a set", maybeOfASet}
			if r.whole(snapshot.Pods) {
				keep = choice{"maybe of a set or mounting", func(pod snapshot.Object) bool { return maybeOfASet(pod) || mounts(pod) }}
			}
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
		r.b.Add(set)
	}
	others = source.NewMembership(append(sets, r.gone(sets)...), r.req.Whole...).Prune(others)
	r.hold(others)
	r.volumeStats(ctx, others)
	return nil
}

// gone are the sets that a Watch was asked for by name and has seen, and that are
// not there any more: their Pods may still be.
func (r *reading) gone(sets []*appsv1.StatefulSet) (out []*appsv1.StatefulSet) {
	for key, set := range r.known {
		here := func(s *appsv1.StatefulSet) bool { return s.Namespace == key.Namespace && s.Name == key.Name }
		if len(r.req.Names) > 0 && !slices.ContainsFunc(sets, here) {
			out = append(out, set)
		}
	}
	return out
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
	return r.list(ctx, snapshot.Events, r.req.Namespace, metav1.ListOptions{FieldSelector: "involvedObject.kind=StatefulSet"}, all)
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
	list, err := r.from.list(ctx, snapshot.StatefulSets, r.req.Namespace,
		metav1.ListOptions{LabelSelector: r.req.LabelSelector, FieldSelector: r.req.FieldSelector}, all)
	if err != nil {
		r.cancel()
		return nil, r.server.setError(err, r.req.Namespace, "")
	}
	out := make([]*appsv1.StatefulSet, len(list))
	for i, obj := range list {
		out[i] = obj.(*appsv1.StatefulSet)
	}
	if r.req.LabelSelector == "" && r.req.FieldSelector == "" {
		r.b.MarkRead(snapshot.StatefulSets, r.req.Namespace)
	}
	return out, nil
}

// setsByName gets every named set, and names all that are missing.
func (r *reading) setsByName(ctx context.Context) (found []*appsv1.StatefulSet, err error) {
	names := slices.Compact(slices.Sorted(slices.Values(r.req.Names)))
	objs := make([]snapshot.Object, len(names))
	errs := make([]error, len(names))
	each(len(names), func(i int) { objs[i], errs[i] = r.from.get(ctx, snapshot.StatefulSets, r.req.Namespace, names[i]) })
	var missing []string
	for i, err := range errs {
		switch {
		case err == nil:
			found = append(found, objs[i].(*appsv1.StatefulSet))
		case noSuchObject(err):
			missing = append(missing, fmt.Sprintf("%q", names[i]))
		default:
			r.cancel()
			return nil, r.server.setError(err, r.req.Namespace, names[i])
		}
	}
	if len(missing) > 0 && !r.follows {
		r.cancel()
		return nil, fmt.Errorf("%s %s not found in namespace %q", snapshot.StatefulSets, strings.Join(missing, ", "), r.req.Namespace)
	}
	return found, nil
}
