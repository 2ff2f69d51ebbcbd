package explain

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// comesBack says on which revision, or why not.
func (o *ordinal) comesBack(p *paragraph) bool {
	subject := "Deleted, " + o.PodName
	if o.terminating() {
		subject = "Once gone, " + o.PodName
	}
	rules := o.controller.Rules()
	switch successor := o.controller.Successor(o.pod, rules[0]); {
	case o.set.DeletionTimestamp != nil:
		p.say(because(field("metadata.deletionTimestamp", rfc3339(*o.set.DeletionTimestamp)), rule(replay.RuleDeletedSet)),
			"%s does not come back: %s is being deleted.", subject, o.set.Name)
		return false
	case !o.inRange():
		p.say(because(o.replicas(), o.start(), sourceRange.ground()), "%s does not come back: ordinal %d is outside the range, %s %s.",
			subject, o.Ordinal.Ordinal, o.set.Name, o.rangeWords())
		return false
	case successor.Name == "":
		o.comesLater(p, subject)
		return true
	default:
		p.say(append(o.whyRevision(), rule(successor.Rule)), "%s comes back on %s%s%s.",
			subject, o.called(successor.Revision), o.comparedWith(successor.Revision), o.chosenBy(successor.Revision))
		o.otherwise(p, rules[1:], successor.Revision)
		return true
	}
}

// comparedWith says how the revision of a new Pod stands to the one that the Pod has.
func (o *ordinal) comparedWith(revision string) string {
	switch have := statefulset.Revision(o.pod); {
	case !o.own() || have == "":
		return ""
	case have == revision:
		return ", as now"
	default:
		return ", not on " + o.short(have) + " as now"
	}
}

// otherwise: by other rules that may be in force it comes back on another revision.
func (o *ordinal) otherwise(p *paragraph, others []replay.Rules, revision string) {
	by := map[string][]string{}
	for _, rules := range others {
		if a := o.controller.Successor(o.pod, rules); a.Revision != revision {
			by[a.Revision] = append(by[a.Revision], rules.Version)
		}
	}
	for _, other := range sorted(by) {
		if other == "" {
			p.say(because(rule(replay.RuleRevisionOfNewPod)), "By the rules of %s the controller would not create %s at once.", list(by[other]), o.PodName)
			continue
		}
		p.say(because(rule(replay.RuleRevisionOfNewPod)), "By the rules of %s %s would come back on revision %s.", list(by[other]), o.PodName, o.short(other))
	}
}

// comesLater: others come first, or the controller cannot create the Pod.
func (o *ordinal) comesLater(p *paragraph, subject string) {
	state := o.controller.Sees()
	state.Pods = slices.DeleteFunc(slices.Clone(state.Pods), func(pod *corev1.Pod) bool { return pod == o.pod })
	sync := replay.Next(state, o.controller.Rules()[0])
	if f := sync.Failure; f != nil {
		p.say(because(rule(f.Rule)), "%s cannot come back for now: %s.", subject, f.Message)
		return
	}
	on := ""
	if i := int(o.index()); i < len(sync.NewPodRevisions) {
		on = " on " + o.called(sync.NewPodRevisions[i])
	}
	var first []string
	var last replay.Wait
	for _, w := range sync.Waits {
		switch {
		case w.Claim != "" && w.Pod == o.PodName:
			p.say(because(o.whenScaled(), rule(w.Rule)), "%s comes back%s, but only after claim %s is gone, which belongs to an earlier %s.", subject, on, w.Claim, o.PodName)
			return
		case w.Stops && (len(first) == 0 || w.Phase == replay.PhaseRecreate):
			// A Recreate set waits for all of them, any other for the first.
			first, last = append(first, w.Pod), w
		}
	}
	if len(first) == 0 {
		p.say(because(o.policy()), "%s does not come back in the controller's next sync.", subject)
		return
	}
	p.say(because(o.policy(), rule(last.Rule)), "%s comes back%s, but only after %s %s %s.",
		subject, on, list(first), verb(len(first), "is", "are"), conditionWords(last.Condition))
}

func conditionWords(c replay.Condition) string {
	switch c {
	case replay.WaitGone, replay.WaitEnded:
		return "gone"
	case replay.WaitClaim:
		return "rid of an old claim"
	case replay.WaitReady:
		return "ready"
	}
	return "available"
}

func sorted(m map[string][]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
