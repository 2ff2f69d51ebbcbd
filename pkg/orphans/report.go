package orphans

import (
	"cmp"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// report puts it together.
func (s *suspect) report() *v1alpha1.OrphanedClaim {
	claim, r := s.claim, s.reading
	out := &v1alpha1.OrphanedClaim{
		Namespace: claim.Namespace, Name: claim.Name,
		Template: r.template, Set: r.set, Ordinal: r.ordinal,
		Reason: s.reason, Verdict: v1alpha1.VerdictDoubtful, Evidence: s.evidence,
		State:             state(claim),
		StorageClassName:  claim.Spec.StorageClassName,
		VolumeName:        claim.Spec.VolumeName,
		CreationTimestamp: &claim.CreationTimestamp,
		Data:              v1alpha1.DataOutcomeNone,
	}
	if s.proven && !s.doubts {
		out.Verdict = v1alpha1.VerdictOrphaned
	}
	size := claim.Spec.Resources.Requests[corev1.ResourceStorage]
	if have, found := claim.Status.Capacity[corev1.ResourceStorage]; found {
		size = have
	}
	if claim.Spec.VolumeName != "" {
		volume := s.volume()
		out.Data = s.data(volume)
		if volume != nil {
			out.ReclaimPolicy = string(volume.Spec.PersistentVolumeReclaimPolicy)
			if have, found := volume.Spec.Capacity[corev1.ResourceStorage]; found {
				size = have
			}
		}
	}
	if !size.IsZero() {
		out.Capacity, out.Bytes = size.String(), size.Value()
	}
	return out
}

// volume is the claim's own, nil when it is not known, or another claim's by now.
func (s *suspect) volume() *corev1.PersistentVolume {
	volume := s.PersistentVolume(s.claim.Spec.VolumeName)
	if volume == nil {
		return nil
	}
	if ref := volume.Spec.ClaimRef; ref != nil && ref.UID != "" && s.claim.UID != "" && ref.UID != s.claim.UID {
		return nil
	}
	return volume
}

// data is what deleting the claim does to what is in its volume.
func (s *suspect) data(volume *corev1.PersistentVolume) v1alpha1.DataOutcome {
	switch {
	case volume == nil && s.reads(snapshot.PersistentVolumes, ""):
		return v1alpha1.DataOutcomeNone // Lost: the volume is gone already, or another claim's.
	case volume == nil:
		return v1alpha1.DataOutcomeUnknown
	}
	switch volume.Spec.PersistentVolumeReclaimPolicy {
	case corev1.PersistentVolumeReclaimRetain:
		return v1alpha1.DataOutcomeRetained
	case corev1.PersistentVolumeReclaimDelete, corev1.PersistentVolumeReclaimRecycle:
		return v1alpha1.DataOutcomeDestroyed
	}
	return v1alpha1.DataOutcomeUnknown
}

func state(claim *corev1.PersistentVolumeClaim) v1alpha1.ClaimState {
	if claim.DeletionTimestamp != nil {
		return v1alpha1.ClaimTerminating
	}
	switch cmp.Or(claim.Status.Phase, corev1.ClaimPending) {
	case corev1.ClaimBound:
		return v1alpha1.ClaimBound
	case corev1.ClaimLost:
		return v1alpha1.ClaimLost
	case corev1.ClaimPending:
		return v1alpha1.ClaimPending
	}
	return v1alpha1.ClaimUnknown
}
