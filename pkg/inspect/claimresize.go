package inspect

import (
	"cmp"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// resizeStates are the words of status.allocatedResourceStatuses; before 1.31 a
// resize that cannot succeed was called failed.
var resizeStates = map[corev1.ClaimResourceStatus]v1alpha1.ResizeState{
	corev1.PersistentVolumeClaimControllerResizeInProgress: v1alpha1.ResizeControllerInProgress,
	corev1.PersistentVolumeClaimControllerResizeInfeasible: v1alpha1.ResizeControllerInfeasible,
	corev1.PersistentVolumeClaimNodeResizePending:          v1alpha1.ResizeNodePending,
	corev1.PersistentVolumeClaimNodeResizeInProgress:       v1alpha1.ResizeNodeInProgress,
	corev1.PersistentVolumeClaimNodeResizeInfeasible:       v1alpha1.ResizeNodeInfeasible,
	"ControllerResizeFailed":                               v1alpha1.ResizeControllerInfeasible,
	"NodeResizeFailed":                                     v1alpha1.ResizeNodeInfeasible,
}

// resizeState says how far an expansion is, empty for none: by what the resizers
// wrote into the status, else by the conditions, else by the sizes alone.
func resizeState(claim *corev1.PersistentVolumeClaim) v1alpha1.ResizeState {
	if state, found := resizeStates[claim.Status.AllocatedResourceStatuses[corev1.ResourceStorage]]; found {
		return state
	}
	switch {
	case claimCondition(claim, corev1.PersistentVolumeClaimFileSystemResizePending) != nil:
		return v1alpha1.ResizeNodePending
	case claimCondition(claim, corev1.PersistentVolumeClaimResizing) != nil:
		return v1alpha1.ResizeControllerInProgress
	}
	wanted, ok := storageIn(claim.Spec.Resources.Requests)
	have, found := storageIn(claim.Status.Capacity)
	if ok && found && claim.Status.Phase == corev1.ClaimBound && have.Cmp(wanted) < 0 {
		return v1alpha1.ResizeRequested
	}
	return ""
}

// resizeConditions tell since when, and why not, the likeliest first.
var resizeConditions = map[v1alpha1.ResizeState][]corev1.PersistentVolumeClaimConditionType{
	v1alpha1.ResizeControllerInProgress: {corev1.PersistentVolumeClaimControllerResizeError, corev1.PersistentVolumeClaimResizing},
	v1alpha1.ResizeControllerInfeasible: {corev1.PersistentVolumeClaimControllerResizeError, corev1.PersistentVolumeClaimResizing},
	v1alpha1.ResizeNodePending:          {corev1.PersistentVolumeClaimNodeResizeError, corev1.PersistentVolumeClaimFileSystemResizePending},
	v1alpha1.ResizeNodeInProgress:       {corev1.PersistentVolumeClaimNodeResizeError, corev1.PersistentVolumeClaimFileSystemResizePending, corev1.PersistentVolumeClaimResizing},
	v1alpha1.ResizeNodeInfeasible:       {corev1.PersistentVolumeClaimNodeResizeError, corev1.PersistentVolumeClaimFileSystemResizePending},
}

// claimResize is an expansion that has not ended (STS403).
func (v *view) claimResize(claim *corev1.PersistentVolumeClaim) *v1alpha1.ClaimResize {
	state := resizeState(claim)
	if state == "" {
		return nil
	}
	r := &v1alpha1.ClaimResize{State: state, Requested: quantity(claim.Spec.Resources.Requests)}
	reason := ""
	for _, t := range resizeConditions[state] {
		c := claimCondition(claim, t)
		if c == nil {
			continue
		}
		if r.Since == nil && !c.LastTransitionTime.IsZero() {
			r.Since = c.LastTransitionTime.DeepCopy()
		}
		if t == corev1.PersistentVolumeClaimControllerResizeError || t == corev1.PersistentVolumeClaimNodeResizeError {
			reason = cmp.Or(reason, c.Message, c.Reason)
		}
	}
	r.Message = v.resizeWords(claim, state)
	if reason != "" {
		r.Message += ": " + reason
	}
	return r
}

func (v *view) resizeWords(claim *corev1.PersistentVolumeClaim, state v1alpha1.ResizeState) string {
	wanted, have := quantity(claim.Spec.Resources.Requests), quantity(claim.Status.Capacity)
	volume := "volume " + claim.Spec.VolumeName
	switch state {
	case v1alpha1.ResizeControllerInProgress:
		return fmt.Sprintf("%s is being grown from %s to %s", volume, have, wanted)
	case v1alpha1.ResizeControllerInfeasible:
		return fmt.Sprintf("%s cannot be grown from %s to %s; the request can be lowered again, to more than %s", volume, have, wanted, have)
	case v1alpha1.ResizeNodePending:
		return fmt.Sprintf("%s has grown to %s; its file system still has %s and grows when a Pod that mounts it starts, or at once where the driver can do that", volume, wanted, have)
	case v1alpha1.ResizeNodeInProgress:
		return fmt.Sprintf("the file system of %s is being grown from %s to %s", volume, have, wanted)
	case v1alpha1.ResizeNodeInfeasible:
		return fmt.Sprintf("the file system of %s cannot be grown from %s to %s; the request can be lowered again, to more than %s", volume, have, wanted, have)
	}
	if class := v.classNamed(classOf(claim)); class != nil && (class.AllowVolumeExpansion == nil || !*class.AllowVolumeExpansion) {
		return fmt.Sprintf("%s is asked for and %s is there; StorageClass %s does not allow expansion", wanted, have, class.Name)
	}
	return fmt.Sprintf("%s is asked for and %s is there; it has not begun to grow", wanted, have)
}

// claimCondition is a condition of a claim that is true.
func claimCondition(claim *corev1.PersistentVolumeClaim, t corev1.PersistentVolumeClaimConditionType) *corev1.PersistentVolumeClaimCondition {
	for i := range claim.Status.Conditions {
		if c := &claim.Status.Conditions[i]; c.Type == t && c.Status == corev1.ConditionTrue {
			return c
		}
	}
	return nil
}
