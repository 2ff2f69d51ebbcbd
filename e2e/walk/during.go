package walk

import (
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// What may change while a sync is under way. Replay takes the world to stand still for so long; here a sync of many
// writes takes a second on a machine with more to do than cores.

// foresee is the sync over a world, and what it may become while it is under way.
func (x *Explainer) foresee(a attempt) []replay.Sync {
	if syncs, known := x.syncs[a]; known {
		return syncs
	}
	now := time.Unix(0, a.now)
	state := x.History.worldBefore(x.Set, a.cut, now, x.ownClaims(a.at))
	if state == nil {
		x.syncs[a] = nil
		return nil
	}
	sync := replay.Next(*state, x.Rules)
	syncs := []replay.Sync{sync}
	become := func(state replay.State) {
		other := replay.Next(state, x.Rules)
		other.Actions = slices.Concat(ownership(sync.Actions, true), ownership(other.Actions, false))
		syncs = append(syncs, other)
	}
	if left := x.withoutReplaced(a.at, state); len(left) < len(state.Pods) {
		other := *state
		other.Pods = left
		become(other)
	}
	// It lists the revisions once to adopt them, and again after it has adopted the Pods (adoptOrphanRevisions,
	// UpdateStatefulSet).
	if len(ownership(sync.Actions, true)) > 0 {
		later := a.cut
		for later[Revisions]++; later[Revisions] <= x.revisionsHeard(a.at); later[Revisions]++ {
			become(*x.History.worldBefore(x.Set, later, now, x.ownClaims(a.at)))
		}
	}
	x.syncs[a] = syncs
	return syncs
}

// withoutReplaced are the Pods of a state without those that are not the set's, and were gone when the sync came to
// create their namesakes.
func (x *Explainer) withoutReplaced(at int, state *replay.State) []*corev1.Pod {
	created := map[string]bool{}
	for _, w := range x.writes[at:] {
		if w.Verb == WriteStatus {
			break
		}
		created[w.Name] = created[w.Name] || w.Verb == replay.CreatePod && !w.Refused()
	}
	return slices.DeleteFunc(slices.Clone(state.Pods), func(p *corev1.Pod) bool {
		released := !statefulset.IsControlledBy(p, state.Set) || !statefulset.Selector(state.Set).Matches(labels.Set(p.Labels))
		return created[p.Name] && released
	})
}

// ownership are the actions by which a sync begins, adoptions and releases, or those that are none.
func ownership(actions []replay.Action, are bool) []replay.Action {
	return slices.DeleteFunc(slices.Clone(actions), func(a replay.Action) bool { return (a.Reason == replay.ReasonOwnership) != are })
}

// afterOwnership is the first write from at on that is no adoption and no release, or the last one.
func (x *Explainer) afterOwnership(at int) int {
	for i, w := range x.writes[at:] {
		if w.Verb != replay.AdoptPod && w.Verb != replay.ReleasePod && w.Verb != replay.AdoptRevision {
			return at + i
		}
	}
	return len(x.writes) - 1
}

// revisionsHeard is how many events of revisions the cache may have heard of when the sync lists them again.
func (x *Explainer) revisionsHeard(at int) int {
	return x.exact(x.afterOwnership(at), Cut{})[Revisions]
}

// instants are when the sync may have looked at the clock: when the API server got its first write, or any time after
// that until it was done with adoptions. What matters is which Pods had become available; that of a moment before
// counts as well.
func (x *Explainer) instants(cut Cut, at int) []time.Time {
	first := x.writes[at].At
	out := []time.Time{first}
	state := x.History.World(x.Set, cut, first)
	if state == nil || state.Set.Spec.MinReadySeconds == 0 {
		return out
	}
	last := x.writes[x.afterOwnership(at)].At
	for _, pod := range state.Pods {
		edge := statefulset.AvailableAt(pod, state.Set.Spec.MinReadySeconds)
		if edge != nil && !edge.After(last) && edge.After(first.Add(-MaxLag)) {
			out = append(out, edge.Add(-time.Nanosecond), edge.Time)
		}
	}
	return out
}
