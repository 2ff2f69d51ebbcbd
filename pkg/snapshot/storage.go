package snapshot

import (
	"cmp"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// VolumeUsage is what a kubelet measured of a claim's volume that it mounts
// (VolumeStats of k8s.io/kubelet/pkg/apis/stats/v1alpha1). Numbers that it did
// not measure are nil.
type VolumeUsage struct {
	// Node whose kubelet it was, and when it measured.
	Node string      `json:"node"`
	Time metav1.Time `json:"time"`
	// In bytes.
	UsedBytes      *int64 `json:"usedBytes,omitempty"`
	CapacityBytes  *int64 `json:"capacityBytes,omitempty"`
	AvailableBytes *int64 `json:"availableBytes,omitempty"`
	// Numbers of inodes.
	Inodes     *int64 `json:"inodes,omitempty"`
	InodesUsed *int64 `json:"inodesUsed,omitempty"`
	InodesFree *int64 `json:"inodesFree,omitempty"`
}

// SetVolumeUsage records what a kubelet measured of a claim. Where several nodes
// mount it, the newest measurement counts.
func (b *Builder) SetVolumeUsage(claim types.NamespacedName, u VolumeUsage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.snap.usage == nil {
		b.snap.usage = map[types.NamespacedName]VolumeUsage{}
	}
	if have, found := b.snap.usage[claim]; found && newer(have, u) {
		return
	}
	b.snap.usage[claim] = u
}

func newer(a, b VolumeUsage) bool {
	if !a.Time.Equal(&b.Time) {
		return b.Time.Before(&a.Time)
	}
	return a.Node < b.Node
}

// VolumeUsage is what was measured of a claim, nil when nothing was.
func (s *Snapshot) VolumeUsage(namespace, claim string) *VolumeUsage {
	if u, found := s.usage[types.NamespacedName{Namespace: namespace, Name: claim}]; found {
		return &u
	}
	return nil
}

// VolumeUsages are all that was measured, by claim.
func (s *Snapshot) VolumeUsages() map[types.NamespacedName]VolumeUsage { return maps.Clone(s.usage) }

// Claims lists the claims of a namespace, of all of them when it is empty, by namespace and name.
func (s *Snapshot) Claims(namespace string) []*corev1.PersistentVolumeClaim {
	if namespace == "" {
		return s.inOrder.claims
	}
	first, _ := slices.BinarySearchFunc(s.inOrder.claims, namespace, func(c *corev1.PersistentVolumeClaim, namespace string) int {
		return cmp.Compare(c.Namespace, namespace)
	})
	last := first
	for last < len(s.inOrder.claims) && s.inOrder.claims[last].Namespace == namespace {
		last++
	}
	return s.inOrder.claims[first:last:last]
}

// PodsMounting lists the Pods whose volumes name a claim, whoever owns them and whatever their phase.
func (s *Snapshot) PodsMounting(namespace, claim string) []*corev1.Pod {
	return s.mounting[types.NamespacedName{Namespace: namespace, Name: claim}]
}

// Nodes lists the Nodes by name.
func (s *Snapshot) Nodes() []*corev1.Node { return s.inOrder.nodes }

// AttachmentsOf lists the VolumeAttachments of a PersistentVolume.
func (s *Snapshot) AttachmentsOf(volume string) []*storagev1.VolumeAttachment {
	return s.attached[volume]
}

// ClaimsOf names the claims that a Pod's volumes use: those it names, and those
// made for its ephemeral volumes.
func ClaimsOf(pod *corev1.Pod) []string {
	var names []string
	for i := range pod.Spec.Volumes {
		switch v := &pod.Spec.Volumes[i]; {
		case v.PersistentVolumeClaim != nil:
			names = append(names, v.PersistentVolumeClaim.ClaimName)
		case v.Ephemeral != nil:
			// VolumeClaimName of k8s.io/component-helpers/storage/ephemeral.
			names = append(names, pod.Name+"-"+v.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// AttachedVolume is the PersistentVolume that an attachment is of, empty for an
// inline volume.
func AttachedVolume(a *storagev1.VolumeAttachment) string {
	if name := a.Spec.Source.PersistentVolumeName; name != nil {
		return *name
	}
	return ""
}

// UnusedSince is since when no Pod uses a claim, nil when one does or the server does
// not tell: the condition Unused, from 1.37, by the controller that protects claims in use.
func UnusedSince(claim *corev1.PersistentVolumeClaim) *metav1.Time {
	for i := range claim.Status.Conditions {
		c := &claim.Status.Conditions[i]
		if c.Type == corev1.PersistentVolumeClaimUnused && c.Status == corev1.ConditionTrue && !c.LastTransitionTime.IsZero() {
			return c.LastTransitionTime.DeepCopy()
		}
	}
	return nil
}
