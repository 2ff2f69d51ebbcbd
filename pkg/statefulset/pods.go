package statefulset

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Revision is the Pod's controller-revision-hash label, the name of a
// ControllerRevision; empty when the label is missing (getPodRevision).
func Revision(pod *corev1.Pod) string { return pod.Labels[appsv1.StatefulSetRevisionLabel] }

// IsTerminating reports whether the Pod is being deleted (isTerminating).
func IsTerminating(pod *corev1.Pod) bool { return pod.DeletionTimestamp != nil }

// IsTerminal reports whether the Pod has ended for good and will be replaced (isTerminalPhase).
func IsTerminal(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodFailed || pod.Status.Phase == corev1.PodSucceeded
}

// ReadyCondition is the Pod's Ready condition, nil when it has none.
func ReadyCondition(pod *corev1.Pod) *corev1.PodCondition {
	for i := range pod.Status.Conditions {
		if pod.Status.Conditions[i].Type == corev1.PodReady {
			return &pod.Status.Conditions[i]
		}
	}
	return nil
}

// IsReady reports the Ready condition alone (podutil.IsPodReady).
func IsReady(pod *corev1.Pod) bool {
	c := ReadyCondition(pod)
	return c != nil && c.Status == corev1.ConditionTrue
}

// IsRunningAndReady reports whether the controller counts the Pod as ready (isRunningAndReady).
func IsRunningAndReady(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodRunning && IsReady(pod)
}

// AvailableAt is when a ready Pod has been, or will have been, ready for
// minReadySeconds; nil when the Pod is not ready or does not say since when.
func AvailableAt(pod *corev1.Pod, minReadySeconds int32) *metav1.Time {
	c := ReadyCondition(pod)
	if c == nil || c.Status != corev1.ConditionTrue || c.LastTransitionTime.IsZero() {
		return nil
	}
	t := metav1.NewTime(c.LastTransitionTime.Add(time.Duration(minReadySeconds) * time.Second))
	return &t
}

// IsAvailable reports whether the Pod is available at now: ready, and for at
// least minReadySeconds (podutil.IsPodAvailable, which ignores the phase).
func IsAvailable(pod *corev1.Pod, minReadySeconds int32, now time.Time) bool {
	if !IsReady(pod) {
		return false
	}
	if minReadySeconds == 0 {
		return true
	}
	at := AvailableAt(pod, minReadySeconds)
	return at != nil && !at.After(now)
}

// IsUnavailable is the controller's test before each step of a rolling update:
// a terminating Pod is unavailable whatever its conditions say (isUnavailable).
func IsUnavailable(pod *corev1.Pod, minReadySeconds int32, now time.Time) bool {
	return IsTerminating(pod) || !IsAvailable(pod, minReadySeconds, now)
}

// IsControlledBy reports whether the Pod's controller ownerReference names this very set, uid included.
func IsControlledBy(pod *corev1.Pod, set *appsv1.StatefulSet) bool {
	ref := metav1.GetControllerOfNoCopy(pod)
	return ref != nil && ref.UID == set.UID
}

// Selector is the set's label selector. An invalid one selects nothing, as the
// controller treats it.
func Selector(set *appsv1.StatefulSet) labels.Selector {
	s, err := metav1.LabelSelectorAsSelector(set.Spec.Selector)
	if err != nil {
		return labels.Nothing()
	}
	return s
}
