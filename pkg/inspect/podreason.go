package inspect

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// failureReasons are container states that waiting alone does not cure: the
// kubelet names a failure, not a step (pkg/kubelet/images, kuberuntime).
var failureReasons = map[string]bool{
	"CrashLoopBackOff":           true,
	"ImagePullBackOff":           true,
	"ErrImagePull":               true,
	"ErrImageNeverPull":          true,
	"InvalidImageName":           true,
	"ImageInspectError":          true,
	"RegistryUnavailable":        true,
	"SignatureValidationFailed":  true,
	"CreateContainerConfigError": true,
	"CreateContainerError":       true,
	"RunContainerError":          true,
	"PreCreateHookError":         true,
	"PreStartHookError":          true,
	"PostStartHookError":         true,
}

// podReason is the word in the STATUS column of `kubectl get pods` and the
// API's explanation of it. It follows printPod of kubernetes/pkg/printers, with
// one difference: a Pod without a node says Unschedulable where the scheduler
// said so, instead of Pending.
func podReason(pod *corev1.Pod) (reason, message string) {
	if pod.DeletionTimestamp != nil {
		if pod.Status.Reason == "NodeLost" {
			return "Unknown", "its node is lost"
		}
		return "Terminating", ""
	}
	if reason, message = initReason(pod); reason != "" {
		return reason, message
	}
	if reason, message = containerReason(pod); reason != "" {
		return reason, message
	}
	if pod.Status.Reason != "" {
		return pod.Status.Reason, pod.Status.Message
	}
	if c := condition(pod, corev1.PodScheduled); c != nil && c.Status == corev1.ConditionFalse && pod.Spec.NodeName == "" {
		switch c.Reason {
		case corev1.PodReasonUnschedulable, corev1.PodReasonSchedulingGated:
			return c.Reason, c.Message
		}
	}
	if pod.Status.Phase == "" {
		return string(corev1.PodPending), ""
	}
	if pod.Status.Phase == corev1.PodRunning && !statefulset.IsReady(pod) {
		return string(pod.Status.Phase), unreadyMessage(pod)
	}
	return string(pod.Status.Phase), pod.Status.Message
}

// initializing reports whether init containers have still to do their part.
func initializing(pod *corev1.Pod) bool {
	c := condition(pod, corev1.PodInitialized)
	reason, _ := initReason(pod)
	return reason != "" && (c == nil || c.Status != corev1.ConditionTrue)
}

// initReason looks at init containers that have not done their part.
func initReason(pod *corev1.Pod) (reason, message string) {
	sidecar := map[string]bool{}
	for i := range pod.Spec.InitContainers {
		sidecar[pod.Spec.InitContainers[i].Name] = isSidecar(&pod.Spec.InitContainers[i])
	}
	for i := range pod.Status.InitContainerStatuses {
		s := &pod.Status.InitContainerStatuses[i]
		switch {
		case s.State.Terminated != nil && s.State.Terminated.ExitCode == 0:
			continue
		case sidecar[s.Name] && s.Started != nil && *s.Started:
			continue
		case s.State.Terminated != nil:
			return "Init:" + terminatedReason(s.State.Terminated), s.State.Terminated.Message
		case s.State.Waiting != nil && s.State.Waiting.Reason != "" && s.State.Waiting.Reason != "PodInitializing":
			return "Init:" + s.State.Waiting.Reason, s.State.Waiting.Message
		}
		return fmt.Sprintf("Init:%d/%d", i, len(pod.Spec.InitContainers)), ""
	}
	return "", ""
}

// containerReason is the reason of the first container that has one to give; a
// failure of any container goes before another's ordinary step.
func containerReason(pod *corev1.Pod) (reason, message string) {
	running := false
	for i := range pod.Status.ContainerStatuses {
		s := &pod.Status.ContainerStatuses[i]
		r, m := "", ""
		switch {
		case s.State.Waiting != nil && s.State.Waiting.Reason != "":
			r, m = s.State.Waiting.Reason, s.State.Waiting.Message
		case s.State.Terminated != nil:
			r, m = terminatedReason(s.State.Terminated), s.State.Terminated.Message
		case s.State.Running != nil:
			running = running || s.Ready
		}
		if r != "" && (reason == "" || failureReasons[r] && !failureReasons[reason]) {
			reason, message = r, m
		}
	}
	if reason == "Completed" && running {
		return string(corev1.PodRunning), ""
	}
	return reason, message
}

func terminatedReason(t *corev1.ContainerStateTerminated) string {
	switch {
	case t.Reason != "":
		return t.Reason
	case t.Signal != 0:
		return fmt.Sprintf("Signal:%d", t.Signal)
	}
	return fmt.Sprintf("ExitCode:%d", t.ExitCode)
}

// unreadyMessage says which part of a running Pod is not ready.
func unreadyMessage(pod *corev1.Pod) string {
	if gate := closedGate(pod); gate != "" {
		return fmt.Sprintf("readiness gate %s is not True", gate)
	}
	if nodeLost(pod) {
		return fmt.Sprintf("its node %s is not ready", pod.Spec.NodeName)
	}
	if c := statefulset.ReadyCondition(pod); c != nil {
		return c.Message
	}
	return ""
}

// lastPart strips "Init:" from a reason.
func lastPart(reason string) string {
	return strings.TrimPrefix(reason, "Init:")
}
