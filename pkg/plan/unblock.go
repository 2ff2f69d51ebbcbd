package plan

import (
	"fmt"
	"slices"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// maxDeletions is how many broken Pods in a row a person is told to delete.
const maxDeletions = 10

// unblock looks for what gets a stuck world on, gentlest first. Each of them is
// played through from here; what does not bring the set to its end is not said.
func (w *world) unblock(wait *v1alpha1.Wait) []v1alpha1.Advice {
	if wait.Object.Kind != "Pod" || w.pod(wait.Object.Name) == nil {
		return nil
	}
	var out []v1alpha1.Advice
	if wait.Reason == v1alpha1.WaitTermination {
		if w.without(wait.Object.Name) {
			out = append(out, v1alpha1.Advice{
				Message:  fmt.Sprintf("It goes on once %s is gone; see what keeps it", wait.Object.Name),
				Commands: []string{kubectl(w.Set, "describe pod %s", wait.Object.Name)},
			})
		}
		return out
	}
	if names := w.deletions(wait); len(names) > 0 {
		out = append(out, v1alpha1.Advice{Message: "Delete " + enumerate(names) + ", and it goes on to the end", Commands: w.deleteCommands(names)})
		return out
	}
	return append(out, w.rollBack()...)
}

// without plays on without a Pod, and reports whether the end is reached.
func (w *world) without(name string) bool {
	next := w.clone()
	if pod := next.pod(name); pod != nil {
		next.removePod(pod)
	}
	next.run()
	return next.finished() && next.keepsDataOf(w)
}

// deletions are the Pods to delete, one after the other, to get to the end; none
// when that does not lead there.
func (w *world) deletions(wait *v1alpha1.Wait) []string {
	var names []string
	next := w.clone()
	for range maxDeletions {
		pod := next.pod(wait.Object.Name)
		if pod == nil || statefulset.IsTerminating(pod) {
			return nil
		}
		names = append(names, pod.Name)
		next.deletePod(pod, v1alpha1.ActorUser, "")
		next.run()
		if next.finished() && next.keepsDataOf(w) {
			return names
		}
		if wait = next.stuckOn(); wait == nil || wait.Object.Kind != "Pod" || wait.Object.Name == pod.Name {
			return nil
		}
	}
	return nil
}

// rollBack goes back to the revision that ran before.
func (w *world) rollBack() []v1alpha1.Advice {
	before := w.ranBefore()
	for _, r := range w.Revisions {
		if r.Name != before || r.Name == w.last.UpdateRevision || w.broken[r.Name] != nil {
			continue
		}
		next := w.clone()
		if !next.setTemplate(r) {
			return nil
		}
		next.run()
		undo := v1alpha1.Advice{
			Message:  fmt.Sprintf("Correct the template, or roll it back to revision %s", w.short(r.Name)),
			Commands: []string{kubectl(w.Set, "rollout undo statefulset/%s --to-revision=%s", w.Set.Name, strconv.FormatInt(r.Revision, 10))},
		}
		if next.finished() && next.keepsDataOf(w) {
			return []v1alpha1.Advice{undo}
		}
		if wait := next.stuckOn(); wait != nil {
			if names := next.deletions(wait); len(names) > 0 {
				undo.Message += ", then delete " + enumerate(names)
				undo.Commands = append(undo.Commands, w.deleteCommands(names)...)
				return []v1alpha1.Advice{undo}
			}
		}
	}
	return nil
}

// ranBefore is the revision that the set calls its current one. Before 1.37 an
// OnDelete set calls its very first one that for ever: there, what most of its
// Pods run besides the newest tells.
func (w *world) ranBefore() string {
	if statefulset.Strategy(w.Set) != appsv1.OnDeleteStatefulSetStrategyType {
		return w.last.CurrentRevision
	}
	pods, most := map[string]int{}, ""
	for _, pod := range w.Pods {
		r := statefulset.Revision(pod)
		if r == w.last.UpdateRevision || !statefulset.IsControlledBy(pod, w.Set) {
			continue
		}
		if pods[r]++; pods[r] > pods[most] {
			most = r
		}
	}
	return most
}

// keepsDataOf: no claim is gone here that is still there in the other world. A
// way out that costs data is not advised.
func (w *world) keepsDataOf(other *world) bool {
	have := map[types.UID]bool{}
	for _, claim := range w.Claims {
		have[claim.UID] = true
	}
	return !slices.ContainsFunc(other.Claims, func(c *corev1.PersistentVolumeClaim) bool { return !have[c.UID] })
}

func (w *world) setTemplate(r *appsv1.ControllerRevision) bool {
	template, err := revision.Decode(r)
	if err != nil {
		return false
	}
	w.Set = w.Set.DeepCopy()
	w.Set.Spec.Template = *template
	w.Set.Generation++
	return true
}

func (w *world) deleteCommands(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, kubectl(w.Set, "delete pod %s", name))
	}
	return out
}

// finished: all is as it should be, or as far as partition and OnDelete let it.
func (w *world) finished() bool { return !w.endless && w.stuckOn() == nil }
