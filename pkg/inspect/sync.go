package inspect

import (
	"cmp"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// replaySync asks pkg/replay what the controller's next sync does and waits for.
// Where the server's version is not known there is more than one answer; the
// first of v.rules gives the one that the report speaks of.
func (v *view) replaySync() {
	v.rules, v.assumed = v.rulesInForce()
	v.seen = replay.FromSnapshot(v.snap, v.set, v.now)
	v.seen.RevisionsUnread = v.seen.RevisionsUnread || !v.knows(snapshot.ControllerRevisions)
	v.seen.ClaimsUnread = v.seen.ClaimsUnread || !v.knows(snapshot.PersistentVolumeClaims)
	v.sync = replay.Next(v.seen, v.rules[0])
	if v.observed() && v.sync.UpdateRevision != v.set.Status.UpdateRevision && !v.seen.RevisionsUnread {
		// The controller has seen this template and named its revision. Where we
		// arrive at another, what was read is not the whole: a redacted snapshot.
		v.seen.RevisionsUnread = true
		v.sync = replay.Next(v.seen, v.rules[0])
	}
}

// rulesInForce are the rules to answer by, the likeliest first, and what was assumed.
func (v *view) rulesInForce() ([]replay.Rules, string) {
	choice := v.opts.Rules
	if _, given := choice.Gates[replay.GateRecreate]; !given && v.observed() &&
		statefulset.Strategy(v.set) == appsv1.RecreateStatefulSetStrategyType {
		// With the gate off the controller would not have acted on such a set at all.
		choice.Gates = maps.Clone(choice.Gates)
		if choice.Gates == nil {
			choice.Gates = map[string]bool{}
		}
		choice.Gates[replay.GateRecreate] = true
	}
	rules, assumed, err := choice.Rules(v.snap.ServerVersion())
	if err != nil {
		// Gates that this server cannot have: its defaults are the better guess.
		gateless := replay.Choice{ServerVersion: choice.ServerVersion}
		rules, _, _ = gateless.Rules(v.snap.ServerVersion())
		assumed = err.Error() + "; the gates are taken at their defaults"
	}
	return rules, assumed
}

// observed: the controller has acted on the newest spec.
func (v *view) observed() bool {
	return v.set.Status.ObservedGeneration >= v.set.Generation && v.set.Status.UpdateRevision != ""
}

// alternatives are the rules under which the controller would do or wait for
// something else. One that would have named the newest template otherwise than
// the set's status does is not this set's.
func (v *view) alternatives() map[string]replay.Sync {
	out := map[string]replay.Sync{}
	for _, rules := range v.rules[1:] {
		other := replay.Next(v.seen, rules)
		if v.observed() && other.UpdateRevision != v.set.Status.UpdateRevision {
			continue
		}
		if !sameWork(v.sync, other) {
			out[rules.Version] = other
		}
	}
	return out
}

// sameWork: both syncs do the same and stop at the same Pods.
func sameWork(a, b replay.Sync) bool {
	if (a.Failure == nil) != (b.Failure == nil) {
		return false
	}
	actions := slices.EqualFunc(a.Actions, b.Actions, func(x, y replay.Action) bool {
		return x.Verb == y.Verb && x.Name == y.Name && cmp.Compare(x.Revision, y.Revision) == 0
	})
	return actions && slices.EqualFunc(stops(a), stops(b), func(x, y replay.Wait) bool { return x.Pod == y.Pod && x.Condition == y.Condition })
}

func stops(s replay.Sync) []replay.Wait {
	return slices.DeleteFunc(slices.Clone(s.Waits), func(w replay.Wait) bool { return !w.Stops })
}

// does reports whether the next sync does this to a Pod, and returns the action.
func (v *view) does(verb replay.Verb, pod string) *replay.Action {
	i := slices.IndexFunc(v.sync.Actions, func(a replay.Action) bool { return a.Verb == verb && (pod == "" || a.Name == pod) })
	if i < 0 {
		return nil
	}
	return &v.sync.Actions[i]
}

// heldUp is what keeps the next sync from going on with a rolling update, nil for
// nothing. Of several that use up maxUnavailable it is what fails, unless the
// others are enough once they have come up.
func (v *view) heldUp() *replay.Wait {
	if len(v.outdated()) == 0 {
		return nil
	}
	passes := v.goesOn()
	var first *replay.Wait
	for i := range v.sync.Waits {
		w := &v.sync.Waits[i]
		if !w.Stops || w.Phase != replay.PhaseUpdate {
			continue
		}
		r := v.rowAt(w.Ordinal)
		if failing := r != nil && r.pod != nil && r.info.Failing; failing != passes {
			return w
		}
		if first == nil {
			first = w
		}
	}
	return first
}
