package inspect

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// What becomes of a claim hangs on its owners: the garbage collector deletes it
// with the last of them. The retention policy is a wish, which the controller
// writes as owners, in time for a scale-down and not for the set's own deletion.

// fating is one claim on its way through one event.
type fating struct {
	v     *view
	claim *corev1.PersistentVolumeClaim
	event v1alpha1.FateEvent
	// gone are the owners that end, why is what decides on the claim.
	gone []types.UID
	why  string
}

// claimFates are what becomes of a claim: one entry an event. row is nil for a
// claim that all Pods share.
func (v *view) claimFates(claim *corev1.PersistentVolumeClaim, r *row, s *v1alpha1.ClaimStorage) []v1alpha1.ClaimFate {
	return []v1alpha1.ClaimFate{v.scaledAway(claim, r, s), v.setDeleted(claim, r, s), v.namespaceDeleted(claim)}
}

// scaledAway: the controller makes the Pod the owner before it deletes the Pod
// (fixPodClaim, processCondemned). Without a Pod nobody does.
func (v *view) scaledAway(claim *corev1.PersistentVolumeClaim, r *row, s *v1alpha1.ClaimStorage) v1alpha1.ClaimFate {
	f := fating{v: v, claim: claim, event: v1alpha1.FateScaledAway}
	pod := ownPod(r)
	switch {
	case claim.DeletionTimestamp != nil, s.Ownership.State == v1alpha1.OwnershipStale:
		return f.going(s)
	case r == nil:
		return f.kept("whenScaled does not apply to it")
	case v.set.DeletionTimestamp != nil:
		return f.kept(fmt.Sprintf("%s is being deleted, and its controller scales nothing any more", v.set.Name))
	case !v.knows(snapshot.Pods):
		if v.whenScaled() == deletes {
			return f.unknown("Pods could not be read")
		}
		return f.kept("whenScaled is Retain")
	case pod == nil && !statefulset.InRange(v.set, r.ordinal):
		return f.kept("its ordinal is outside the range already")
	case pod == nil && v.whenScaled() == deletes:
		return f.kept(fmt.Sprintf("there is no %s, and whenScaled Delete deletes claims with their Pod only", statefulset.PodName(v.set, r.ordinal)))
	case pod == nil:
		return f.kept("whenScaled is Retain")
	}
	none := int32(0)
	scaled := &appsv1.StatefulSet{TypeMeta: v.set.TypeMeta, ObjectMeta: v.set.ObjectMeta, Spec: v.set.Spec, Status: v.set.Status}
	scaled.Spec.Replicas = &none
	owners := replay.ClaimOwnership(v.rules[0], claim, scaled, pod).Owners
	f.gone = []types.UID{pod.UID}
	f.why = v.whyScaled(s, owners, pod)
	return f.ends(owners)
}

func (v *view) whyScaled(s *v1alpha1.ClaimStorage, owners []metav1.OwnerReference, pod *corev1.Pod) string {
	owned := slices.ContainsFunc(owners, func(ref metav1.OwnerReference) bool { return ref.UID == pod.UID })
	switch {
	case v.whenScaled() != deletes && owned:
		return fmt.Sprintf("%s owns it", pod.Name)
	case v.whenScaled() != deletes:
		return "whenScaled is Retain"
	case !v.rules[0].AutoDeletePVC, s.Ownership.State == v1alpha1.OwnershipForeign:
		return "whenScaled is Delete, but " + s.Ownership.Message
	}
	return "whenScaled is Delete"
}

// setDeleted: the garbage collector deletes the set's Pods, and the claims that
// the set or its Pods own. The controller writes no owners any more by then.
func (v *view) setDeleted(claim *corev1.PersistentVolumeClaim, r *row, s *v1alpha1.ClaimStorage) v1alpha1.ClaimFate {
	f := fating{v: v, claim: claim, event: v1alpha1.FateSetDeleted}
	switch {
	case claim.DeletionTimestamp != nil, s.Ownership.State == v1alpha1.OwnershipStale:
		return f.going(s)
	case v.leavesDependents():
		return f.kept("the set is being deleted without what it owns (--cascade=orphan)")
	}
	f.gone = []types.UID{v.set.UID}
	if v.knows(snapshot.Pods) {
		for _, pod := range v.snap.PodsControlledBy(v.set.UID) {
			f.gone = append(f.gone, pod.UID)
		}
	}
	if !v.knows(snapshot.Pods) && slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool { return ref.Kind == "Pod" }) {
		return f.unknown("a Pod owns it, and Pods could not be read")
	}
	f.why = f.whyDeleted(s, claim.OwnerReferences)
	out := f.ends(claim.OwnerReferences)
	if pod := ownPod(r); pod != nil && s.Ownership.State == v1alpha1.OwnershipPending {
		soon := replay.ClaimOwnership(v.rules[0], claim, v.set, pod).Owners
		if f.owned(soon) != f.owned(claim.OwnerReferences) {
			// The policy has changed a moment ago, or the controller is held up.
			was, _, _ := strings.Cut(out.Message, ":")
			f.why = f.whyDeleted(s, soon)
			out = f.ends(soon)
			out.Message += fmt.Sprintf("; before the controller has written its owners it is %s", was)
		}
	}
	return out
}

func (f *fating) whyDeleted(s *v1alpha1.ClaimStorage, owners []metav1.OwnerReference) string {
	v := f.v
	i := slices.IndexFunc(owners, func(ref metav1.OwnerReference) bool { return slices.Contains(f.gone, ref.UID) })
	switch {
	case v.whenDeleted() != deletes && i >= 0:
		return fmt.Sprintf("%s/%s owns it, although whenDeleted is Retain", owners[i].Kind, owners[i].Name)
	case v.whenDeleted() != deletes:
		return "whenDeleted is Retain"
	case i >= 0:
		return "whenDeleted is Delete"
	case !v.rules[0].AutoDeletePVC, s.Ownership.State == v1alpha1.OwnershipForeign:
		return "whenDeleted is Delete, but " + s.Ownership.Message
	}
	return fmt.Sprintf("whenDeleted is Delete, but %s does not own it", v.set.Name)
}

// leavesDependents: the set is being deleted with --cascade=orphan.
func (v *view) leavesDependents() bool {
	return slices.Contains(v.set.Finalizers, metav1.FinalizerOrphanDependents)
}

// namespaceDeleted: everything in it is deleted, whoever owns it.
func (v *view) namespaceDeleted(claim *corev1.PersistentVolumeClaim) v1alpha1.ClaimFate {
	f := fating{v: v, claim: claim, event: v1alpha1.FateNamespaceDeleted, why: "all claims of the namespace are"}
	return f.deleted()
}
