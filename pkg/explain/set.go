package explain

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// whole explains the set.
func (e *explainer) whole() {
	e.state()
	e.story()
	e.ways()
	e.situations()
	e.nextOfSet()
	e.dataOfSet()
	e.names()
}

// state is where the set stands, in the report's words.
func (e *explainer) state() {
	p := e.paragraph(v1alpha1.TopicState, "Where %s stands", e.set.Name)
	p.say(because(e.replicas(), e.start(), sourceRange.ground()), "%s %s.", e.setName(), e.rangeWords())
	r := &e.report.Rollout
	why := because(field("metadata.generation", e.set.Generation), field("status.observedGeneration", e.set.Status.ObservedGeneration),
		e.current(), e.update(), field("status.availableReplicas", e.set.Status.AvailableReplicas))
	if len(e.report.Summary) == 0 {
		return
	}
	sentence := strings.TrimSuffix(e.report.Summary[0], ".")
	if r.State == v1alpha1.StateUnknown {
		p.say(why, "The state of %s is %s.", e.set.Name, sentence)
		return
	}
	p.say(why, "%s is %s.", e.set.Name, sentence)
	if r.State == v1alpha1.StateUnobserved || r.State == v1alpha1.StateHeld || e.controller == nil || len(r.WaitsFor) == 0 {
		return
	}
	w := &r.WaitsFor[0]
	grounds, _ := e.whyWait(w.Object.Name)
	p.say(grounds, "It waits: %s.", e.controller.Words(w))
}

// story is what the newest template brings, from which revision, by whom and when.
func (e *explainer) story() {
	p := e.paragraph(v1alpha1.TopicRevision, "Which revisions %s has", e.set.Name)
	current, goal := e.currentRevision(), e.goal()
	why := because(e.current(), e.update(), e.ofRevision(current), e.ofRevision(goal))
	switch {
	case goal == "":
		p.say(why, "The controller has not given %s a revision yet.", e.set.Name)
		return
	case e.set.Status.UpdateRevision == "":
		p.say(why, "%s has no revision yet; the controller is going to make %s of its template.", e.set.Name, e.short(goal))
	case current == goal || current == "":
		p.say(why, "%s has one revision to run, %s: it is current and update revision.", e.set.Name, e.short(goal))
	default:
		p.say(why, "%s has two revisions to run: the current one, %s, and the update revision %s, which is the template as it is now.",
			e.set.Name, e.short(current), e.short(goal))
	}
	e.notSeen(p)
	e.changed(p)
}

// changed tells of the newest change of the template, also one that is through.
func (e *explainer) changed(p *paragraph) {
	c := e.report.Rollout.Change
	if c == nil || c.From == nil {
		if c == nil && e.currentRevision() != e.goal() && e.currentRevision() != "" {
			e.difference(p, e.currentRevision(), e.goal())
		}
		return
	}
	e.difference(p, c.From.Name, c.To.Name)
	why := because(of("ControllerRevision", e.set.Namespace, c.To.Name, field("revision", c.To.Number)))
	what := "The change"
	if c.Restart {
		what = "The restart"
	}
	switch {
	case c.By != "" && c.At != nil:
		p.say(append(why, field("metadata.managedFields[*].manager", c.By)), "%s to %s was written by %s, %s ago.", what, e.short(c.To.Name), c.By, e.ago(*c.At))
	case c.By != "":
		p.say(append(why, field("metadata.managedFields[*].manager", c.By)), "%s to %s was written by %s.", what, e.short(c.To.Name), c.By)
	case c.At != nil:
		p.say(why, "%s to %s is %s old.", what, e.short(c.To.Name), e.ago(*c.At))
	}
}

// ways are how the set replaces, creates and removes its Pods.
func (e *explainer) ways() {
	if e.set.DeletionTimestamp != nil {
		return // It does none of it any more.
	}
	p := e.paragraph(v1alpha1.TopicStrategy, "How %s replaces, creates and removes its Pods", e.set.Name)
	e.updates(p)
	start, end := statefulset.StartOrdinal(e.set), statefulset.EndOrdinal(e.set)
	why := because(e.policy(), rule(replay.RuleCreate), rule(replay.RuleCondemned))
	switch {
	case start >= end:
		// With one Pod or none there is no order.
	case statefulset.OrderedReady(e.set):
		p.say(why, "By the policy OrderedReady, Pods are created from %s up and removed from %s down, each after the one before it: a Pod that is not available keeps all of that waiting.",
			statefulset.PodName(e.set, start), statefulset.PodName(e.set, end))
	default:
		p.say(why, "By the policy Parallel, %s to %s are created and removed without waiting for each other.",
			statefulset.PodName(e.set, start), statefulset.PodName(e.set, end))
	}
	if n := e.set.Spec.MinReadySeconds; n > 0 {
		p.say(because(field("spec.minReadySeconds", n)), "A Pod of %s counts as available once it has been ready for %s.", e.set.Name, seconds(int64(n)))
	}
}

func (e *explainer) updates(p *paragraph) {
	goal := e.short(e.goal())
	first, start, end := statefulset.FirstUpdatedOrdinal(e.set), statefulset.StartOrdinal(e.set), statefulset.EndOrdinal(e.set)
	partition := statefulset.Partition(e.set)
	why := because(e.strategy(), e.partition(), e.start())
	switch {
	case end < start:
	case statefulset.Strategy(e.set) == appsv1.OnDeleteStatefulSetStrategyType:
		p.say(append(why, rule(replay.RuleOnDelete)), "The strategy is OnDelete: the controller replaces no Pod of %s for being outdated, and one that somebody deletes comes back on %s.", e.set.Name, goal)
	case statefulset.Strategy(e.set) == appsv1.RecreateStatefulSetStrategyType:
		p.say(append(why, rule(replay.RuleRecreateDelete)), "The strategy is Recreate: all Pods of %s that are not on %s are deleted together, and none is created before the last of them is gone.", e.set.Name, goal)
	case first > end:
		p.say(append(why, rule(replay.RulePartition)), "The strategy is RollingUpdate, and partition %d covers all %d indexes: it replaces no Pod of %s.", partition, end-start+1, e.set.Name)
	case partition > 0:
		p.say(append(why, rule(replay.RulePartition), rule(replay.RuleUpdate)), "The strategy is RollingUpdate with partition %d: outdated Pods are replaced from ordinal %d down to %d (%d + %d)%s; those below stay.",
			partition, end, first, start, partition, e.pace())
	default:
		p.say(append(why, rule(replay.RuleUpdate)), "The strategy is RollingUpdate: outdated Pods are replaced from ordinal %d down to %d%s.", end, start, e.pace())
	}
}

// pace is how many Pods a rolling update takes at once, by the rules in force.
func (e *explainer) pace() string {
	asked := e.report.Spec.MaxUnavailable
	if e.controller == nil {
		return ""
	}
	rules := e.controller.Rules()[0]
	pace := ", one at a time"
	switch {
	case asked == "" || asked == "1":
	case !rules.MaxUnavailable:
		pace += fmt.Sprintf(" (maxUnavailable %s has no effect in %s)", asked, rules.Version)
	default:
		pace = fmt.Sprintf(", while no more than %s are unavailable", asked)
	}
	if rules.MaxUnavailable && rules.TwoPhaseDeletion && !statefulset.OrderedReady(e.set) {
		pace += ", but those that are not available without waiting"
	}
	return pace
}
