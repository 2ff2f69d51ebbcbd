package inspect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// next is what the controller does next. It acts within the moment, so that most
// often it has done what it could and waits: then it is what follows the wait.
func (v *view) next(r *v1alpha1.Rollout) []v1alpha1.Step {
	steps := v.steps(v.sync, "")
	if len(steps) > 0 || v.sync.Failure != nil || r.State == v1alpha1.StateTrapped {
		// Trapped, what it waits for does not come.
		return steps
	}
	return v.following()
}

// waitsAhead is how many waits one after the other are looked past. After more
// of them nobody can say what the set looks like.
const waitsAhead = 4

// following are the steps of the first sync that does something once what this
// one waits for has come about, and what those after it do.
func (v *view) following() []v1alpha1.Step {
	state, sync := v.seen, v.sync
	var over []replay.Wait
	for i := range waitsAhead {
		awaited := awaited(state, sync)
		if up := v.heldUp(); i == 0 && up != nil {
			// Of several Pods that use up a budget, one that is about to come is what helps.
			awaited = []replay.Wait{*up}
		}
		if len(awaited) == 0 {
			return nil
		}
		if sync.Status != nil {
			state.Set = state.Set.DeepCopy()
			state.Set.Status = *sync.Status
		}
		for _, w := range awaited {
			state = settle(state, w)
		}
		over = append(over, awaited...)
		if sync = replay.Next(state, v.rules[0]); len(sync.Actions) > 0 {
			return v.steps(sync, outcomes(over))
		}
	}
	return nil
}

// awaited is what has to come about before a sync gets any further: the first
// thing that stops it, or the Pods that a Recreate set takes down together, or
// else whatever there is to wait for. A Parallel set does not wait for
// terminating Pods, but creates others once they are gone.
func awaited(state replay.State, s replay.Sync) []replay.Wait {
	for i, w := range s.Waits {
		switch {
		case w.Phase == replay.PhaseRecreate:
			return s.Waits[i:]
		case w.Stops:
			return s.Waits[i : i+1]
		}
	}
	if len(s.Waits) > 0 {
		return s.Waits[:1]
	}
	for _, pod := range state.Pods {
		if statefulset.IsTerminating(pod) && statefulset.IsControlledBy(pod, state.Set) {
			return []replay.Wait{{Condition: replay.WaitGone, Pod: pod.Name}}
		}
	}
	return nil
}

// outcomes says in words what has come about once waits are over.
func outcomes(waits []replay.Wait) string {
	var gone, claims, available []string
	for _, w := range waits {
		switch w.Condition {
		case replay.WaitGone, replay.WaitEnded:
			gone = append(gone, w.Pod)
		case replay.WaitClaim:
			claims = append(claims, "claim "+w.Claim)
		default:
			available = append(available, w.Pod)
		}
	}
	var out []string
	for _, o := range []struct {
		names []string
		what  string
	}{{gone, "gone"}, {claims, "gone"}, {available, "available"}} {
		if len(o.names) > 0 {
			out = append(out, enumerate(o.names)+" "+o.what)
		}
	}
	return strings.Join(out, ", ")
}

// enumerate makes names the subject of a sentence: "web-1 is", "web-1 and web-0 are".
func enumerate(names []string) string {
	const shown = 3
	n := len(names)
	switch {
	case n == 1:
		return names[0] + " is"
	case n > shown:
		return fmt.Sprintf("%s and %d more are", strings.Join(names[:shown], ", "), n-shown)
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1] + " are"
}

// settle is the state once a wait is over.
func settle(state replay.State, w replay.Wait) replay.State {
	switch w.Condition {
	case replay.WaitGone, replay.WaitEnded:
		state.Pods = slices.DeleteFunc(slices.Clone(state.Pods), func(p *corev1.Pod) bool { return p.Name == w.Pod })
	case replay.WaitClaim:
		state.Claims = slices.DeleteFunc(slices.Clone(state.Claims), func(c *corev1.PersistentVolumeClaim) bool { return c.Name == w.Claim })
	default:
		minReady := time.Duration(state.Set.Spec.MinReadySeconds) * time.Second
		// Before 1.34 a Pod is available one instant after minReadySeconds.
		since := metav1.NewTime(state.Now.Add(-minReady - time.Second))
		state.Pods = slices.Clone(state.Pods)
		for i, p := range state.Pods {
			if p.Name == w.Pod {
				state.Pods[i] = ready(p, since)
			}
		}
	}
	return state
}

// ready is a copy of a Pod that runs and is ready since then.
func ready(pod *corev1.Pod, since metav1.Time) *corev1.Pod {
	pod = pod.DeepCopy()
	pod.Status.Phase = corev1.PodRunning
	is := corev1.PodCondition{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: since}
	if c := statefulset.ReadyCondition(pod); c != nil {
		*c = is
	} else {
		pod.Status.Conditions = append(pod.Status.Conditions, is)
	}
	return pod
}
