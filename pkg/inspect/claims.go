package inspect

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claimsOf lists the claims of one template, of any ordinal.
//
// The name alone does not prove it: template "a-b" of set "c" and template "a"
// of set "b-c" name their claims alike. The controller writes the selector's
// matchLabels on every claim it creates (getPersistentVolumeClaims), so a claim
// without them is somebody else's, unless the set's own Pod mounts it.
func (v *view) claimsOf(template string) []*corev1.PersistentVolumeClaim {
	var out []*corev1.PersistentVolumeClaim
	for _, claim := range v.snap.ClaimsNamedFor(v.set.Namespace, statefulset.ClaimPrefix(v.set, template)) {
		if v.hasMatchLabels(claim.Labels) {
			out = append(out, claim)
		}
	}
	return out
}

func (v *view) hasMatchLabels(have map[string]string) bool { return hasLabels(v.set, have) }

// hasLabels: they are those that the controller gives the claims of a set.
func hasLabels(set *appsv1.StatefulSet, have map[string]string) bool {
	if set.Spec.Selector == nil {
		return false
	}
	for k, want := range set.Spec.Selector.MatchLabels {
		if have[k] != want {
			return false
		}
	}
	return true
}

func claimState(claim *corev1.PersistentVolumeClaim) v1alpha1.ClaimState {
	switch {
	case claim == nil:
		return v1alpha1.ClaimMissing
	case claim.DeletionTimestamp != nil:
		return v1alpha1.ClaimTerminating
	case claim.Status.Phase == corev1.ClaimBound:
		return v1alpha1.ClaimBound
	case claim.Status.Phase == corev1.ClaimLost:
		return v1alpha1.ClaimLost
	case claim.Status.Phase == corev1.ClaimPending || claim.Status.Phase == "":
		return v1alpha1.ClaimPending
	}
	return v1alpha1.ClaimUnknown
}

// claims makes the claims of one row, a claim template each.
func (v *view) claims(r *row) []v1alpha1.Claim {
	var out []v1alpha1.Claim
	outside := !statefulset.InRange(v.set, r.ordinal)
	for i := range v.set.Spec.VolumeClaimTemplates {
		t := &v.set.Spec.VolumeClaimTemplates[i]
		c := v1alpha1.Claim{Template: t.Name, Name: statefulset.ClaimName(v.set, t.Name, r.ordinal)}
		if !v.knows(snapshot.PersistentVolumeClaims) {
			c.State = v1alpha1.ClaimUnknown
			out = append(out, c)
			continue
		}
		v.describeClaim(&c)
		if c.State == v1alpha1.ClaimMissing && outside {
			// Outside the range nothing is expected to be there.
			continue
		}
		out = append(out, c)
	}
	return out
}

// describeClaim fills in what is to be said of the claim of that name.
func (v *view) describeClaim(c *v1alpha1.Claim) {
	claim := v.snap.Claim(v.set.Namespace, c.Name)
	c.State = claimState(claim)
	if claim == nil {
		return
	}
	c.StorageClassName = claim.Spec.StorageClassName
	c.Request = quantity(claim.Spec.Resources.Requests)
	c.Capacity = quantity(claim.Status.Capacity)
	c.VolumeName = claim.Spec.VolumeName
	c.CreationTimestamp = &claim.CreationTimestamp
	c.Message = v.claimMessage(claim)
	c.Volume = v.volume(claim.Spec.VolumeName)
}

func (v *view) volume(name string) *v1alpha1.Volume {
	if name == "" || !needed(v.opts.Needs, snapshot.PersistentVolumes) {
		return nil
	}
	pv := v.snap.PersistentVolume(name)
	if pv == nil {
		return nil
	}
	return &v1alpha1.Volume{
		Phase: string(pv.Status.Phase), ReclaimPolicy: string(pv.Spec.PersistentVolumeReclaimPolicy), Capacity: quantity(pv.Spec.Capacity),
	}
}

// claimMessage says why a claim is not bound, where the objects tell.
func (v *view) claimMessage(claim *corev1.PersistentVolumeClaim) string {
	switch claimState(claim) {
	case v1alpha1.ClaimLost:
		return fmt.Sprintf("its volume %s is gone", claim.Spec.VolumeName)
	case v1alpha1.ClaimTerminating:
		return "is being deleted; it goes once no Pod uses it"
	case v1alpha1.ClaimPending:
		return v.pendingMessage(claim)
	}
	return ""
}

func (v *view) pendingMessage(claim *corev1.PersistentVolumeClaim) string {
	name := classOf(claim)
	switch {
	case name == nil:
		return "has no StorageClass: the cluster had no default class when it was created"
	case *name == "":
		return "asks for no StorageClass: a matching volume must be made by hand"
	case claim.Spec.VolumeName != "":
		return fmt.Sprintf("waits for volume %s", claim.Spec.VolumeName)
	case !needed(v.opts.Needs, snapshot.StorageClasses):
		return ""
	}
	class := v.snap.StorageClass(*name)
	switch {
	case class == nil && v.knows(snapshot.StorageClasses):
		return fmt.Sprintf("StorageClass %s does not exist", *name)
	case class == nil:
		return ""
	case v.noVolumeFits(claim, class):
		return fmt.Sprintf("StorageClass %s has no provisioner, and no free volume of it fits: one must be made by hand", *name)
	case class.VolumeBindingMode != nil && *class.VolumeBindingMode == storagev1.VolumeBindingWaitForFirstConsumer:
		return "is bound once its Pod is scheduled (WaitForFirstConsumer)"
	case class.Provisioner == noProvisioner:
		return fmt.Sprintf("StorageClass %s has no provisioner: a matching volume must be made by hand", *name)
	}
	return fmt.Sprintf("waits for provisioner %s", class.Provisioner)
}
