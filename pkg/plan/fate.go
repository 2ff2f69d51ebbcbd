package plan

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// fate is what a Pod's kubelet will do with it.
type fate struct {
	// moves: the Pod becomes ready, or is gone, without anybody's doing.
	moves       bool
	ready, gone time.Time
	// guessed: the time is not known, only that it comes.
	guessed bool
	// why says of a Pod that does not move why: "is CrashLoopBackOff".
	why string
}

// anyNode is where Pods are scheduled: which node does not matter, that there is
// one does, once the Pod is deleted.
const anyNode = "any"

const notScheduled = "is not scheduled: "

// fateOf a Pod that exists: what fails now goes on failing while it lives, and
// what is on its way gets there.
func (w *world) fateOf(pod *corev1.Pod) fate {
	seen := w.seen[pod.UID]
	switch {
	case seen == nil, statefulset.IsTerminal(pod) && !statefulset.IsTerminating(pod):
		return fate{}
	case statefulset.IsTerminating(pod):
		if seen.Failing {
			return fate{why: "is still terminating after its grace period"}
		}
		gone := pod.DeletionTimestamp.Time
		if g := pod.DeletionGracePeriodSeconds; g != nil && w.habits.stopSamples > 0 {
			gone = earlier(gone, gone.Add(w.habits.stop-time.Duration(*g)*time.Second))
		}
		return fate{moves: true, gone: later(gone, w.Now)}
	case statefulset.IsRunningAndReady(pod):
		return fate{}
	case w.unbindable(pod) != "":
		return fate{why: notScheduled + w.unbindable(pod)}
	case seen.Failing:
		return fate{why: "is " + seen.Reason}
	}
	return w.becomesReady(pod.CreationTimestamp.Time)
}

// start is the fate of a Pod that was just created; it puts the Pod where its
// fate wants it.
func (w *world) start(pod *corev1.Pod) fate {
	pod.Status = corev1.PodStatus{Phase: corev1.PodPending}
	if why := w.unbindable(pod); why != "" {
		return fate{why: notScheduled + why}
	}
	pod.Spec.NodeName = anyNode
	revision := statefulset.Revision(pod)
	words := "revision " + w.short(revision)
	if !w.namesKnown && w.isNew(revision) {
		words = "the new revision"
	}
	if example := w.example(pod); example != nil {
		pod.Status.Phase, pod.Spec.NodeName = example.Status.Phase, example.Spec.NodeName
		why := w.seen[example.UID].Reason
		w.assume(fmt.Sprintf("new Pods of %s fail as %s does (%s)", words, example.Name, why))
		return fate{why: "is " + why}
	}
	if !w.works[revision] && !w.restarts {
		w.assume("Pods of " + words + " become ready: none is there to show it")
	}
	return w.becomesReady(w.Now)
}

// example is a Pod that fails now and shows that a new one will too: of the same
// revision, of the same template but for a restart, or with the same image that
// cannot be pulled.
func (w *world) example(pod *corev1.Pod) *corev1.Pod {
	revision := statefulset.Revision(pod)
	switch example := w.broken[revision]; {
	case example != nil || w.works[revision]:
		return example
	case w.restarts && w.isNew(revision) && w.broken[w.facts.set.Status.UpdateRevision] != nil:
		return w.broken[w.facts.set.Status.UpdateRevision]
	}
	for i := range pod.Spec.Containers {
		if example := w.unpullable[pod.Spec.Containers[i].Image]; example != nil {
			return example
		}
	}
	return nil
}

func (w *world) becomesReady(from time.Time) fate {
	return fate{moves: true, ready: later(from.Add(w.habits.ready), w.Now), guessed: w.habits.readySamples == 0}
}
