package inspect

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// ownPod is the Pod of a row that is the set's, or is about to be; nil for none.
func ownPod(r *row) *corev1.Pod {
	switch {
	case r == nil:
		return nil
	case r.pod != nil:
		return r.pod
	case r.state == v1alpha1.OrdinalOrphan:
		return r.other
	}
	return nil
}

// standIn is a Pod that does not exist yet, of no uid.
func (v *view) standIn(r *row) *corev1.Pod {
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: statefulset.PodName(v.set, r.ordinal), Namespace: v.set.Namespace}}
}

// ownership says how the owners of a claim stand to what the retention policy
// demands. The controller looks at them when it comes to the claim's Pod.
func (v *view) ownership(claim *corev1.PersistentVolumeClaim, r *row) v1alpha1.ClaimOwnership {
	switch {
	case !v.knows(snapshot.PersistentVolumeClaims) || !v.knows(snapshot.Pods):
		return v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipUnknown, Message: "claims or Pods could not be read"}
	case r == nil:
		return v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipNotManaged, Message: "the Pod template names the claim itself: the retention policy does not apply to it"}
	}
	pod, inRange := ownPod(r), statefulset.InRange(v.set, r.ordinal)
	stand := pod
	if stand == nil {
		stand = v.standIn(r)
	}
	have := claim
	if have == nil {
		have = &corev1.PersistentVolumeClaim{}
	}
	o := replay.ClaimOwnership(v.rules[0], have, v.set, stand)
	out := v1alpha1.ClaimOwnership{Wanted: v.wanted(o, stand)}
	switch {
	case claim != nil && v.orphaned(claim):
		out.State = v1alpha1.OwnershipStale
		out.Message = fmt.Sprintf("%s: the garbage collector deletes the claim", v.staleWords(claim))
	case o.Stale:
		// Another owner keeps the claim; the collector takes the reference away.
		out.State = v1alpha1.OwnershipPending
		out.Message = fmt.Sprintf("%s too, and the controller leaves it alone until that reference is gone", v.staleWords(claim))
	case !v.rules[0].AutoDeletePVC:
		out.State = v1alpha1.OwnershipNotManaged
		if v.whenScaled() == deletes || v.whenDeleted() == deletes {
			out.Message = fmt.Sprintf("feature gate %s is off: the retention policy has no effect", replay.GateAutoDeletePVC)
		}
	case o.Foreign:
		out.State = v1alpha1.OwnershipForeign
		out.Message = fmt.Sprintf("%s manages the claim: the retention policy has no effect on it", foreignOwner(claim, v.set, stand))
	case v.set.DeletionTimestamp != nil:
		out.State, out.Wanted = v1alpha1.OwnershipNotManaged, ""
		out.Message = fmt.Sprintf("%s is being deleted: its controller changes no owners any more", v.set.Name)
	case pod == nil && !inRange:
		out.State, out.Wanted = v1alpha1.OwnershipNotManaged, ""
		if v.whenScaled() == deletes {
			out.Message = fmt.Sprintf("there is no %s: whenScaled Delete deletes claims with their Pod only", stand.Name)
		}
	case o.UpToDate:
		out.State = v1alpha1.OwnershipAsWanted
	default:
		out.State = v1alpha1.OwnershipPending
		out.Message = v.pendingOwner(out.Wanted, claim, pod)
	}
	return out
}

func (v *view) wanted(o replay.Ownership, pod *corev1.Pod) string {
	switch {
	case o.ByPod:
		return "Pod/" + pod.Name
	case o.BySet:
		return "StatefulSet/" + v.set.Name
	}
	return ""
}

// pendingOwner says what the controller has yet to write.
func (v *view) pendingOwner(wanted string, claim *corev1.PersistentVolumeClaim, pod *corev1.Pod) string {
	switch {
	case claim == nil:
		return fmt.Sprintf("once created, it is to be owned by %s", wanted)
	case wanted != "" && pod == nil:
		return fmt.Sprintf("%s is to own it, which is written when its Pod is created", wanted)
	case wanted != "":
		return fmt.Sprintf("%s is to own it as its controller, which is not written yet", wanted)
	}
	return "the policy wants no owner, which is not written yet"
}

// orphaned: all owners of the claim are known to be gone, so that the garbage
// collector deletes it (attemptToDeleteItem: no solid owner, none waiting).
func (v *view) orphaned(claim *corev1.PersistentVolumeClaim) bool {
	return len(claim.OwnerReferences) > 0 && !slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool {
		there := v.exists(ref)
		return there == nil || *there
	})
}

// staleWords name the first owner that is another one than the reference means.
func (v *view) staleWords(claim *corev1.PersistentVolumeClaim) string {
	for _, ref := range claim.OwnerReferences {
		if there := v.exists(ref); there != nil && !*there {
			return fmt.Sprintf("it belongs to an earlier %s", ref.Name)
		}
	}
	return "it belongs to an earlier owner"
}

// foreignOwner names who manages the claim in the controller's stead.
func foreignOwner(claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet, pod *corev1.Pod) string {
	own := []types.UID{set.UID, pod.UID}
	for _, ref := range claim.OwnerReferences {
		if ref.Controller != nil && *ref.Controller && !slices.Contains(own, ref.UID) {
			return ref.Kind + "/" + ref.Name
		}
	}
	return "somebody else"
}
