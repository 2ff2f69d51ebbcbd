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
	if left := x.withoutReplaced(a.at, state); len(left) < len(state.Pods) {
		other := *state
		other.Pods = left
		later := replay.Next(other, x.Rules)
		later.Actions = slices.Concat(only(sync.Actions, adoption, true), only(later.Actions, adoption, false))
		syncs = append(syncs, later)
	}
	// It lists the revisions to adopt them, then the Pods, and after it has adopted these the revisions once more
	// (StatefulSetController.sync, UpdateStatefulSet).
	if x.writes[a.at].Verb == replay.AdoptRevision {
		last := x.exact(x.after(a.at, replay.AdoptRevision), a.cut)
		for later := a.cut; later[Pods] <= last[Pods]; later[Pods]++ {
			syncs = append(syncs, x.relisted(a, later, now, sync, replay.AdoptRevision)...)
		}
	} else if adoption(x.writes[a.at].Verb) {
		syncs = append(syncs, x.relisted(a, a.cut, now, sync, replay.AdoptRevision, replay.AdoptPod, replay.ReleasePod)...)
	}
	x.syncs[a] = syncs
	return syncs
}

// relisted are what a sync becomes when the caches have heard more by the time it is through with the first verbs.
func (x *Explainer) relisted(a attempt, cut Cut, now time.Time, sync replay.Sync, done ...replay.Verb) (syncs []replay.Sync) {
	is := func(v replay.Verb) bool { return slices.Contains(done, v) }
	last := x.exact(x.after(a.at, replay.AdoptRevision, replay.AdoptPod, replay.ReleasePod), cut)
	for ; cut[Revisions] <= last[Revisions]; cut[Revisions]++ {
		if cut == a.cut {
			continue
		}
		later := replay.Next(*x.History.worldBefore(x.Set, cut, now, x.ownClaims(a.at)), x.Rules)
		later.Actions = slices.Concat(only(sync.Actions, is, true), only(later.Actions, is, false))
		syncs = append(syncs, later)
	}
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

// adoption reports whether a sync begins with such writes.
func adoption(v replay.Verb) bool {
	return v == replay.AdoptRevision || v == replay.AdoptPod || v == replay.ReleasePod
}

// only are the actions for whose verb is is as wanted.
func only(actions []replay.Action, is func(replay.Verb) bool, wanted bool) []replay.Action {
	return slices.DeleteFunc(slices.Clone(actions), func(a replay.Action) bool { return is(a.Verb) != wanted })
}

// after is the first write from at on that does none of this, or the last one.
func (x *Explainer) after(at int, done ...replay.Verb) int {
	for i, w := range x.writes[at:] {
		if !slices.Contains(done, w.Verb) {
			return at + i
		}
	}
	return len(x.writes) - 1
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
	last := x.writes[x.after(at, replay.AdoptRevision, replay.AdoptPod, replay.ReleasePod)].At
	for _, pod := range state.Pods {
		edge := statefulset.AvailableAt(pod, state.Set.Spec.MinReadySeconds)
		if edge != nil && !edge.After(last) && edge.After(first.Add(-MaxLag)) {
			out = append(out, edge.Add(-time.Nanosecond), edge.Time)
		}
	}
	return out
}
