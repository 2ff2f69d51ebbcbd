package plan

import (
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// habits are how long the Pods of a set take for what they all have to go through.
type habits struct {
	// ready is from creation to ready, and stop from deletion to gone; each the
	// median of so many samples.
	ready, stop               time.Duration
	readySamples, stopSamples int
	grace                     time.Duration
}

// nominalReady keeps the order of things where nobody has seen a Pod become
// ready; no time is told from it.
const nominalReady = 30 * time.Second

// defaultGrace is the API's default of terminationGracePeriodSeconds.
const defaultGrace = 30 * time.Second

// observe learns from the Pods there are. A Pod that restarted tells when it came
// back, not how long it takes.
func observe(pods []*corev1.Pod, set *appsv1.StatefulSet) habits {
	h := habits{ready: nominalReady, grace: defaultGrace}
	if g := set.Spec.Template.Spec.TerminationGracePeriodSeconds; g != nil {
		h.grace = time.Duration(*g) * time.Second
	}
	var ready, stop []time.Duration
	at := map[int32]*corev1.Pod{}
	for _, pod := range pods {
		if !statefulset.IsControlledBy(pod, set) || !statefulset.IsRunningAndReady(pod) || restarted(pod) {
			continue
		}
		_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
		at[ordinal] = pod
		if took := readyAt(pod).Sub(pod.CreationTimestamp.Time); took >= 0 && !pod.CreationTimestamp.IsZero() {
			ready = append(ready, took)
		}
	}
	// In a rolling update the next lower Pod is deleted when the higher one is
	// available, and created again when it has stopped.
	available := time.Duration(set.Spec.MinReadySeconds) * time.Second
	for ordinal, lower := range at {
		higher := at[ordinal+1]
		if higher == nil || statefulset.Revision(lower) != statefulset.Revision(higher) {
			continue
		}
		took := lower.CreationTimestamp.Sub(readyAt(higher).Add(available))
		if took >= 0 && took <= h.grace+defaultGrace {
			stop = append(stop, took)
		}
	}
	if len(ready) > 0 {
		h.ready, h.readySamples = median(ready), len(ready)
	}
	if len(stop) > 0 {
		h.stop, h.stopSamples = median(stop), len(stop)
	}
	return h
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return (d[(len(d)-1)/2] + d[len(d)/2]) / 2
}

func readyAt(pod *corev1.Pod) time.Time {
	if c := statefulset.ReadyCondition(pod); c != nil {
		return c.LastTransitionTime.Time
	}
	return time.Time{}
}

func restarted(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.ContainerStatuses, func(s corev1.ContainerStatus) bool { return s.RestartCount > 0 })
}
