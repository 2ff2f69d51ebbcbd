package inspect

import (
	"cmp"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// releasedVolumes are the volumes whose claim, one of the set by its name, is gone
// or has been made anew.
func (v *view) releasedVolumes() []v1alpha1.ReleasedVolume {
	if !needed(v.opts.Needs, snapshot.PersistentVolumes) {
		return nil
	}
	var volumes []*corev1.PersistentVolume
	for i := range v.set.Spec.VolumeClaimTemplates {
		prefix := statefulset.ClaimPrefix(v.set, v.set.Spec.VolumeClaimTemplates[i].Name)
		volumes = append(volumes, v.snap.VolumesNamedFor(v.set.Namespace, prefix)...)
	}
	slices.SortFunc(volumes, func(a, b *corev1.PersistentVolume) int { return cmp.Compare(a.Name, b.Name) })
	var out []v1alpha1.ReleasedVolume
	for _, volume := range volumes {
		ref := volume.Spec.ClaimRef
		switch volume.Status.Phase {
		case corev1.VolumeReleased, corev1.VolumeFailed, corev1.VolumeAvailable:
		default:
			continue
		}
		if claim := v.claimNamed(ref.Name); claim != nil && claim.UID == ref.UID {
			continue
		}
		out = append(out, v1alpha1.ReleasedVolume{
			Name: volume.Name, Claim: ref.Name, Phase: string(volume.Status.Phase),
			ReclaimPolicy: string(volume.Spec.PersistentVolumeReclaimPolicy), Capacity: quantity(volume.Spec.Capacity),
			Message: v.releasedWords(volume, ref),
		})
	}
	return out
}

// releasedWords say how the data is to be had again. Without its uid a claimRef
// reserves the volume for the next claim of the name (syncVolume, isVolumeBoundToClaim).
func (v *view) releasedWords(volume *corev1.PersistentVolume, ref *corev1.ObjectReference) string {
	policy := volume.Spec.PersistentVolumeReclaimPolicy
	switch {
	case volume.DeletionTimestamp != nil && policy == corev1.PersistentVolumeReclaimRetain:
		return fmt.Sprintf("is being deleted; once gone, what is left of the data of %s is a disk that no volume names (Retain)", ref.Name)
	case volume.DeletionTimestamp != nil:
		return fmt.Sprintf("its claim %s is gone, and it is being deleted (%s), data and all", ref.Name, policy)
	case ref.UID == "" && v.claimNamed(ref.Name) != nil:
		return fmt.Sprintf("is reserved for claim %s, which does not use it", ref.Name)
	case ref.UID == "":
		return fmt.Sprintf("is bound to the next claim %s", ref.Name)
	case policy != corev1.PersistentVolumeReclaimRetain && volume.Status.Phase == corev1.VolumeFailed:
		return fmt.Sprintf("its claim %s is gone, and reclaiming it (%s) has failed: %s", ref.Name, policy, volume.Status.Message)
	case policy != corev1.PersistentVolumeReclaimRetain && v.nodeGone(volume) != "":
		return fmt.Sprintf("its claim %s is gone, and it is to be reclaimed (%s), but it is on node %s, which does not exist any more", ref.Name, policy, v.nodeGone(volume))
	case policy != corev1.PersistentVolumeReclaimRetain:
		return fmt.Sprintf("its claim %s is gone, and it is about to be reclaimed (%s), data and all", ref.Name, policy)
	}
	kept := fmt.Sprintf("keeps the data of a former %s (Retain)", ref.Name)
	if v.claimNamed(ref.Name) != nil {
		return kept + fmt.Sprintf("; there is a new %s, which does not use it", ref.Name)
	}
	return kept + fmt.Sprintf("; once spec.claimRef.uid is removed, the next claim %s is bound to it", ref.Name)
}

// nodeGone is the node that alone has a volume and does not exist any more; empty
// for any other. Whoever reclaims such volumes does it there.
func (v *view) nodeGone(volume *corev1.PersistentVolume) string {
	names := nodesOf(volume)
	if len(names) != 1 || !v.knows(snapshot.Nodes) || slices.ContainsFunc(v.snap.Nodes(), func(n *corev1.Node) bool {
		return n.Name == names[0] || n.Labels[corev1.LabelHostname] == names[0]
	}) {
		return ""
	}
	return names[0]
}
