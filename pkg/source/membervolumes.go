package source

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// formerVolume reports whether a volume was, or is, bound to a claim named as one of a set's.
func (m *Membership) formerVolume(volume *corev1.PersistentVolume) bool {
	ref := volume.Spec.ClaimRef
	if ref == nil || !m.all(snapshot.PersistentVolumes) {
		return false
	}
	if m.claims[types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}] {
		return true
	}
	prefix, ordinal := statefulset.ParentAndOrdinal(ref.Name)
	return ordinal >= 0 && m.prefixes[types.NamespacedName{Namespace: ref.Namespace, Name: prefix}]
}

// class remembers the StorageClass of a claim or claim template, the annotation of
// old before the field.
func (m *Membership) class(claim *corev1.PersistentVolumeClaim) {
	class, found := claim.Annotations[corev1.BetaStorageClassAnnotation]
	if name := claim.Spec.StorageClassName; !found && name != nil {
		class = *name
	}
	if class != "" {
		m.classes[class] = true
	}
}

// freeVolume reports whether a volume is nobody's and of a class of the sets' claims:
// whether there is one tells a claim that waits for its Pod from one that waits in vain.
func (m *Membership) freeVolume(volume *corev1.PersistentVolume) bool {
	return volume.Spec.ClaimRef == nil && m.all(snapshot.PersistentVolumes) && m.classes[snapshot.ClassOfVolume(volume)]
}
