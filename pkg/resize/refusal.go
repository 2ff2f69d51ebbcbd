package resize

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// refusal is why a claim cannot be expanded. Not certain: it is what could not be
// read, and the API server will tell. Empty for nothing in the way.
func (b *book) refusal(claim *corev1.PersistentVolumeClaim) (why string, certain bool) {
	switch claim.Status.Phase {
	case corev1.ClaimBound:
	case corev1.ClaimLost:
		return fmt.Sprintf("volume %s is gone", claim.Spec.VolumeName), true
	default:
		return "not bound to a volume: only bound claims can be expanded", true
	}
	name := className(claim)
	if name == "" {
		return "no StorageClass: only a class can allow expansion", true
	}
	class := b.snap.StorageClass(name)
	switch {
	case class == nil && !b.snap.Knows(snapshot.StorageClasses, ""):
		return fmt.Sprintf("whether StorageClass %s allows expansion is not known: it could not be read", name), false
	case class == nil:
		return fmt.Sprintf("StorageClass %s does not exist: only a class can allow expansion", name), true
	case class.AllowVolumeExpansion == nil || !*class.AllowVolumeExpansion:
		return fmt.Sprintf("StorageClass %s does not allow expansion; if its driver %s can do it, set allowVolumeExpansion to true", name, class.Provisioner), true
	}
	return b.volumeRefusal(claim, class)
}

// volumeRefusal: the API server would let such a claim ask for more, and nobody
// would ever give it that (FindExpandablePluginBySpec).
func (b *book) volumeRefusal(claim *corev1.PersistentVolumeClaim, class *storagev1.StorageClass) (string, bool) {
	volume := b.snap.PersistentVolume(claim.Spec.VolumeName)
	switch {
	case volume != nil && !expandable(&volume.Spec.PersistentVolumeSource) && ownProvisioner(class):
		words := fmt.Sprintf("volume %s is neither CSI nor a cloud's disk: whether its provisioner %s expands it is not known", volume.Name, class.Provisioner)
		if request := claim.Spec.Resources.Requests[corev1.ResourceStorage]; request.Cmp(b.size) < 0 {
			words += "; try one claim first"
		}
		return words, false
	case volume != nil && !expandable(&volume.Spec.PersistentVolumeSource):
		return fmt.Sprintf("volume %s is of a kind that nobody expands: neither CSI nor a cloud's disk", volume.Name), true
	case volume == nil && class.Provisioner == "kubernetes.io/no-provisioner":
		return fmt.Sprintf("StorageClass %s has no provisioner, and volume %s could not be read: whether anybody expands it is not known", class.Name, claim.Spec.VolumeName), false
	}
	return "", false
}

// ownProvisioner: whoever makes a class's volumes may expand them too, of whatever
// kind they are; the expand controller leaves such claims to it (ExternalExpanding).
func ownProvisioner(class *storagev1.StorageClass) bool {
	return !strings.HasPrefix(class.Provisioner, "kubernetes.io/")
}

// expandable are the kinds of volume that something expands: CSI drivers, also in
// the name of the in-tree plugins they took over, and flexvolumes.
func expandable(s *corev1.PersistentVolumeSource) bool {
	return s.CSI != nil || s.FlexVolume != nil || s.GCEPersistentDisk != nil || s.AWSElasticBlockStore != nil ||
		s.AzureDisk != nil || s.AzureFile != nil || s.Cinder != nil || s.VsphereVolume != nil || s.PortworxVolume != nil
}
