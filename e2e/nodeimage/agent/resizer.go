package main

import (
	"context"

	externalresizer "github.com/kubernetes-csi/external-resizer/v2/pkg/resizer"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	storagelisters "k8s.io/client-go/listers/storage/v1"
)

// resizer makes the volumes of its node larger. The controller around it sets the claim's conditions and sizes.
type resizer struct {
	// ctx is a field because the library's interface has none; it ends with the process.
	ctx     context.Context
	node    string
	disks   *disks
	classes storagelisters.StorageClassLister
}

var _ externalresizer.Resizer = (*resizer)(nil)

// Name is what the events call us.
func (r *resizer) Name() string { return provisionerName }

// DriverSupportsControlPlaneExpansion says that the work is not the kubelet's.
func (r *resizer) DriverSupportsControlPlaneExpansion() bool { return true }

// CanSupport says whether a volume is on this node.
func (r *resizer) CanSupport(volume *corev1.PersistentVolume, _ *corev1.PersistentVolumeClaim) bool {
	return onNode(volume, r.node)
}

// Resize makes the file and the file system in it larger, both at once and in use: nothing is left for the kubelet,
// unless the class wants that.
func (r *resizer) Resize(volume *corev1.PersistentVolume, size resource.Quantity) (resource.Quantity, bool, error) {
	class, err := r.classes.Get(volume.Spec.StorageClassName)
	if err != nil {
		return size, false, err
	}
	if err := allowed(class, size); err != nil {
		return size, false, err
	}
	return size, finishedByKubelet(class), r.disks.grow(r.ctx, volume.Name, fileSize(size))
}
