package inspect

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// underWay lists what a Parallel set has under way, the ordinal of except left
// out. Creating and removing Pods waits for nobody; a rolling update waits for
// the Pods that the sync stopped at.
func (v *view) underWay(except *int32) []v1alpha1.Wait {
	if statefulset.OrderedReady(v.set) {
		return nil
	}
	var out []v1alpha1.Wait
	gate := v.heldUp()
	for i := len(v.replicas) - 1; i >= 0; i-- {
		r := v.replicas[i]
		w := v.replicaWait(r)
		if w == nil || except != nil && *except == r.ordinal {
			continue
		}
		if gate != nil && gate.Ordinal == r.ordinal {
			w.Behind = v.toReplace(r.ordinal)
		}
		if w.Reason == v1alpha1.WaitCreation && w.Failing && except == nil {
			// The API server refuses it, which ends the sync before anything is removed or replaced.
			w.Behind = v.notYetDone(r.ordinal)
			v.refused = true
		}
		out = append(out, *w)
	}
	for _, r := range v.condemned {
		if statefulset.IsTerminating(r.pod) {
			out = append(out, *v.terminationWait(r))
		}
	}
	sortWaits(out)
	return out
}

// toReplace are the outdated ordinals that nobody has deleted yet, but for one.
func (v *view) toReplace(except int32) []int32 {
	return slices.DeleteFunc(v.outdated(), func(o int32) bool {
		return o == except || statefulset.IsTerminating(v.rowAt(o).pod)
	})
}

// sortWaits puts first what shows a failure, and what holds others up before what does not.
func sortWaits(waits []v1alpha1.Wait) {
	slices.SortStableFunc(waits, func(a, b v1alpha1.Wait) int { return waitRank(&a) - waitRank(&b) })
}

func waitRank(w *v1alpha1.Wait) int {
	rank := 0
	if !w.Failing {
		rank += 2
	}
	if len(w.Behind) == 0 {
		rank++
	}
	return rank
}

// recreateWait: a Recreate set deletes all its old Pods at once and creates new
// ones only when the last of them is gone.
func (v *view) recreateWait(w *replay.Wait) v1alpha1.Wait {
	r := v.rowNamed(w.Pod, w.Ordinal)
	// An orphan that this sync adopts is not the set's own yet.
	if r.pod != nil && statefulset.IsTerminating(r.pod) {
		out := v.terminationWait(r)
		out.Behind = v.missing()
		return *out
	}
	out := v.wait(v1alpha1.WaitController, r, "runs an old revision; the controller is about to delete it")
	// Neither its age nor its health matters any more.
	out.Since, out.Failing = nil, false
	return *out
}

func (v *view) unobserved() v1alpha1.Wait {
	since := v.lastChange()
	return v1alpha1.Wait{
		Since:   since,
		Failing: since != nil && v.now.Sub(since.Time) >= slowAfter,
		Reason:  v1alpha1.WaitController,
		Object:  v.setRef(),
		Message: fmt.Sprintf("the StatefulSet controller has not acted on the newest spec (generation %d, observed %d)", v.set.Generation, v.set.Status.ObservedGeneration),
	}
}

// lastChange is when somebody last wrote the set other than its status, as
// managedFields tell; nil when they do not.
func (v *view) lastChange() *metav1.Time {
	var last *metav1.Time
	for i := range v.set.ManagedFields {
		f := &v.set.ManagedFields[i]
		if f.Subresource != "status" && f.Time != nil && (last == nil || last.Before(f.Time)) {
			last = f.Time
		}
	}
	if last == nil && v.set.Status.UpdateRevision == "" && !v.set.CreationTimestamp.IsZero() {
		last = &v.set.CreationTimestamp // The controller has never seen it.
	}
	return last.DeepCopy()
}

// deletionWaits: nothing is healed while a set is being deleted.
func (v *view) deletionWaits() []v1alpha1.Wait {
	w := v1alpha1.Wait{
		Reason:  v1alpha1.WaitTermination,
		Object:  v.setRef(),
		Message: v.set.Name + " is being deleted",
		Since:   v.set.DeletionTimestamp.DeepCopy(),
		Failing: v.now.Sub(v.set.DeletionTimestamp.Time) >= slowAfter,
	}
	if len(v.set.Finalizers) > 0 {
		w.Message += fmt.Sprintf(", waiting for %s", finalizerWords(v.set.Finalizers))
	}
	return []v1alpha1.Wait{w}
}

// personWait says whose turn it is when the controller has nothing left to do.
func (v *view) personWait(r *v1alpha1.Rollout) v1alpha1.Wait {
	w := v1alpha1.Wait{Reason: v1alpha1.WaitPerson, Object: v.setRef(), Behind: r.Held}
	if r.HeldBy == v1alpha1.HeldByPartition {
		w.Message = fmt.Sprintf("partition %d keeps %s on an older revision", statefulset.Partition(v.set), ordinalWords(r.Held))
		return w
	}
	w.Message = fmt.Sprintf("%s keep%s an older revision until deleted (%s)", ordinalWords(r.Held), singular(len(r.Held)), appsv1.OnDeleteStatefulSetStrategyType)
	return w
}
