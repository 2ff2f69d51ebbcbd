package live

import (
	"context"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// podMissing reports whether a name of the set may be held by a Pod that is not
// its own: only then are the Pods of the namespace looked at.
func podMissing(set *appsv1.StatefulSet) bool {
	return set.Status.Replicas < statefulset.Replicas(set) || set.Status.ObservedGeneration < set.Generation
}

// findStrangers looks at the metadata alone of all Pods of the namespace.
func (o *oneSet) findStrangers(ctx context.Context) {
	selector := statefulset.Selector(o.set)
	strangers := choice{name: "strangers of " + o.set.Name + " " + string(o.set.UID), holds: func(pod snapshot.Object) bool {
		parent, ordinal := statefulset.ParentAndOrdinal(pod.GetName())
		ref := metav1.GetControllerOfNoCopy(pod)
		mine := parent == o.set.Name && ordinal >= 0 || ref != nil && ref.UID == o.set.UID
		return mine && !selector.Matches(labels.Set(pod.GetLabels()))
	}}
	pods, err := o.from.list(ctx, podMetadata, o.namespace, whole, strangers)
	if err != nil {
		o.gap(snapshot.Pods, o.namespace, err)
	}
	for _, pod := range pods {
		o.strangers = append(o.strangers, pod.GetName())
	}
}

// third reads what the answers of the second round trip name and no selector
// could find. A view without Nodes and volumes comes here with nothing to do,
// unless (a) a Pod outside the selector holds a name of the set, (b) a Pod mounts
// a claim without the set's labels, or (c) a claim names another StorageClass than
// the templates do.
func (o *oneSet) third(ctx context.Context) {
	var reads []func()
	if len(o.strangers) > 0 {
		reads = append(reads, func() {
			more, _ := o.tryGet(ctx, snapshot.Pods, o.namespace, o.strangers...)
			o.pods = append(o.pods, more...)
		})
	}
	if o.claimsByLabel && o.claimsRead && !o.hasMounted() {
		reads = append(reads, func() { o.listAllClaims(ctx) })
	}
	// What follows needs these Pods and claims: in that rare state it goes after them.
	together(reads...)

	reads = nil
	if o.needs(snapshot.Nodes) && !o.whole(snapshot.Nodes) {
		reads = append(reads, func() { o.hold(o.get(ctx, snapshot.Nodes, "", nodesOf(o.pods)...)) })
	}
	if o.needs(snapshot.PersistentVolumes) && !o.whole(snapshot.PersistentVolumes) {
		reads = append(reads, func() { o.hold(o.get(ctx, snapshot.PersistentVolumes, "", volumesOf(o.ownClaims())...)) })
	}
	if o.classesRead {
		reads = append(reads, func() { o.readOtherClasses(ctx) })
	}
	together(reads...)
}

func nonEmpty(names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

func nodesOf(pods []snapshot.Object) (names []string) {
	for _, obj := range pods {
		names = append(names, obj.(*corev1.Pod).Spec.NodeName)
	}
	return nonEmpty(names...)
}

func volumesOf(claims []snapshot.Object) (names []string) {
	for _, obj := range claims {
		names = append(names, obj.(*corev1.PersistentVolumeClaim).Spec.VolumeName)
	}
	return nonEmpty(names...)
}
