package inspect

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// rollout says where the set stands and what its controller waits for.
func (v *view) rollout() v1alpha1.Rollout {
	st := &v.set.Status
	r := v1alpha1.Rollout{CurrentRevision: st.CurrentRevision, UpdateRevision: st.UpdateRevision}
	if v.rolls() {
		first := statefulset.FirstUpdatedOrdinal(v.set)
		r.FirstUpdatedOrdinal = &first
	}
	known := v.knows(snapshot.Pods)
	if known {
		for _, row := range v.replicas {
			if row.pod != nil && v.isUpdated(row) && !statefulset.IsTerminating(row.pod) {
				r.Updated++
			}
		}
	} else {
		r.Updated = st.UpdatedReplicas
	}
	switch {
	case v.set.DeletionTimestamp != nil:
		r.State = v1alpha1.StateDeleting
		r.WaitsFor = v.deletionWaits()
		return r
	case st.ObservedGeneration < v.set.Generation || st.UpdateRevision == "":
		// The revisions in the status are those of an older spec: nothing more can be said.
		r.State = v1alpha1.StateUnobserved
		r.WaitsFor = []v1alpha1.Wait{v.unobserved()}
		return r
	case !known:
		r.State = v1alpha1.StateUnknown
		return r
	}
	r.Held, r.HeldBy = v.held()
	r.WaitsFor = v.waits()
	r.State = v.state(&r)
	if r.State == v1alpha1.StateHeld {
		r.WaitsFor = append(r.WaitsFor, v.personWait(&r))
	}
	return r
}

// rolls reports whether the set's controller replaces outdated Pods one by one.
func (v *view) rolls() bool {
	return statefulset.Strategy(v.set) == appsv1.RollingUpdateStatefulSetStrategyType
}

func (v *view) isUpdated(r *row) bool {
	return r.pod != nil && statefulset.Revision(r.pod) == v.set.Status.UpdateRevision
}

// held are the ordinals kept on another revision than the update revision, and by what.
func (v *view) held() ([]int32, v1alpha1.HeldBy) {
	var out []int32
	for i := len(v.replicas) - 1; i >= 0; i-- {
		r := v.replicas[i]
		if r.pod == nil || v.isUpdated(r) || statefulset.IsTerminating(r.pod) {
			continue
		}
		if !v.rolls() || statefulset.HeldByPartition(v.set, r.ordinal) {
			out = append(out, r.ordinal)
		}
	}
	switch {
	case len(out) == 0:
		return nil, ""
	case statefulset.Strategy(v.set) == appsv1.OnDeleteStatefulSetStrategyType:
		return out, v1alpha1.HeldByOnDelete
	case v.rolls():
		return out, v1alpha1.HeldByPartition
	}
	// Recreate holds nothing: the controller deletes all old Pods itself.
	return nil, ""
}

// outdated are the ordinals that the controller itself still has to replace, highest first.
func (v *view) outdated() []int32 {
	if statefulset.Strategy(v.set) == appsv1.OnDeleteStatefulSetStrategyType {
		return nil
	}
	var out []int32
	for i := len(v.replicas) - 1; i >= 0; i-- {
		r := v.replicas[i]
		if r.pod != nil && !v.isUpdated(r) && !v.heldByPartition(r.ordinal) {
			out = append(out, r.ordinal)
		}
	}
	return out
}

// missing are the ordinals of the range without a Pod of the set, highest first.
func (v *view) missing() []int32 {
	var out []int32
	for i := len(v.replicas) - 1; i >= 0; i-- {
		if v.replicas[i].pod == nil {
			out = append(out, v.replicas[i].ordinal)
		}
	}
	return out
}

// hasWork reports whether the controller still has Pods to create, replace or remove.
func (v *view) hasWork() bool {
	return len(v.missing()) > 0 || len(v.outdated()) > 0 || len(v.condemned) > 0
}

// unfinished is hasWork, or a rollout still to be brought to its end.
func (v *view) unfinished() bool { return v.hasWork() || v.converging() }

