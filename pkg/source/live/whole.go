package live

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// wholeReads list cluster-scoped resources that no selector narrows down. They go
// beside the first request: a request a volume, after the claims have come, would
// be a third round trip.
func (o *oneSet) wholeReads(ctx context.Context) (reads []func()) {
	for _, resource := range []schema.GroupResource{snapshot.Nodes, snapshot.PersistentVolumes, snapshot.VolumeAttachments} {
		// There is no other way to find the attachments of a volume.
		if !o.whole(resource) && (resource != snapshot.VolumeAttachments || !o.needs(resource)) {
			continue
		}
		reads = append(reads, func() {
			objs := o.list(ctx, resource, "", whole, all)
			o.mu.Lock()
			defer o.mu.Unlock()
			o.others = append(o.others, objs...)
		})
	}
	return reads
}

// ownOrMounting holds the Pods that have to do with the set, and those of others
// that may mount a claim of it.
func ownOrMounting(set *appsv1.StatefulSet) choice {
	sets, selector := source.NewMembership([]*appsv1.StatefulSet{set}), statefulset.Selector(set)
	return choice{name: "own or mounting of " + set.Name + " " + string(set.UID), holds: func(obj snapshot.Object) bool {
		return selector.Matches(labels.Set(obj.GetLabels())) || sets.OwnsOrNames(obj.(*corev1.Pod)) || mounts(obj)
	}}
}

// mounts reports whether a Pod uses any claim.
func mounts(obj snapshot.Object) bool {
	pod, ok := obj.(*corev1.Pod)
	return ok && len(snapshot.ClaimsOf(pod)) > 0
}
