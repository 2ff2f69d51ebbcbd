package plan

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claimsAfterwards compares the claims at the end with those at the beginning.
func (w *world) claimsAfterwards() []v1alpha1.PlanClaim {
	var out []v1alpha1.PlanClaim
	before := map[string]*corev1.PersistentVolumeClaim{}
	for _, claim := range w.facts.start.Claims {
		before[claim.Name] = claim
	}
	for _, claim := range w.Claims {
		have := before[claim.Name]
		if have == nil || have.UID != claim.UID {
			out = append(out, newClaim(claim, v1alpha1.ClaimCreated))
			continue
		}
		delete(before, claim.Name)
		was, is := usedBy(w.facts.start.Pods, claim.Name), usedBy(w.Pods, claim.Name)
		switch {
		case claim.DeletionTimestamp != nil:
			out = append(out, w.deleted(claim))
		case is && !was:
			out = append(out, known(claim, v1alpha1.ClaimReused))
		case was && !is:
			out = append(out, known(claim, v1alpha1.ClaimLeft))
		}
	}
	for _, claim := range before {
		out = append(out, w.deleted(claim))
	}
	slices.SortFunc(out, func(a, b v1alpha1.PlanClaim) int {
		return cmp.Or(-cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Fate, b.Fate))
	})
	return out
}

func newClaim(claim *corev1.PersistentVolumeClaim, fate v1alpha1.PlanClaimFate) v1alpha1.PlanClaim {
	_, ordinal := statefulset.ParentAndOrdinal(claim.Name)
	c := v1alpha1.PlanClaim{Name: claim.Name, Ordinal: ordinal, Fate: fate}
	if size, ok := claim.Spec.Resources.Requests[corev1.ResourceStorage]; ok {
		c.Size = size.String()
	}
	return c
}

// known is a claim that exists before the plan begins.
func known(claim *corev1.PersistentVolumeClaim, fate v1alpha1.PlanClaimFate) v1alpha1.PlanClaim {
	c := newClaim(claim, fate)
	c.CreationTimestamp, c.VolumeName = claim.CreationTimestamp.DeepCopy(), claim.Spec.VolumeName
	if size, ok := claim.Status.Capacity[corev1.ResourceStorage]; ok {
		c.Size = size.String()
	}
	c.UnusedSince = snapshot.UnusedSince(claim)
	return c
}

// deleted says what becomes of the data: its volume's reclaim policy decides.
func (w *world) deleted(claim *corev1.PersistentVolumeClaim) v1alpha1.PlanClaim {
	c := known(claim, v1alpha1.ClaimDeleted)
	volume := w.snap.PersistentVolume(c.VolumeName)
	if volume != nil {
		c.ReclaimPolicy = string(volume.Spec.PersistentVolumeReclaimPolicy)
	}
	switch {
	case c.VolumeName == "":
		c.Data = v1alpha1.DataNone
	case c.ReclaimPolicy == string(corev1.PersistentVolumeReclaimRetain):
		c.Data = v1alpha1.DataKept
	case c.ReclaimPolicy == "":
		c.Data = v1alpha1.DataUnknown
	default:
		c.Data = v1alpha1.DataDestroyed
	}
	return c
}

// losesData is true when data goes, and when nobody knows whether it does.
func losesData(claims []v1alpha1.PlanClaim) bool {
	return slices.ContainsFunc(claims, func(c v1alpha1.PlanClaim) bool {
		return c.Data == v1alpha1.DataDestroyed || c.Data == v1alpha1.DataUnknown
	})
}

func usedBy(pods []*corev1.Pod, claim string) bool {
	return slices.ContainsFunc(pods, func(pod *corev1.Pod) bool { return mounts(pod, claim) })
}
