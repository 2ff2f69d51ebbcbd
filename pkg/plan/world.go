package plan

import (
	"fmt"
	"maps"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// world is a cluster as far as one set goes: what the API server holds, and what
// the kubelets are about to do. Its objects are shared with the snapshot: who
// changes one puts a copy in its place.
type world struct {
	*facts
	replay.State
	rules replay.Rules
	// namesKnown: new revisions get these very names; newTemplate: the change brings
	// one; restarts: it is the old one but for the time of the restart.
	namesKnown, newTemplate, restarts bool

	fates map[types.UID]fate
	// guessed: from here on nobody can tell the time.
	guessed bool
	// refused are Pods that the API server does not take, and why.
	refused map[string]refusal
	created int
	endless bool
	last    replay.Sync

	record
}

func newWorld(f *facts, set *appsv1.StatefulSet, rules replay.Rules) *world {
	w := &world{
		facts: f, State: f.start, rules: rules,
		fates: map[types.UID]fate{}, refused: map[string]refusal{},
	}
	w.Set = set
	w.own()
	for _, pod := range w.Pods {
		w.fates[pod.UID] = w.fateOf(pod)
	}
	w.record = newRecord(w)
	w.collectGarbage()
	return w
}

// own gives the world slices of its own.
func (w *world) own() {
	w.Pods, w.Revisions, w.Claims = slices.Clone(w.Pods), slices.Clone(w.Revisions), slices.Clone(w.Claims)
}

// clone is a world that goes its own way from here.
func (w *world) clone() *world {
	out := *w
	out.own()
	out.fates, out.refused = maps.Clone(w.fates), maps.Clone(w.refused)
	out.record = w.record.clone()
	return &out
}

func (w *world) pod(name string) *corev1.Pod {
	for _, pod := range w.Pods {
		if pod.Name == name {
			return pod
		}
	}
	return nil
}

// ownPods are the Pods that the set controls.
func (w *world) ownPods() []*corev1.Pod {
	var out []*corev1.Pod
	for _, pod := range w.Pods {
		if statefulset.IsControlledBy(pod, w.Set) {
			out = append(out, pod)
		}
	}
	return out
}

// replacePod puts a changed copy in the place of a Pod.
func (w *world) replacePod(pod *corev1.Pod) {
	for i := range w.Pods {
		if w.Pods[i].UID == pod.UID {
			w.Pods[i] = pod
		}
	}
}

func (w *world) available(pod *corev1.Pod) bool {
	return statefulset.IsRunningAndReady(pod) && !statefulset.IsTerminating(pod) &&
		statefulset.IsAvailable(pod, w.Set.Spec.MinReadySeconds, w.Now)
}

// plannedUID begins the uids of objects that the plan makes.
const plannedUID = "planned-"

// uid is one that no object has.
func (w *world) uid() types.UID {
	w.created++
	return types.UID(fmt.Sprintf("%s%d", plannedUID, w.created))
}

// admit makes an object one that the API server holds.
func (w *world) admit(obj metav1.Object) {
	obj.SetUID(w.uid())
	obj.SetNamespace(w.Set.Namespace)
	obj.SetCreationTimestamp(metav1.NewTime(w.Now))
}

// deletePod is a DELETE as the API server answers it: a Pod that no kubelet has,
// or that has ended, is gone at once (podStrategy.CheckGracefulDelete); any other
// terminates.
func (w *world) deletePod(pod *corev1.Pod, actor v1alpha1.PlanActor, reason string) {
	if statefulset.IsTerminating(pod) {
		return
	}
	w.podStep(actor, v1alpha1.PlanDeletePod, pod, reason)
	grace := w.habits.grace
	if s := pod.Spec.TerminationGracePeriodSeconds; s != nil {
		grace = time.Duration(*s) * time.Second
	}
	if len(pod.Finalizers) == 0 && (statefulset.IsTerminal(pod) || pod.Spec.NodeName == "" || grace == 0) {
		w.removePod(pod)
		return
	}
	gone := pod.DeepCopy()
	until := metav1.NewTime(w.Now.Add(grace))
	seconds := int64(grace / time.Second)
	gone.DeletionTimestamp, gone.DeletionGracePeriodSeconds = &until, &seconds
	w.replacePod(gone)
	w.fates[pod.UID] = fate{gone: w.Now.Add(min(w.habits.stop, grace)), moves: true}
}

// removePod is the end of a Pod, and of what belonged to it.
func (w *world) removePod(pod *corev1.Pod) {
	w.Pods = slices.DeleteFunc(w.Pods, func(p *corev1.Pod) bool { return p.UID == pod.UID })
	delete(w.fates, pod.UID)
	w.collectGarbage()
}
