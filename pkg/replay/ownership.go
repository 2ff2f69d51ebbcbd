package replay

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Ownership is how a claim's owners stand to the retention policy of the set, as
// the controller sees it when it comes to the claim's Pod.
type Ownership struct {
	// BySet and ByPod tell whom the policy wants as an owner.
	BySet, ByPod bool
	// UpToDate: the controller changes nothing, also where it leaves the claim to others.
	UpToDate bool
	// Stale: the claim belongs to an earlier set or Pod of the name; from 1.31 the
	// controller leaves such a claim to the garbage collector.
	Stale bool
	// Foreign: somebody else manages the claim, and the controller does no more than
	// take its own references away.
	Foreign bool
	// Owners are those that the controller leaves the claim with.
	Owners []metav1.OwnerReference
}

// ClaimOwnership says what the controller makes of the owners of a Pod's claim
// (isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod). Whether the Pod is in
// the set's range decides on whom the policy wants. Without the feature
// StatefulSetAutoDeletePVC the policy wants nobody, and nothing is changed.
func ClaimOwnership(rules Rules, claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet, pod *corev1.Pod) Ownership {
	if !rules.AutoDeletePVC {
		return Ownership{UpToDate: true, Owners: claim.OwnerReferences}
	}
	s := &sync{rules: rules}
	out := Ownership{UpToDate: s.ownersUpToDate(claim, set, pod), Owners: claim.OwnerReferences}
	out.BySet, out.ByPod = wantedOwners(set, pod)
	out.Stale = s.staleRef(claim, set, setKind) || s.staleRef(claim, pod, podKind)
	out.Foreign = !rules.PlainClaimOwners && !out.Stale && hasUnexpectedController(claim, set, pod)
	if !out.UpToDate {
		out.Owners = s.owners(claim, set, pod)
	}
	return out
}
