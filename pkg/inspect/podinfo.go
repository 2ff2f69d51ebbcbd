package inspect

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// How long something must last before slowness counts as failure. A shorter
// wait is what every healthy Pod goes through.
const (
	// slowAfter is the Deployment controller's default progressDeadlineSeconds:
	// what Kubernetes itself takes for "does not come up".
	slowAfter = 10 * time.Minute
	// unschedulableAfter leaves a cluster autoscaler the time to notice.
	unschedulableAfter = time.Minute
	// overdueAfter is how far a Pod may outlive its grace period: kubelets are not exact.
	overdueAfter = 30 * time.Second
	// crashWindow is how recent a container's last crash must be to call a
	// running, unready container crashing: kubelet's longest back-off is 5 minutes.
	crashWindow = 6 * time.Minute
)

// podInfo derives what a row says of its Pod.
func (v *view) podInfo(pod *corev1.Pod) *v1alpha1.Pod {
	p := &v1alpha1.Pod{
		Name: pod.Name, UID: string(pod.UID), CreationTimestamp: pod.CreationTimestamp,
		Phase: pod.Status.Phase,
		Ready: statefulset.IsRunningAndReady(pod),
		// The controller ignores the phase here; a Failed Pod that kept its
		// Ready condition is nobody's idea of available, and is replaced anyway.
		Available: statefulset.IsRunningAndReady(pod) && statefulset.IsAvailable(pod, v.set.Spec.MinReadySeconds, v.now),
		Revision:  statefulset.Revision(pod),
		Node:      pod.Spec.NodeName,
		Zone:      v.zone(pod),
		IP:        pod.Status.PodIP,
	}
	p.RevisionRole = v.role(p.Revision)
	if p.Ready && !p.Available {
		p.AvailableAt = statefulset.AvailableAt(pod, v.set.Spec.MinReadySeconds)
	}
	if ref := metav1.GetControllerOfNoCopy(pod); ref != nil {
		p.Owner = ref.Kind + "/" + ref.Name
	}
	if pod.DeletionTimestamp != nil {
		p.Terminating = &v1alpha1.Termination{Deadline: *pod.DeletionTimestamp, Finalizers: pod.Finalizers}
		if pod.DeletionGracePeriodSeconds != nil {
			p.Terminating.GraceSeconds = *pod.DeletionGracePeriodSeconds
		}
	}
	countContainers(pod, p)
	p.Reason, p.Message = podReason(pod)
	p.Since = podSince(pod, p)
	p.Failing = v.failing(pod, p)
	return p
}

// role says what a revision is to the set.
func (v *view) role(revision string) v1alpha1.RevisionRole {
	update, current := v.set.Status.UpdateRevision, v.set.Status.CurrentRevision
	switch {
	case revision == "":
		return v1alpha1.RevisionUnlabelled
	case revision == update && revision == current:
		return v1alpha1.RevisionBoth
	case revision == update:
		return v1alpha1.RevisionUpdate
	case revision == current:
		return v1alpha1.RevisionCurrent
	}
	return v1alpha1.RevisionOther
}

// zone is told, without reading Nodes, by the Pod's own label (from Kubernetes
// 1.35 the API server copies it from the Node) or by its EndpointSlice.
func (v *view) zone(pod *corev1.Pod) string {
	if z := pod.Labels[corev1.LabelTopologyZone]; z != "" {
		return z
	}
	if needed(v.opts.Needs, snapshot.EndpointSlices) {
		if e := v.findEndpoint(pod); e != nil && e.Zone != nil {
			return *e.Zone
		}
	}
	return ""
}

// countContainers fills the container counts, restarts and the last exit as
// `kubectl get pods` counts them: sidecars (restartable init containers) are containers.
// Other init containers are not; until they are done restarts are those of init
// containers alone, and after that how one of them ended once explains nothing.
func countContainers(pod *corev1.Pod, p *v1alpha1.Pod) {
	sidecar := map[string]bool{}
	for i := range pod.Spec.InitContainers {
		if isSidecar(&pod.Spec.InitContainers[i]) {
			sidecar[pod.Spec.InitContainers[i].Name] = true
		}
	}
	p.Containers = int32(len(pod.Spec.Containers) + len(sidecar))
	initializing := initializing(pod)
	for i := range pod.Status.InitContainerStatuses {
		if s := &pod.Status.InitContainerStatuses[i]; sidecar[s.Name] || initializing {
			countContainer(s, p, sidecar[s.Name], true)
		}
	}
	for i := range pod.Status.ContainerStatuses {
		countContainer(&pod.Status.ContainerStatuses[i], p, true, !initializing)
	}
}

