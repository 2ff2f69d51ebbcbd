package plan

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// next is when something moves by itself; ok is false when nothing does any more.
func (w *world) next() (at time.Time, ok bool) {
	consider := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	for _, pod := range w.Pods {
		switch f := w.fates[pod.UID]; {
		case f.moves && statefulset.IsTerminating(pod):
			consider(f.gone)
		case f.moves:
			consider(f.ready)
		default:
			if t, ok := w.availableAt(pod); ok && t.After(w.Now) {
				consider(t)
			}
		}
	}
	return at, ok
}

// availableAt is when a ready Pod becomes, or became, available by the passing of
// time. Before 1.34 the last instant of minReadySeconds did not count.
func (w *world) availableAt(pod *corev1.Pod) (time.Time, bool) {
	seconds := w.Set.Spec.MinReadySeconds
	at := statefulset.AvailableAt(pod, seconds)
	if seconds == 0 || at == nil || statefulset.IsTerminating(pod) {
		return time.Time{}, false
	}
	t := at.Time
	if !w.rules.AvailableAtOnce {
		t = t.Add(time.Nanosecond)
	}
	return t, true
}

// advance lets the time pass to t, and whatever happens then.
func (w *world) advance(t time.Time) {
	before := w.Now
	w.Now = later(t, w.Now)
	w.nextBatch()
	for _, pod := range append([]*corev1.Pod(nil), w.Pods...) {
		f := w.fates[pod.UID]
		switch {
		case f.moves && statefulset.IsTerminating(pod):
			if !f.gone.After(w.Now) {
				w.podStep(v1alpha1.ActorKubelet, v1alpha1.PlanPodGone, pod, "")
				w.removePod(pod)
			}
		case f.moves:
			if !f.ready.After(w.Now) {
				w.guessed = w.guessed || f.guessed
				w.makeReady(pod)
			}
		default:
			if at, ok := w.availableAt(pod); ok && at.After(before) && !at.After(w.Now) {
				w.podStep(v1alpha1.ActorKubelet, v1alpha1.PlanPodAvailable, pod, "")
			}
		}
	}
	w.measure()
}

func (w *world) makeReady(pod *corev1.Pod) {
	ready := pod.DeepCopy()
	ready.Status.Phase = corev1.PodRunning
	if ready.Spec.NodeName == "" {
		ready.Spec.NodeName = anyNode
	}
	c := corev1.PodCondition{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(w.Now)}
	if have := statefulset.ReadyCondition(ready); have != nil {
		*have = c
	} else {
		ready.Status.Conditions = append(ready.Status.Conditions, c)
	}
	w.replacePod(ready)
	w.fates[pod.UID] = fate{}
	if w.Set.Spec.MinReadySeconds == 0 {
		w.podStep(v1alpha1.ActorKubelet, v1alpha1.PlanPodAvailable, ready, "")
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
