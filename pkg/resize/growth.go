package resize

import (
	"cmp"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/version"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// growth is how far a claim is on its way to the size, and what is in the way
// (ValidatePersistentVolumeClaimUpdate and the admission plugin PersistentVolumeClaimResize).
func (b *book) growth(claim *corev1.PersistentVolumeClaim) (v1alpha1.ClaimGrowth, string) {
	request := claim.Spec.Resources.Requests[corev1.ResourceStorage]
	capacity := claim.Status.Capacity[corev1.ResourceStorage]
	asks, has := request.Cmp(b.size), capacity.Cmp(b.size) >= 0
	why, certain := b.refusal(claim)
	switch {
	case claim.DeletionTimestamp != nil:
		return v1alpha1.GrowthGoing, "is being deleted, and is gone with its data once no Pod uses it; the next one gets the size of the template"
	case asks >= 0 && has:
		return v1alpha1.GrowthDone, ""
	case asks > 0 && b.recovers(claim):
		return v1alpha1.GrowthToDo, fmt.Sprintf("could not grow to %s; to ask for less is allowed, as its capacity is %s", request.String(), capacity.String())
	case certain && why != "" && claim.Status.Phase == corev1.ClaimPending && asks >= 0:
		// A claim that is not bound yet gets a volume of that size.
		return v1alpha1.GrowthUnderWay, "has no volume yet"
	case certain && why != "" && asks >= 0:
		return v1alpha1.GrowthFailed, why
	case certain && why != "":
		return v1alpha1.GrowthRefused, why
	case asks >= 0:
		state, words := underWay(claim)
		if words == waitsForResizer && why != "" {
			words += ": " + why
		}
		return state, words
	}
	return v1alpha1.GrowthToDo, why
}

const waitsForResizer = "waits for its driver's resizer"

// underWay is how far an expansion is that was asked for (status.allocatedResourceStatuses,
// and the conditions of drivers and servers that do not write it).
func underWay(claim *corev1.PersistentVolumeClaim) (v1alpha1.ClaimGrowth, string) {
	switch claim.Status.AllocatedResourceStatuses[corev1.ResourceStorage] {
	case corev1.PersistentVolumeClaimControllerResizeInfeasible:
		return v1alpha1.GrowthFailed, failure("its driver cannot make the volume that large", claim, corev1.PersistentVolumeClaimControllerResizeError)
	case corev1.PersistentVolumeClaimNodeResizeInfeasible:
		return v1alpha1.GrowthFailed, failure("the file system cannot grow on its node", claim, corev1.PersistentVolumeClaimNodeResizeError)
	case corev1.PersistentVolumeClaimNodeResizePending, corev1.PersistentVolumeClaimNodeResizeInProgress:
		return v1alpha1.GrowthNeedsNode, "the volume has grown; its node grows the file system"
	}
	if c := condition(claim, corev1.PersistentVolumeClaimControllerResizeError); c != nil {
		return v1alpha1.GrowthUnderWay, "tries again after: " + cmp.Or(c.Message, c.Reason)
	}
	if condition(claim, corev1.PersistentVolumeClaimFileSystemResizePending) != nil {
		return v1alpha1.GrowthNeedsNode, "the volume has grown; its node grows the file system"
	}
	if condition(claim, corev1.PersistentVolumeClaimResizing) != nil {
		return v1alpha1.GrowthUnderWay, "its driver is at work"
	}
	return v1alpha1.GrowthUnderWay, waitsForResizer
}

func failure(words string, claim *corev1.PersistentVolumeClaim, kind corev1.PersistentVolumeClaimConditionType) string {
	if c := condition(claim, kind); c != nil && c.Message != "" {
		return words + ": " + c.Message
	}
	return words
}

// condition is the claim's condition of a type, nil when it is not true.
func condition(claim *corev1.PersistentVolumeClaim, kind corev1.PersistentVolumeClaimConditionType) *corev1.PersistentVolumeClaimCondition {
	for i := range claim.Status.Conditions {
		c := &claim.Status.Conditions[i]
		if c.Type == kind && c.Status == corev1.ConditionTrue {
			return c
		}
	}
	return nil
}

// recovers reports whether the claim may ask for less: its expansion failed for good,
// and the size is more than it has (feature gate RecoverVolumeExpansionFailure, on since 1.32).
func (b *book) recovers(claim *corev1.PersistentVolumeClaim) bool {
	capacity, found := claim.Status.Capacity[corev1.ResourceStorage]
	state, _ := underWay(claim)
	if v, err := version.ParseGeneric(b.snap.ServerVersion()); err == nil && v.LessThan(version.MajorMinor(1, 32)) {
		return false
	}
	return state == v1alpha1.GrowthFailed && found && b.size.Cmp(capacity) > 0
}
