package plan

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// protection keeps a claim as long as a Pod uses it; the pvc-protection controller removes it.
const protection = "kubernetes.io/pvc-protection"

// collectGarbage deletes the claims whose owners are all gone, as the garbage
// collector does, and lets go of those that no Pod uses any more.
func (w *world) collectGarbage() {
	w.Claims = slices.DeleteFunc(w.Claims, func(claim *corev1.PersistentVolumeClaim) bool {
		return (claim.DeletionTimestamp != nil || w.orphaned(claim)) && w.collect(claim)
	})
	for i, claim := range w.Claims {
		if claim.DeletionTimestamp == nil && w.orphaned(claim) {
			deleted := metav1.NewTime(w.Now)
			w.Claims[i] = claim.DeepCopy()
			w.Claims[i].DeletionTimestamp = &deleted
		}
	}
}

// collect reports whether nothing keeps a claim that is to be deleted.
func (w *world) collect(claim *corev1.PersistentVolumeClaim) bool {
	if w.used(claim) || slices.ContainsFunc(claim.Finalizers, func(f string) bool { return f != protection }) {
		return false
	}
	_, ordinal := statefulset.ParentAndOrdinal(claim.Name)
	w.step(v1alpha1.ActorGarbageCollector, v1alpha1.PlanDeleteClaim, "PersistentVolumeClaim", claim.Name, ordinal)
	return true
}

// orphaned reports whether the claim has owners and all of them are known to be
// gone: Pods of this set, and earlier sets of its name.
func (w *world) orphaned(claim *corev1.PersistentVolumeClaim) bool {
	if len(claim.OwnerReferences) == 0 {
		return false
	}
	return !slices.ContainsFunc(claim.OwnerReferences, w.exists)
}

func (w *world) exists(ref metav1.OwnerReference) bool {
	switch parent, _ := statefulset.ParentAndOrdinal(ref.Name); {
	case ref.Kind == "StatefulSet" && ref.Name == w.Set.Name:
		return ref.UID == w.Set.UID
	case ref.Kind == "Pod" && parent == w.Set.Name:
		return slices.ContainsFunc(w.Pods, func(pod *corev1.Pod) bool { return pod.UID == ref.UID })
	}
	return true
}

func (w *world) used(claim *corev1.PersistentVolumeClaim) bool {
	return slices.ContainsFunc(w.Pods, func(pod *corev1.Pod) bool { return mounts(pod, claim.Name) })
}

func mounts(pod *corev1.Pod, claim string) bool {
	return slices.ContainsFunc(pod.Spec.Volumes, func(v corev1.Volume) bool {
		return v.PersistentVolumeClaim != nil && v.PersistentVolumeClaim.ClaimName == claim
	})
}
