package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words why a Pod that has a node is not ready.

// unreadyWords say what the Pod does. "Running" alone sounds well, and "Error" and
// "Completed" name how a container ended that its kubelet is about to start again,
// unless a restart policy of its own may forbid it (since 1.34).
func unreadyWords(pod *corev1.Pod, p *v1alpha1.Pod) string {
	switch p.Reason {
	case string(corev1.PodRunning):
		return "is running but not ready"
	case "Error", "Completed":
		if !mayStayEnded(pod) {
			return "is restarting"
		}
	}
	return "is " + p.Reason
}

// mayStayEnded reports whether a container has ended that need not be started again.
func mayStayEnded(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.ContainerStatuses, func(s corev1.ContainerStatus) bool {
		c := containerNamed(pod, s.Name)
		return s.State.Terminated != nil && c != nil && c.RestartPolicy != nil && *c.RestartPolicy != corev1.ContainerRestartPolicyAlways
	})
}

// details is what a person wants to know of an unready Pod in brackets.
func (v *view) details(pod *corev1.Pod, p *v1alpha1.Pod) string {
	if v.crashed(p) {
		return exitWords(p)
	}
	if words := unreadyPart(pod, p); words != "" {
		return words
	}
	if reason := lastPart(p.Reason); reason == "ErrImagePull" || reason == "ImagePullBackOff" {
		return pullGist(p.Message)
	}
	return gist(p.Message)
}

// exitWords are "OOMKilled, exit 137, 7 restarts: the container's last words".
func exitWords(p *v1alpha1.Pod) string {
	words := fmt.Sprintf("exit %d", p.LastExit.ExitCode)
	switch reason := p.LastExit.Reason; {
	case reason != "" && reason != "Error" && reason != "Completed" && reason != lastPart(p.Reason):
		words = reason + ", " + words
	}
	if p.Restarts > 0 {
		words += ", " + plural(int(p.Restarts), "restart")
	}
	if said := gist(p.LastExit.Message); said != "" {
		words += ": " + said
	}
	return words
}

// unreadyPart names what the Pod's own conditions leave open: which probe of which
// container has not succeeded, and what a Pod without any container waits for.
func unreadyPart(pod *corev1.Pod, p *v1alpha1.Pod) string {
	started := condition(pod, corev1.PodReadyToStartContainers)
	switch {
	case p.Reason == string(corev1.PodRunning):
		return probeWords(pod)
	case p.Message == "" && started != nil && started.Status == corev1.ConditionFalse:
		// The kubelet sets it once there are volumes, a sandbox and a network (generatePodReadyToStartContainersCondition).
		return "its volumes or its network are not ready"
	}
	return ""
}

// probeWords say which containers run and do not pass which probe. Until its startup
// probe has succeeded once, the kubelet asks neither of the others.
func probeWords(pod *corev1.Pod) string {
	var words []string
	statuses := append(append([]corev1.ContainerStatus(nil), pod.Status.InitContainerStatuses...), pod.Status.ContainerStatuses...)
	for i := range statuses {
		s := &statuses[i]
		c := containerNamed(pod, s.Name)
		switch {
		case c == nil || s.Ready || s.State.Running == nil:
		case c.StartupProbe != nil && (s.Started == nil || !*s.Started):
			words = append(words, s.Name+" has not passed its startup probe")
		case c.ReadinessProbe != nil:
			words = append(words, s.Name+" does not pass its readiness probe")
		}
	}
	return strings.Join(words, ", ")
}

func containerNamed(pod *corev1.Pod, name string) *corev1.Container {
	for _, all := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range all {
			if all[i].Name == name {
				return &all[i]
			}
		}
	}
	return nil
}
