package oracle

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// minReadySeconds where the time can be hit exactly. Where it cannot, they are so
// many that a slow machine does not come near them.
const minReadySeconds = 10

// health gives a Pod its status: available, or as often as the state is sick something less.
func (d *draft) health(pod *corev1.Pod, mayAil bool) {
	pod.CreationTimestamp = d.ago(time.Hour)
	pod.Spec.NodeName = "node-0"
	pod.Status.Phase = corev1.PodRunning
	d.ready(pod, corev1.ConditionTrue, d.ago(time.Hour))
	if mayAil && d.chance(d.sick) {
		d.ail(pod)
	}
	if d.odd() {
		d.contradict(pod)
	}
	if mayAil && d.chance(d.sick*0.15) {
		d.terminate(pod)
	}
}

func (d *draft) ready(pod *corev1.Pod, status corev1.ConditionStatus, since metav1.Time) {
	pod.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: status, LastTransitionTime: since}}
}

// ail makes the Pod what a Pod is that is not available.
func (d *draft) ail(pod *corev1.Pod) {
	switch p := d.IntN(100); {
	case p < 28:
		d.ready(pod, corev1.ConditionFalse, d.ago(time.Minute))
	case p < 45:
		d.ready(pod, corev1.ConditionTrue, d.ago(2*time.Second))
	case p < 53 && d.timed: // available this very second
		d.ready(pod, corev1.ConditionTrue, d.ago(minReadySeconds*time.Second))
	case p < 68:
		pod.Status = corev1.PodStatus{Phase: corev1.PodPending}
	case p < 82:
		pod.Status, pod.Spec.NodeName = corev1.PodStatus{Phase: corev1.PodPending}, ""
	case p < 92:
		pod.Status.Phase = corev1.PodFailed
		d.ready(pod, corev1.ConditionFalse, d.ago(time.Minute))
	case p < 96:
		pod.Status.Phase = corev1.PodSucceeded
		d.ready(pod, corev1.ConditionFalse, d.ago(time.Minute))
	default:
		d.terminate(pod)
	}
}

// contradict gives a Pod a status that a kubelet hardly writes, and somebody else might.
func (d *draft) contradict(pod *corev1.Pod) {
	switch d.IntN(6) {
	case 0:
		pod.Status.Conditions = nil
	case 1:
		pod.Status.Phase = corev1.PodUnknown
	case 2:
		pod.Status.Phase = ""
	case 3:
		pod.Status.Phase = one(d, corev1.PodPending, corev1.PodFailed)
	case 4:
		d.ready(pod, corev1.ConditionTrue, metav1.Time{})
	case 5:
		d.ready(pod, corev1.ConditionUnknown, d.ago(time.Minute))
	}
}

func (d *draft) terminate(pod *corev1.Pod) {
	grace := int64(30)
	at := d.ago(-20 * time.Second)
	pod.DeletionTimestamp, pod.DeletionGracePeriodSeconds = &at, &grace
	if d.chance(0.3) {
		pod.Finalizers = []string{"example.com/drain"}
	}
}
