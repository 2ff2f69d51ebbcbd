package inspect

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claimUsers are the Pods that use a claim. One that ended does not, though as
// long as it is there it holds a claim that is being deleted, see holders.
func (v *view) claimUsers(name string, claim *corev1.PersistentVolumeClaim) []v1alpha1.ClaimUser {
	var out []v1alpha1.ClaimUser
	for _, pod := range v.podsMounting(name, claim) {
		if !statefulset.IsTerminal(pod) {
			out = append(out, v1alpha1.ClaimUser{Pod: pod.Name, Node: pod.Spec.NodeName, Own: statefulset.IsControlledBy(pod, v.set)})
		}
	}
	return out
}

// podsMounting are the Pods with a volume of this claim, by name. An ephemeral
// volume is one only of the claim that was made for it (ephemeral.VolumeIsForPod).
func (v *view) podsMounting(name string, claim *corev1.PersistentVolumeClaim) []*corev1.Pod {
	if !v.knows(snapshot.Pods) {
		return nil
	}
	var out []*corev1.Pod
	for _, pod := range v.snap.PodsMounting(v.set.Namespace, name) {
		if mounts(pod, name) || claim != nil && metav1.IsControlledBy(claim, pod) {
			out = append(out, pod)
		}
	}
	slices.SortFunc(out, func(a, b *corev1.Pod) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// holders are the Pods that keep a deleted claim, other than own and those of the
// set: scheduled ones, also when they have ended (podUsesPVCForDeletion).
func (v *view) holders(claim *corev1.PersistentVolumeClaim) []string {
	var out []string
	for _, pod := range v.podsMounting(claim.Name, claim) {
		if pod.Spec.NodeName != "" && !statefulset.IsControlledBy(pod, v.set) {
			out = append(out, pod.Name)
		}
	}
	return out
}

// volumeUsage is what a kubelet measured, where it was asked for.
func (v *view) volumeUsage(claim string) *v1alpha1.VolumeUsage {
	if !needed(v.opts.Needs, snapshot.VolumeStats) {
		return nil
	}
	u := v.snap.VolumeUsage(v.set.Namespace, claim)
	if u == nil {
		return nil
	}
	out := &v1alpha1.VolumeUsage{
		Node: u.Node, Used: u.UsedBytes, Capacity: u.CapacityBytes, Available: u.AvailableBytes,
		Inodes: u.Inodes, InodesUsed: u.InodesUsed, InodesFree: u.InodesFree,
	}
	if !u.Time.IsZero() {
		out.Time = u.Time.DeepCopy()
	}
	return out
}

// classNamed is a StorageClass, nil when there is none of the name or it was not read.
func (v *view) classNamed(name *string) *storagev1.StorageClass {
	if name == nil || *name == "" || !needed(v.opts.Needs, snapshot.StorageClasses) {
		return nil
	}
	return v.snap.StorageClass(*name)
}
