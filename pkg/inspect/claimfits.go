package inspect

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// noProvisioner is the provisioner of classes whose volumes are made by hand.
const noProvisioner = "kubernetes.io/no-provisioner"

// noVolumeFits: a claim waits for a volume of a class that makes none, and of those
// that there are none is free and fits. Known only where volumes of no claim are read.
func (v *view) noVolumeFits(claim *corev1.PersistentVolumeClaim, class *storagev1.StorageClass) bool {
	if class == nil || class.Provisioner != noProvisioner || !v.opts.Storage || !v.knows(snapshot.PersistentVolumes) {
		return false
	}
	return !slices.ContainsFunc(v.snap.VolumesOfClass(class.Name), func(volume *corev1.PersistentVolume) bool { return fits(volume, claim) })
}

// fits tells whether a claim could be bound to a volume, on one node at least: what
// FindMatchingVolume asks of a volume without its labels and its node affinity.
func fits(volume *corev1.PersistentVolume, claim *corev1.PersistentVolumeClaim) bool {
	if ref := volume.Spec.ClaimRef; ref != nil && (ref.Namespace != claim.Namespace || ref.Name != claim.Name || ref.UID != "" && ref.UID != claim.UID) {
		return false
	}
	size, _ := storageIn(volume.Spec.Capacity)
	wanted, _ := storageIn(claim.Spec.Resources.Requests)
	mode := corev1.PersistentVolumeFilesystem
	if volume.Spec.VolumeMode != nil {
		mode = *volume.Spec.VolumeMode
	}
	return volume.DeletionTimestamp == nil && size.Cmp(wanted) >= 0 && mode == volumeMode(claim) &&
		!slices.ContainsFunc(claim.Spec.AccessModes, func(m corev1.PersistentVolumeAccessMode) bool { return !slices.Contains(volume.Spec.AccessModes, m) })
}
