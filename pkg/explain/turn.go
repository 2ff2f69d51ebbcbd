package explain

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// noStep is for ordinals whose turn it is not.
func (o *ordinal) noStep(p *paragraph) {
	outdated := o.inRange() && slices.Contains(o.outdated(), o.Ordinal.Ordinal)
	switch before := o.before(); {
	case !o.inRange() && !o.own():
		o.nobodysTurn(p)
	case o.State == v1alpha1.OrdinalOutOfRange && len(before) > 0:
		p.say(because(o.policy(), rule(replay.RuleCondemned)), "The controller is going to delete %s after %s.", o.PodName, ordinals(before))
	case o.own() && outdated && len(before) > 0:
		p.say(because(o.strategy(), rule(replay.RuleUpdate)), "The rolling update comes to %s after %s.", o.PodName, ordinals(before))
	case o.State == v1alpha1.OrdinalMissing && len(before) > 0:
		p.say(because(o.policy(), rule(replay.RuleCreate)), "The controller is going to create %s after %s.", o.PodName, ordinals(before))
	case o.own() && (outdated || o.State == v1alpha1.OrdinalOutOfRange):
		o.firstOfAll(p)
	case o.own() && o.inRange() && statefulset.Revision(o.pod) != o.goal():
		o.heldStep(p)
	default:
		o.asItIs(p)
	}
}

// firstOfAll: it is this Pod's turn, and yet the next sync does not come to it.
func (o *ordinal) firstOfAll(p *paragraph) {
	sync := o.controller.Sync()
	if f := sync.Failure; f != nil {
		p.say(because(rule(f.Rule)), "The controller has %s to do, but its sync fails: %s.", o.PodName, f.Message)
		return
	}
	for _, w := range sync.Waits {
		if w.Stops && w.Pod != o.PodName {
			p.say(because(o.policy(), rule(w.Rule)), "The controller has %s to do, but not before %s is %s.", o.PodName, w.Pod, conditionWords(w.Condition))
			return
		}
	}
	p.say(because(o.policy()), "The controller has %s to do, but not in its next sync.", o.PodName)
}

// before are the ordinals whose turn comes before this one's, highest first: a
// set removes and replaces from the top, and creates from the bottom.
func (o *ordinal) before() []int32 {
	n := o.Ordinal.Ordinal
	var out []int32
	for i := range o.report.Ordinals {
		row := &o.report.Ordinals[i]
		switch o.State {
		case v1alpha1.OrdinalOutOfRange:
			if row.State == o.State && row.Ordinal > n {
				out = append(out, row.Ordinal)
			}
		case v1alpha1.OrdinalMissing:
			if row.Ordinal < n && statefulset.InRange(o.set, row.Ordinal) && (row.Pod == nil || !row.Pod.Available) {
				out = append(out, row.Ordinal)
			}
		case v1alpha1.OrdinalPresent:
			if row.Ordinal > n && slices.Contains(o.outdated(), row.Ordinal) {
				out = append(out, row.Ordinal)
			}
		}
	}
	return out
}

// asItIs: nothing to do, or nothing that the controller can do.
func (o *ordinal) asItIs(p *paragraph) {
	if w := o.notYet(); w != nil || !o.own() {
		words := o.PodName + " is not the set's"
		if w != nil {
			words = o.controller.Words(w)
		}
		p.say(because(o.policy()), "Nothing for now: %s.", words)
		return
	}
	p.say(because(o.revisionLabel(), o.update(), o.ofPod(o.pod, "status.conditions[Ready]", readyStatus(o.pod))),
		"Nothing: %s is wanted, available and on revision %s, as it should be.", o.PodName, o.short(statefulset.Revision(o.pod)))
}

func (o *ordinal) heldStep(p *paragraph) {
	if statefulset.Strategy(o.set) == appsv1.OnDeleteStatefulSetStrategyType {
		p.say(because(o.strategy(), rule(replay.RuleOnDelete)), "Nothing by itself: %s stays %s until somebody deletes it.", o.PodName, o.stands())
		return
	}
	p.say(because(o.partition(), rule(replay.RulePartition)), "Nothing by itself: %s stays %s until somebody lowers the partition from %d to %s.",
		o.PodName, o.stands(), statefulset.Partition(o.set), atMost(o.index()))
}

// stands is "on 7d9f", where the Pod says so.
func (o *ordinal) stands() string {
	if have := statefulset.Revision(o.pod); have != "" {
		return "on " + o.short(have)
	}
	return "as it is"
}

// nobodysTurn: outside the range and no Pod of the set.
func (o *ordinal) nobodysTurn(p *paragraph) {
	start, n := statefulset.StartOrdinal(o.set), o.Ordinal.Ordinal
	why := because(o.replicas(), o.start(), sourceRange.ground())
	if n < start {
		p.say(why, "Nothing, unless ordinals.start, %d now, becomes %s: then %s is created.", start, atMost(n), o.PodName)
		return
	}
	p.say(why, "Nothing, unless replicas, %d now, become %d or more: then %s is created.", statefulset.Replicas(o.set), int64(n)-int64(start)+1, o.PodName)
}
