package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// selectedNode is where the scheduler wants the volume: https://kubernetes.io/docs/reference/labels-annotations-taints/
const selectedNode = "volume.kubernetes.io/selected-node"

// provisioner makes and deletes the volumes of its node, and leaves all others to the agents of theirs.
type provisioner struct {
	node  string
	disks *disks
}

var (
	_ controller.Provisioner   = (*provisioner)(nil)
	_ controller.Qualifier     = (*provisioner)(nil)
	_ controller.DeletionGuard = (*provisioner)(nil)
)

// ShouldProvision says whether the volume of a claim is to be on this node.
func (p *provisioner) ShouldProvision(_ context.Context, claim *corev1.PersistentVolumeClaim) bool {
	return claim.Annotations[selectedNode] == p.node
}

// ShouldDelete says whether a volume is on this node.
func (p *provisioner) ShouldDelete(_ context.Context, volume *corev1.PersistentVolume) bool {
	return onNode(volume, p.node)
}

// Provision makes a volume. What fails is tried again, from where it stopped.
func (p *provisioner) Provision(ctx context.Context, o controller.ProvisionOptions) (*corev1.PersistentVolume, controller.ProvisioningState, error) {
	size := o.PVC.Spec.Resources.Requests[corev1.ResourceStorage]
	if err := allowed(o.StorageClass, size); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	if err := p.disks.create(ctx, o.PVName, fileSize(size)); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	return persistentVolume(o, p.node), controller.ProvisioningFinished, nil
}

// Delete deletes the data of a volume; the library deletes the PersistentVolume then.
func (p *provisioner) Delete(ctx context.Context, volume *corev1.PersistentVolume) error {
	return p.disks.remove(ctx, volume.Name)
}

// persistentVolume describes a volume; the library adds the claim it is for and who provisioned it.
func persistentVolume(o controller.ProvisionOptions, node string) *corev1.PersistentVolume {
	mode := corev1.PersistentVolumeFilesystem
	return &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: o.PVName},
		Spec: corev1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *o.StorageClass.ReclaimPolicy,
			AccessModes:                   o.PVC.Spec.AccessModes,
			VolumeMode:                    &mode,
			MountOptions:                  o.StorageClass.MountOptions,
			Capacity:                      corev1.ResourceList{corev1.ResourceStorage: o.PVC.Spec.Resources.Requests[corev1.ResourceStorage]},
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				Local: &corev1.LocalVolumeSource{Path: path(o.PVName)},
			},
			NodeAffinity: &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{
				NodeSelectorTerms: []corev1.NodeSelectorTerm{{
					MatchExpressions: []corev1.NodeSelectorRequirement{{
						Key: corev1.LabelHostname, Operator: corev1.NodeSelectorOpIn, Values: []string{node},
					}},
				}},
			}},
		},
	}
}

// onNode says whether a volume is one of ours on a node.
func onNode(volume *corev1.PersistentVolume, node string) bool {
	if volume.Spec.Local == nil || volume.Spec.Local.Path != path(volume.Name) {
		return false
	}
	affinity := volume.Spec.NodeAffinity
	if affinity == nil || affinity.Required == nil {
		return false
	}
	for _, term := range affinity.Required.NodeSelectorTerms {
		for _, need := range term.MatchExpressions {
			if need.Key == corev1.LabelHostname && len(need.Values) == 1 && need.Values[0] == node {
				return true
			}
		}
	}
	return false
}
