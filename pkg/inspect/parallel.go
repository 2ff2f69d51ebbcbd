package inspect

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// parallelWaits lists what a Parallel set has under way. Creating and removing
// Pods waits for nobody, unless a creation fails; a rolling update waits for the
// Pods it has replaced and, where maxUnavailable is in force, for every
// unavailable Pod.
func (v *view) parallelWaits() []v1alpha1.Wait {
	var out []v1alpha1.Wait
	gate := -1 // Index of the first wait that holds the update up.
	next, spent := v.nextTarget(), v.unavailable() >= v.maxUnavailable()
	for i := len(v.replicas) - 1; i >= 0; i-- {
		r := v.replicas[i]
		w := v.replicaWait(r)
		if w == nil {
			continue
		}
		if w.Reason == v1alpha1.WaitStranger || w.Reason == v1alpha1.WaitCreation && w.Failing {
			// A failed creation ends the sync before anything is removed or replaced.
			w.Behind = v.notYetDone(r.ordinal)
			v.updateHeldUp = true
		}
		out = append(out, *w)
		if gate < 0 && next != nil && v.gates(r, next, spent) {
			gate = len(out) - 1
		}
	}
	for _, r := range v.condemned {
		if statefulset.IsTerminating(r.pod) {
			out = append(out, *v.terminationWait(r))
		}
	}
	if gate >= 0 {
		v.updateHeldUp = true
		out[gate].Behind = slices.DeleteFunc(v.outdated(), func(o int32) bool { return o == *out[gate].Ordinal })
	}
	sortWaits(out)
	return out
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

// nextTarget is the Pod that a rolling update replaces next: the highest
// outdated one that is not terminating already.
func (v *view) nextTarget() *row {
	if !v.rolls() {
		return nil
	}
	for i := len(v.replicas) - 1; i >= 0; i-- {
		r := v.replicas[i]
		if v.heldByPartition(r.ordinal) {
			return nil
		}
		if r.pod != nil && !v.isUpdated(r) && !statefulset.IsTerminating(r.pod) {
			return r
		}
	}
	return nil
}

// gates reports whether the update of next waits for r to become available;
// spent is true when as many Pods are unavailable as may be.
func (v *view) gates(r, next *row, spent bool) bool {
	if !v.rules.maxUnavailable {
		// From the highest ordinal down: those above the target must be available,
		// those below do not matter yet.
		return r.ordinal > next.ordinal
	}
	// The budget counts every unavailable Pod, but with two phases a broken
	// outdated Pod is replaced at once.
	if !spent {
		return false
	}
	outdated := r.pod != nil && !v.isUpdated(r) && !statefulset.IsTerminating(r.pod) && !v.heldByPartition(r.ordinal)
	return !(v.rules.twoPhase && outdated)
}

// unavailable counts the replicas that a rolling update's budget counts.
func (v *view) unavailable() int {
	n := 0
	for _, r := range v.replicas {
		if r.pod == nil || statefulset.IsUnavailable(r.pod, v.set.Spec.MinReadySeconds, v.now) {
			n++
		}
	}
	return n
}

// maxUnavailable is the budget in Pods: percentages are rounded down, and at
// least one Pod may be unavailable (getStatefulSetMaxUnavailable).
func (v *view) maxUnavailable() int {
	ru := v.set.Spec.UpdateStrategy.RollingUpdate
	if ru == nil || ru.MaxUnavailable == nil {
		return 1
	}
	n, err := intstr.GetScaledValueFromIntOrPercent(ru.MaxUnavailable, int(statefulset.Replicas(v.set)), false)
	if err != nil {
		return 1
	}
	return max(n, 1)
}

// recreateWaits: a Recreate set deletes all its old Pods at once and creates
// new ones only when the last of them is gone (recreateDeleteAndWait).
func (v *view) recreateWaits() []v1alpha1.Wait {
	var out []v1alpha1.Wait
	for _, r := range slices.Concat(v.replicas, v.condemned) {
		if r.pod == nil || v.isUpdated(r) {
			continue
		}
		if statefulset.IsTerminating(r.pod) {
			w := v.terminationWait(r)
			w.Behind = v.missing()
			out = append(out, *w)
		} else {
			w := v.wait(v1alpha1.WaitController, r, "runs an old revision; the controller is about to delete it")
			// Neither its age nor its health matters any more.
			w.Since, w.Failing = nil, false
			out = append(out, *w)
		}
	}
	sortWaits(out)
	return out
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
