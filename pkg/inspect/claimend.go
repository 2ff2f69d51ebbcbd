package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// finalizersThatEnd are those whose controllers take them away by themselves: a
// Pod goes, a snapshot or a clone is done.
var finalizersThatEnd = []string{
	"kubernetes.io/pvc-protection",
	"snapshot.storage.kubernetes.io/pvc-as-source-protection",
	"provisioner.storage.kubernetes.io/cloning-protection",
	metav1.FinalizerDeleteDependents, metav1.FinalizerOrphanDependents,
}

// owned: one of the owners is among those that go.
func (f *fating) owned(owners []metav1.OwnerReference) bool {
	return slices.ContainsFunc(owners, func(ref metav1.OwnerReference) bool { return slices.Contains(f.gone, ref.UID) })
}

// ends says what becomes of the claim by its owners, some of which go.
func (f *fating) ends(owners []metav1.OwnerReference) v1alpha1.ClaimFate {
	if !f.owned(owners) {
		return f.kept(f.why)
	}
	var others []string
	sure := false
	for _, ref := range owners {
		there := f.v.exists(ref)
		if !slices.Contains(f.gone, ref.UID) && (there == nil || *there) {
			others = append(others, ref.Kind+"/"+ref.Name)
			sure = sure || there != nil
		}
	}
	if len(others) > 0 {
		why := strings.Join(others, ", ") + " owns it too"
		if !sure {
			why += ", if that is still there" // Otherwise the garbage collector deletes the claim.
		}
		return f.kept(why)
	}
	return f.deleted()
}

// going is a claim that ends whatever happens.
func (f *fating) going(s *v1alpha1.ClaimStorage) v1alpha1.ClaimFate {
	f.why = "it is being deleted already"
	if f.claim.DeletionTimestamp == nil {
		f.why = strings.TrimSuffix(s.Ownership.Message, ": the garbage collector deletes the claim")
	}
	return f.deleted()
}

func (f *fating) kept(why string) v1alpha1.ClaimFate {
	out := v1alpha1.ClaimFate{Event: f.event, Claim: v1alpha1.OutcomeKept, Data: v1alpha1.DataOutcomeKept, Message: "kept: " + why}
	if f.claim.Spec.VolumeName == "" || f.v.volumeLost(f.claim) {
		out.Data = v1alpha1.DataOutcomeNone
	}
	return out
}

func (f *fating) unknown(why string) v1alpha1.ClaimFate {
	return v1alpha1.ClaimFate{Event: f.event, Claim: v1alpha1.OutcomeUnknown, Data: v1alpha1.DataOutcomeUnknown, Message: "not known: " + why}
}

// deleted says what the end of the claim means for its data.
func (f *fating) deleted() v1alpha1.ClaimFate {
	out := v1alpha1.ClaimFate{Event: f.event, Claim: v1alpha1.OutcomeDeleted}
	head, words := "deleted", ""
	out.Data, words = f.v.dataFate(f.claim)
	switch out.Data {
	case v1alpha1.DataOutcomeDestroyed:
		head = "deleted with its data"
	case v1alpha1.DataOutcomeRetained:
		head = "deleted, its data is kept"
	}
	out.Message = fmt.Sprintf("%s: %s, %s", head, f.why, words)
	if held := slices.DeleteFunc(slices.Clone(f.claim.Finalizers), func(name string) bool { return slices.Contains(finalizersThatEnd, name) }); len(held) > 0 {
		out.Claim = v1alpha1.OutcomeHeld
		out.Message += fmt.Sprintf("; not before %s is taken away", finalizerWords(held))
	}
	if pods := f.v.holders(f.claim); len(pods) > 0 && f.event != v1alpha1.FateNamespaceDeleted {
		out.Message += fmt.Sprintf("; not before Pod %s is deleted, which uses it", strings.Join(pods, ", "))
	}
	return out
}

// dataFate is what the end of a claim means for the data, by the volume's reclaim
// policy (reclaimVolume).
func (v *view) dataFate(claim *corev1.PersistentVolumeClaim) (v1alpha1.DataOutcome, string) {
	name, volume := claim.Spec.VolumeName, v.volumeOf(claim)
	switch {
	case name == "":
		return v1alpha1.DataOutcomeNone, "it has no volume yet"
	case v.volumeLost(claim):
		return v1alpha1.DataOutcomeNone, fmt.Sprintf("volume %s is not there or not its own any more", name)
	case volume == nil:
		return v1alpha1.DataOutcomeUnknown, fmt.Sprintf("whether volume %s goes too is not known", name)
	}
	switch volume.Spec.PersistentVolumeReclaimPolicy {
	case corev1.PersistentVolumeReclaimDelete:
		return v1alpha1.DataOutcomeDestroyed, fmt.Sprintf("volume %s goes with it", name)
	case corev1.PersistentVolumeReclaimRecycle:
		return v1alpha1.DataOutcomeDestroyed, fmt.Sprintf("volume %s is wiped (Recycle)", name)
	case corev1.PersistentVolumeReclaimRetain:
		if volume.DeletionTimestamp != nil {
			// pv-protection holds it until no claim is bound to it.
			return v1alpha1.DataOutcomeRetained, fmt.Sprintf("volume %s goes too, as it is being deleted, and leaves its disk behind (Retain)", name)
		}
		return v1alpha1.DataOutcomeRetained, fmt.Sprintf("volume %s stays as Released (Retain)", name)
	}
	return v1alpha1.DataOutcomeUnknown, fmt.Sprintf("the reclaim policy of volume %s is not known", name)
}

// volumeLost: the volume that a claim names is known not to exist, or is another claim's.
func (v *view) volumeLost(claim *corev1.PersistentVolumeClaim) bool {
	volume := v.volumeOf(claim)
	switch {
	case claim.Spec.VolumeName == "":
		return false
	case volume == nil:
		return v.knows(snapshot.PersistentVolumes)
	}
	ref := volume.Spec.ClaimRef
	return ref != nil && ref.UID != "" && claim.UID != "" && ref.UID != claim.UID
}