// countContainer adds one that is to go on running, or an init container that is to end with 0.
func countContainer(s *corev1.ContainerStatus, p *v1alpha1.Pod, stays, restarts bool) {
	if restarts {
		p.Restarts += s.RestartCount
	}
	if stays && s.Ready {
		p.ReadyContainers++
	}
	for _, t := range []*corev1.ContainerStateTerminated{s.State.Terminated, s.LastTerminationState.Terminated} {
		if t != nil && (stays || t.ExitCode != 0) {
			noteExit(p, s.Name, t)
		}
	}
}

// noteExit keeps the most recent of the exits seen.
func noteExit(p *v1alpha1.Pod, container string, t *corev1.ContainerStateTerminated) {
	if p.LastExit != nil && p.LastExit.FinishedAt != nil && !t.FinishedAt.After(p.LastExit.FinishedAt.Time) {
		return
	}
	p.LastExit = &v1alpha1.LastExit{Container: container, ExitCode: t.ExitCode, Reason: t.Reason, Message: t.Message}
	if !t.FinishedAt.IsZero() {
		p.LastExit.FinishedAt = t.FinishedAt.DeepCopy()
	}
}

func isSidecar(c *corev1.Container) bool {
	return c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

// podSince is when the Pod's present condition began, as far as the Pod tells.
func podSince(pod *corev1.Pod, p *v1alpha1.Pod) *metav1.Time {
	if p.Terminating != nil {
		// deletionTimestamp is the end of the grace period, not the beginning.
		return timePtr(p.Terminating.Deadline.Add(-time.Duration(p.Terminating.GraceSeconds) * time.Second))
	}
	if pod.Spec.NodeName == "" {
		if c := condition(pod, corev1.PodScheduled); c != nil && c.Status != corev1.ConditionTrue && !c.LastTransitionTime.IsZero() {
			return c.LastTransitionTime.DeepCopy()
		}
	} else if c := statefulset.ReadyCondition(pod); c != nil && !c.LastTransitionTime.IsZero() {
		return c.LastTransitionTime.DeepCopy()
	}
	if pod.CreationTimestamp.IsZero() {
		return nil
	}
	return pod.CreationTimestamp.DeepCopy()
}

// failing reports whether the Pod shows a failure: a state that names one, a
// crash that has recurred, or slowness over a time that no healthy Pod needs.
func (v *view) failing(pod *corev1.Pod, p *v1alpha1.Pod) bool {
	lasted := func(d time.Duration) bool { return p.Since != nil && v.now.Sub(p.Since.Time) >= d }
	switch {
	case nodeLost(pod):
		// The control plane has waited for the node already (node-monitor-grace-period).
		return true
	case p.Terminating != nil:
		return v.now.Sub(p.Terminating.Deadline.Time) >= overdueAfter
	case statefulset.IsTerminal(pod):
		// The controller replaces it; failing would be a series of them.
		return false
	case p.Ready:
		return false
	case failureReasons[lastPart(p.Reason)]:
		return true
	case pod.Spec.NodeName == "":
		return lasted(unschedulableAfter) && p.Reason == corev1.PodReasonUnschedulable || lasted(slowAfter)
	case p.Restarts > 1 && v.crashed(p) && p.LastExit.ExitCode != 0:
		// Once is what a reboot of the node does to every Pod on it.
		return true
	}
	return lasted(slowAfter)
}

// crashed reports whether a container's last end has to do with the Pod's present condition.
func (v *view) crashed(p *v1alpha1.Pod) bool {
	return p.LastExit != nil && (failureReasons[lastPart(p.Reason)] || p.LastExit.FinishedAt == nil ||
		v.now.Sub(p.LastExit.FinishedAt.Time) < crashWindow)
}

func condition(pod *corev1.Pod, t corev1.PodConditionType) *corev1.PodCondition {
	for i := range pod.Status.Conditions {
		if pod.Status.Conditions[i].Type == t {
			return &pod.Status.Conditions[i]
		}
	}
	return nil
}

func timePtr(t time.Time) *metav1.Time {
	m := metav1.NewTime(t)
	return &m
}
