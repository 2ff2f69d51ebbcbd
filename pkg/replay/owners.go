package replay

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

var podKind = corev1.SchemeGroupVersion.WithKind("Pod")

const deletes = appsv1.DeletePersistentVolumeClaimRetentionPolicyType

func whenScaled(set *appsv1.StatefulSet) appsv1.PersistentVolumeClaimRetentionPolicyType {
	if p := set.Spec.PersistentVolumeClaimRetentionPolicy; p != nil {
		return p.WhenScaled
	}
	return appsv1.RetainPersistentVolumeClaimRetentionPolicyType
}

func whenDeleted(set *appsv1.StatefulSet) appsv1.PersistentVolumeClaimRetentionPolicyType {
	if p := set.Spec.PersistentVolumeClaimRetentionPolicy; p != nil {
		return p.WhenDeleted
	}
	return appsv1.RetainPersistentVolumeClaimRetentionPolicyType
}

// wantedOwners tells whether the policy wants the set, and whether it wants the
// Pod, to own the Pod's claims: the Pod once it is outside the range.
func wantedOwners(set *appsv1.StatefulSet, pod *corev1.Pod) (bySet, byPod bool) {
	byPod = whenScaled(set) == deletes && !statefulset.InRange(set, ordinalOf(pod))
	return whenDeleted(set) == deletes && !byPod, byPod
}

// ownersUpToDate is isClaimOwnerUpToDate: true also for claims that the
// controller leaves alone because somebody else manages them.
func (s *sync) ownersUpToDate(claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet, pod *corev1.Pod) bool {
	if s.rules.PlainClaimOwners {
		return plainOwnersUpToDate(claim, set, pod)
	}
	if s.staleRef(claim, set, setKind) || s.staleRef(claim, pod, podKind) {
		return true
	}
	if hasUnexpectedController(claim, set, pod) {
		return !owns(claim, set) && !owns(claim, pod)
	}
	for _, ref := range claim.OwnerReferences {
		if (ref.UID == set.UID || ref.UID == pod.UID) && !isController(ref) {
			return false
		}
	}
	bySet, byPod := wantedOwners(set, pod)
	return owns(claim, set) == bySet && owns(claim, pod) == byPod
}

// plainOwnersUpToDate is claimOwnerMatchesSetAndPod of 1.30.
func plainOwnersUpToDate(claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet, pod *corev1.Pod) bool {
	bySet, byPod := wantedOwners(set, pod)
	return owns(claim, set) == bySet && owns(claim, pod) == byPod
}

// owners are the claim's owners as the policy wants them (updateClaimOwnerRefForSetAndPod).
func (s *sync) owners(claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet, pod *corev1.Pod) []metav1.OwnerReference {
	bySet, byPod := wantedOwners(set, pod)
	if s.rules.PlainClaimOwners {
		refs := slices.DeleteFunc(slices.Clone(claim.OwnerReferences), func(ref metav1.OwnerReference) bool {
			return ref.UID == set.UID && !bySet || ref.UID == pod.UID && !byPod
		})
		if bySet && !owns(claim, set) {
			refs = append(refs, plainRef(set, setKind))
		}
		if byPod && !owns(claim, pod) {
			refs = append(refs, plainRef(pod, podKind))
		}
		return refs
	}
	refs := slices.DeleteFunc(slices.Clone(claim.OwnerReferences), func(ref metav1.OwnerReference) bool {
		return names(ref, set, setKind) || names(ref, pod, podKind)
	})
	if hasUnexpectedController(claim, set, pod) {
		return refs
	}
	if bySet {
		refs = addController(refs, set, setKind)
	}
	if byPod {
		refs = addController(refs, pod, podKind)
	}
	return refs
}

func addController(refs []metav1.OwnerReference, owner metav1.Object, kind schema.GroupVersionKind) []metav1.OwnerReference {
	if slices.ContainsFunc(refs, func(ref metav1.OwnerReference) bool { return ref.UID == owner.GetUID() }) {
		return refs
	}
	return append(refs, *metav1.NewControllerRef(owner, kind))
}

func plainRef(owner metav1.Object, kind schema.GroupVersionKind) metav1.OwnerReference {
	return metav1.OwnerReference{APIVersion: kind.GroupVersion().String(), Kind: kind.Kind, Name: owner.GetName(), UID: owner.GetUID()}
}

// hasUnexpectedController mirrors the function of that name: with a policy that
// deletes, another controller of the claim, or a namesake of the set or the Pod.
func hasUnexpectedController(claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet, pod *corev1.Pod) bool {
	const retain = appsv1.RetainPersistentVolumeClaimRetentionPolicyType
	if whenScaled(set) == retain && whenDeleted(set) == retain {
		return false
	}
	for _, ref := range claim.OwnerReferences {
		switch {
		case names(ref, set, setKind):
			if ref.UID != set.UID {
				return true
			}
		case names(ref, pod, podKind):
			if ref.UID != pod.UID {
				return true
			}
		case isController(ref):
			return true
		}
	}
	return false
}

// staleRef reports whether the claim belongs to an earlier object of the name (hasStaleOwnerRef).
func (s *sync) staleRef(claim *corev1.PersistentVolumeClaim, owner metav1.Object, kind schema.GroupVersionKind) bool {
	for _, ref := range claim.OwnerReferences {
		if s.rules.PlainClaimOwners {
			// 1.30 looks at the name alone, and at every reference.
			if ref.Name == owner.GetName() && ref.UID != owner.GetUID() {
				return true
			}
		} else if names(ref, owner, kind) {
			return ref.UID != owner.GetUID()
		}
	}
	return false
}

// names is matchesRef: the reference names the object, whatever its uid.
func names(ref metav1.OwnerReference, obj metav1.Object, kind schema.GroupVersionKind) bool {
	return ref.APIVersion == kind.GroupVersion().String() && ref.Kind == kind.Kind && ref.Name == obj.GetName()
}

func isController(ref metav1.OwnerReference) bool { return ref.Controller != nil && *ref.Controller }

func owns(claim *corev1.PersistentVolumeClaim, owner metav1.Object) bool {
	return slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool { return ref.UID == owner.GetUID() })
}
