package snapshot

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// PersistentVolumes lists the volumes by name.
func (s *Snapshot) PersistentVolumes() []*corev1.PersistentVolume { return s.inOrder.volumes }

// VolumesOfClass lists the volumes of a StorageClass by name.
func (s *Snapshot) VolumesOfClass(class string) []*corev1.PersistentVolume { return s.ofClass[class] }

// VolumesNamedFor lists the volumes whose spec.claimRef is to a claim whose name,
// less its ordinal, is prefix: those that such claims are, were or are to be bound to.
func (s *Snapshot) VolumesNamedFor(namespace, prefix string) []*corev1.PersistentVolume {
	return s.volumesOf[types.NamespacedName{Namespace: namespace, Name: prefix}]
}

// ClassOfVolume is the name of a volume's StorageClass, the annotation of old
// before the field (GetPersistentVolumeClass); empty for none.
func ClassOfVolume(volume *corev1.PersistentVolume) string {
	if class, found := volume.Annotations[corev1.BetaStorageClassAnnotation]; found {
		return class
	}
	return volume.Spec.StorageClassName
}

// inOrder are objects by namespace and name, as they come when the Snapshot is built.
type inOrder struct {
	nodes   []*corev1.Node
	volumes []*corev1.PersistentVolume
	claims  []*corev1.PersistentVolumeClaim
}

// addVolume indexes a volume.
func (s *Snapshot) addVolume(volume *corev1.PersistentVolume) {
	s.volumes[volume.Name] = volume
	s.inOrder.volumes = append(s.inOrder.volumes, volume)
	class := ClassOfVolume(volume)
	s.ofClass[class] = append(s.ofClass[class], volume)
	if ref := volume.Spec.ClaimRef; ref != nil {
		if prefix, ordinal := statefulset.ParentAndOrdinal(ref.Name); ordinal >= 0 {
			key := types.NamespacedName{Namespace: ref.Namespace, Name: prefix}
			s.volumesOf[key] = append(s.volumesOf[key], volume)
		}
	}
}
