package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// waitsForVolumes: the Pod has a node and has not begun to run there, so that a
// volume that is attached elsewhere may be why. Any container that got further
// than being created has its volumes.
func waitsForVolumes(pod *corev1.Pod) bool {
	if pod == nil || pod.Spec.NodeName == "" || pod.Status.Phase != corev1.PodPending || pod.DeletionTimestamp != nil {
		return false
	}
	if c := condition(pod, corev1.PodReadyToStartContainers); c != nil && c.Status == corev1.ConditionTrue {
		return false
	}
	return !slices.ContainsFunc(slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses), func(s corev1.ContainerStatus) bool {
		w := s.State.Waiting
		return s.State.Running != nil || s.State.Terminated != nil || s.RestartCount > 0 ||
			w != nil && w.Reason != "" && w.Reason != "ContainerCreating" && w.Reason != "PodInitializing"
	})
}

// attached says that a volume for one node at a time is still attached to another
// one than the Pod's (STS412); nil when nothing says so.
func (s *sites) attached(pod *corev1.Pod, l *luggage) *v1alpha1.Placement {
	if !waitsForVolumes(pod) || !needed(s.v.opts.Needs, snapshot.VolumeAttachments) {
		return nil
	}
	for _, volume := range l.volumes {
		if !forOneNode(volume) {
			continue
		}
		elsewhere := s.attachedElsewhere(volume, pod.Spec.NodeName)
		if elsewhere == nil {
			continue
		}
		return &v1alpha1.Placement{
			State: v1alpha1.PlacementAttached,
			Message: fmt.Sprintf("%s is to run on %s, and volume %s is still attached to %s: %s", pod.Name, pod.Spec.NodeName,
				volume.Name, elsewhere.Spec.NodeName, s.detaches(volume, elsewhere)),
		}
	}
	return nil
}

// attachedElsewhere is an attachment to another node, nil when the node has the volume too.
func (s *sites) attachedElsewhere(volume *corev1.PersistentVolume, node string) *storagev1.VolumeAttachment {
	var out *storagev1.VolumeAttachment
	for _, a := range s.v.snap.AttachmentsOf(volume.Name) {
		switch {
		case !a.Status.Attached:
		case a.Spec.NodeName == node:
			return nil
		case out == nil:
			out = a
		}
	}
	return out
}

// detaches says what frees the volume: the reconciler of the attach-detach
// controller waits for the kubelet to unmount, of a node that is not ready for six
// minutes (maxWaitForUnmountDuration), and not at all with the taint out-of-service.
func (s *sites) detaches(volume *corev1.PersistentVolume, a *storagev1.VolumeAttachment) string {
	node, name := s.v.snap.Node(a.Spec.NodeName), a.Spec.NodeName
	if ref := volume.Spec.ClaimRef; ref != nil {
		var users []string
		for _, pod := range s.v.podsMounting(ref.Name, s.v.claimNamed(ref.Name)) {
			if pod.Spec.NodeName == name && !statefulset.IsTerminal(pod) {
				users = append(users, pod.Name)
			}
		}
		if len(users) > 0 {
			return fmt.Sprintf("Pod %s uses it there", strings.Join(users, ", "))
		}
	}
	const force = "6 minutes after no Pod there needs it, at once with the taint " + corev1.TaintNodeOutOfService + " on the node, if that is really off"
	switch {
	case a.DeletionTimestamp != nil:
		return "it is being detached"
	case !s.known:
		return "it is detached once nothing there mounts it; how that node is, is not known"
	case node == nil:
		return fmt.Sprintf("%s does not exist any more: it is detached by force 6 minutes after no Pod there needs it", name)
	case slices.ContainsFunc(node.Spec.Taints, func(t corev1.Taint) bool { return t.Key == corev1.TaintNodeOutOfService }):
		return fmt.Sprintf("%s is out of service: it is being detached by force", name)
	case !nodeReady(node):
		return fmt.Sprintf("%s is not ready: it is detached by force %s", name, force)
	}
	return fmt.Sprintf("it is detached once the kubelet of %s has unmounted it", name)
}
