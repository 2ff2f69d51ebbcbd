package orphans

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// owner is an ownerReference to a StatefulSet or Pod that is gone.
type owner struct{ kind, name string }

// owners are the owners of a claim that are gone. living is true when anybody may
// still be there: an object of a kind that is not read here is taken to be.
func (f *finder) owners(claim *corev1.PersistentVolumeClaim) (gone []owner, living bool) {
	for _, ref := range claim.OwnerReferences {
		// The kind alone does not do: OpenKruise has a StatefulSet of its own.
		switch group := schema.FromAPIVersionAndKind(ref.APIVersion, ref.Kind).GroupKind(); {
		case group == schema.GroupKind{Group: snapshot.StatefulSets.Group, Kind: "StatefulSet"}:
			if set := f.StatefulSet(claim.Namespace, ref.Name); set != nil && set.UID == ref.UID {
				return nil, true
			}
		case group == schema.GroupKind{Kind: "Pod"}:
			if f.mayLive(claim, ref) {
				return nil, true
			}
		default:
			return nil, true
		}
		gone = append(gone, owner{ref.Kind, ref.Name})
	}
	return gone, false
}

// mayLive reports whether a Pod is there, or is of those that are not read: that
// neither mount a claim nor are named as a set's.
func (f *finder) mayLive(claim *corev1.PersistentVolumeClaim, ref metav1.OwnerReference) bool {
	if !f.reads(snapshot.Pods, claim.Namespace) {
		return true
	}
	parent, ordinal := statefulset.ParentAndOrdinal(ref.Name)
	there := func(pod *corev1.Pod) bool { return pod.UID == ref.UID }
	return slices.ContainsFunc(f.PodsMounting(claim.Namespace, claim.Name), there) ||
		ordinal < 0 || slices.ContainsFunc(f.PodsNamedFor(claim.Namespace, parent), there)
}