// converging: Pods of the new revision exist, but the status has not called the
// rollout done yet; it does so once every Pod of the set is updated and ready
// (completeUpdate). A partition or OnDelete keeps it from that on purpose.
func (v *view) converging() bool {
	return v.rolls() && v.set.Status.CurrentRevision != v.set.Status.UpdateRevision && len(v.outdated()) == 0 &&
		statefulset.Partition(v.set) == 0
}

// state decides between the states that depend on what is waited for.
func (v *view) state(r *v1alpha1.Rollout) v1alpha1.RolloutState {
	var first *v1alpha1.Wait
	if len(r.WaitsFor) > 0 {
		first = &r.WaitsFor[0]
	}
	failing := first != nil && first.Failing && !v.passesBy()
	recreating := statefulset.Strategy(v.set) == appsv1.RecreateStatefulSetStrategyType &&
		v.set.Status.CurrentRevision != v.set.Status.UpdateRevision
	switch {
	case failing && v.trapped(first):
		return v1alpha1.StateTrapped
	case failing && (v.unfinished() || v.canaryFails(first, r)):
		return v1alpha1.StateBlocked
	case failing:
		return v1alpha1.StateDegraded
	case recreating && (first != nil || v.unfinished()):
		return v1alpha1.StateRecreating
	case first != nil || v.hasWork():
		return v1alpha1.StateProgressing
	case len(r.Held) > 0:
		return v1alpha1.StateHeld
	}
	return v1alpha1.StateComplete
}

// canaryFails: the controller has nothing left to do, but the rollout is not
// over, and it is a Pod of the new revision that fails. An OnDelete set whose
// Pods are all replaced may keep an old currentRevision for ever; that alone is no rollout.
func (v *view) canaryFails(w *v1alpha1.Wait, r *v1alpha1.Rollout) bool {
	if w.Ordinal == nil || r.CurrentRevision == r.UpdateRevision {
		return false
	}
	row := v.rowAt(*w.Ordinal)
	return row != nil && v.isUpdated(row) &&
		(len(r.Held) > 0 || statefulset.Strategy(v.set) != appsv1.OnDeleteStatefulSetStrategyType)
}

// passesBy reports whether the controller goes on with a rolling update whatever
// fails: a Parallel one does, unless that is what holds the update up.
func (v *view) passesBy() bool {
	return !statefulset.OrderedReady(v.set) && !v.refused && v.goesOn()
}

// trapped recognises the forced-rollback trap (kubernetes/kubernetes#67250): the
// sync stops at a Pod that is not ready before it ever comes to replacing
// outdated ones, and that Pod is itself outdated. So it is never replaced. With
// maxUnavailable as it was in 1.35.0–1.35.3 a Parallel set is trapped alike.
func (v *view) trapped(w *v1alpha1.Wait) bool {
	if w.Ordinal == nil || (w.Reason != v1alpha1.WaitReady && w.Reason != v1alpha1.WaitSchedule) || !v.rolls() {
		return false
	}
	r := v.rowAt(*w.Ordinal)
	if r == nil || r.pod == nil || v.isUpdated(r) || v.heldByPartition(*w.Ordinal) || statefulset.IsTerminating(r.pod) || nodeLost(r.pod) {
		return false
	}
	return slices.ContainsFunc(v.sync.Waits, func(s replay.Wait) bool {
		return s.Stops && s.Pod == r.pod.Name && (s.Phase == replay.PhaseReplicas || s.Rule == replay.RuleBudget)
	})
}

// rowAt is the row of an ordinal in the range, nil outside it.
func (v *view) rowAt(ordinal int32) *row {
	i := ordinal - statefulset.StartOrdinal(v.set)
	if i < 0 || int(i) >= len(v.replicas) {
		return nil
	}
	return v.replicas[i]
}

// rowNamed is the row of a Pod of the set.
func (v *view) rowNamed(pod string, ordinal int32) *row {
	for _, r := range v.rows {
		if r.ordinal == ordinal && v.podName(r) == pod {
			return r
		}
	}
	// A Pod that upstream finds by its ordinal alone: "web-01".
	return &row{ordinal: ordinal, state: v1alpha1.OrdinalMissing}
}
