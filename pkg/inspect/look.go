package inspect

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// lookAdvice is where the Pod itself says what is wrong with it. A container
// that never started has no log to look at.
func (v *view) lookAdvice(w *v1alpha1.Wait) []v1alpha1.Advice {
	row := v.rowOf(w)
	if row == nil || row.info.Message != "" && row.info.LastExit == nil && failureReasons[lastPart(row.info.Reason)] {
		return nil
	}
	describe := []string{v.kubectl("describe pod %s", w.Object.Name)}
	exit := row.info.LastExit
	switch {
	case !v.crashed(row.info):
		return []v1alpha1.Advice{{Message: fmt.Sprintf("See why %s is not ready", w.Object.Name), Commands: describe}}
	case neverStarted[exit.Reason] && exit.Message != "":
		return nil
	case neverStarted[exit.Reason]:
		return []v1alpha1.Advice{{Message: fmt.Sprintf("See why %s cannot be started", exit.Container), Commands: describe}}
	}
	out := []v1alpha1.Advice{{
		Message:  fmt.Sprintf("See why %s ended", exit.Container),
		Commands: []string{v.kubectl("logs %s -c %s --previous", w.Object.Name, exit.Container)},
	}}
	if probe := endedByProbe(row.pod, exit); probe != "" {
		out = append(out, v1alpha1.Advice{Message: fmt.Sprintf("See in the events whether its %s ended it", probe), Commands: describe})
	}
	return out
}

// neverStarted are the reasons of containers that a runtime could not start: their
// message is all there is (containerd's and Docker's word for it).
var neverStarted = map[string]bool{"StartError": true, "ContainerCannotRun": true}

// endedByProbe names the probe that may have ended a container, empty for none: its
// exit is that of a program that was told to end, and nothing else in the Pod tells
// who told it. Its log ends in the midst of its work.
func endedByProbe(pod *corev1.Pod, exit *v1alpha1.LastExit) string {
	const killed, terminated = 128 + 9, 128 + 15
	c := containerNamed(pod, exit.Container)
	told := exit.ExitCode == 0 || exit.ExitCode == terminated || exit.ExitCode == killed && exit.Reason != "OOMKilled"
	switch {
	case c == nil || !told:
		return ""
	case c.LivenessProbe != nil:
		return "liveness probe"
	case c.StartupProbe != nil:
		return "startup probe"
	}
	return ""
}
