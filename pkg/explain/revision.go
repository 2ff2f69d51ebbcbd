package explain

import (
	"cmp"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// revision says which revision the Pod runs, how it differs from the other, and
// why it is this one.
func (o *ordinal) revision() {
	p := o.paragraph(v1alpha1.TopicRevision, "Which revision %s runs, and why", o.PodName)
	if !o.own() && o.State != v1alpha1.OrdinalOrphan {
		// Who stands there is not the set's, or nobody does.
		o.expected(p)
		return
	}
	o.runs(p)
	have, goal := statefulset.Revision(o.pod), o.goal()
	switch {
	case have == "" || goal == "":
	case have != goal:
		o.difference(p, have, goal)
	case o.currentRevision() != goal && o.currentRevision() != "":
		o.difference(p, o.currentRevision(), goal)
	}
	if o.State == v1alpha1.OrdinalPresent {
		o.whyThisOne(p)
	}
}

// goal is the revision of the newest template.
func (e *explainer) goal() string {
	if e.controller == nil {
		return e.set.Status.UpdateRevision
	}
	return e.controller.Goal()
}

// currentRevision is the one that Pods below the partition get: the update
// revision, where the status names none, or one that does not exist.
func (e *explainer) currentRevision() string {
	if e.controller != nil {
		if name := e.controller.Sync().CurrentRevision; name != "" {
			return name
		}
	}
	return cmp.Or(e.set.Status.CurrentRevision, e.goal())
}

// unseen: the controller has not looked at the newest template yet, so that the
// set's status speaks of an older one.
func (e *explainer) unseen() bool {
	return e.set.Status.ObservedGeneration < e.set.Generation || e.set.Status.UpdateRevision == ""
}

// notSeen warns of a status that is older than the spec.
func (e *explainer) notSeen(p *paragraph) {
	why := because(field("metadata.generation", e.set.Generation), field("status.observedGeneration", e.set.Status.ObservedGeneration))
	switch {
	case !e.unseen():
	case e.set.Status.ObservedGeneration == 0:
		p.say(why, "The controller has not acted on %s yet.", e.set.Name)
	default:
		p.say(why, "The controller has not acted on generation %d of %s yet, only on %d.", e.set.Generation, e.set.Name, e.set.Status.ObservedGeneration)
	}
}

// runs says which revision the Pod has, and what that is to the set.
func (o *ordinal) runs(p *paragraph) {
	have, current, goal := statefulset.Revision(o.pod), o.currentRevision(), o.goal()
	why := because(o.revisionLabel(), o.current(), o.update())
	name := o.short(have)
	switch {
	case have == "":
		p.say(why, "%s has no label controller-revision-hash, so the controller takes it for outdated.", o.PodName)
	case goal == "":
		p.say(why, "%s runs revision %s; the status of %s names no update revision.", o.PodName, name, o.set.Name)
	case have == goal && have == current:
		p.say(why, "%s runs revision %s, which is both the current and the update revision of %s.", o.PodName, name, o.set.Name)
	case have == goal:
		p.say(why, "%s runs the update revision %s, which is the template as it is now; the current revision is %s.",
			o.PodName, name, o.short(current))
	case have == current:
		p.say(why, "%s runs the current revision %s; the template has moved on to the update revision %s.", o.PodName, name, o.short(goal))
	case current == goal:
		p.say(why, "%s runs revision %s, while %s is both the current and the update revision of %s.", o.PodName, name, o.short(goal), o.set.Name)
	default:
		p.say(why, "%s runs revision %s, which is neither the current revision %s nor the update revision %s.",
			o.PodName, name, o.short(current), o.short(goal))
	}
	o.notSeen(p)
	if id := o.Identity; id != nil && id.RevisionLabel.Verdict == v1alpha1.VerdictWrong && have != "" {
		p.say(because(o.revisionLabel()), "There is no ControllerRevision %s.", have)
	}
}

// whyThisOne says whether partition or strategy holds the Pod, or the update reaches it.
func (o *ordinal) whyThisOne(p *paragraph) {
	outdated := statefulset.Revision(o.pod) != o.goal()
	partition := statefulset.Partition(o.set)
	held := because(o.partition(), o.start(), rule(replay.RulePartition))
	switch strategy := statefulset.Strategy(o.set); {
	case o.set.DeletionTimestamp != nil:
		p.say(because(field("metadata.deletionTimestamp", rfc3339(*o.set.DeletionTimestamp)), rule(replay.RuleDeletedSet)),
			"%s is being deleted, so %s is not replaced any more.", o.set.Name, o.PodName)
	case strategy == appsv1.OnDeleteStatefulSetStrategyType && outdated:
		p.say(because(o.strategy(), rule(replay.RuleOnDelete)),
			"The strategy OnDelete holds it: the controller does not replace %s until somebody deletes it.", o.PodName)
	case strategy == appsv1.RecreateStatefulSetStrategyType && outdated:
		p.say(because(o.strategy(), rule(replay.RuleRecreateDelete)),
			"The strategy Recreate does not hold it: %s is deleted together with every other Pod of %s that is not on %s.",
			o.PodName, o.set.Name, o.short(o.goal()))
	case strategy != appsv1.RollingUpdateStatefulSetStrategyType:
	case o.HeldByPartition && outdated:
		p.say(held, "The partition holds it: %s, so a rolling update passes %s by until the partition is %s.",
			o.placed(), o.PodName, atMost(o.index()))
	case o.HeldByPartition:
		p.say(held, "A change of the template would not reach it: %s.", o.placed())
	case outdated && o.terminating() && !o.HeldByPartition:
		// On its way out: what comes next says it.
	case outdated && o.trapped():
		why, _ := o.whyWait(o.PodName)
		p.say(append(held, why...), "No partition holds it, yet the rolling update never comes to %s: the controller first waits for it to be ready.", o.PodName)
	case outdated && partition > 0:
		p.say(held, "The partition does not hold it: %s; the rolling update has not come to %s yet.", o.placed(), o.PodName)
	case outdated:
		p.say(held, "No partition holds it: the rolling update goes from ordinal %d down to %d, and has not come to %s yet.",
			statefulset.EndOrdinal(o.set), statefulset.StartOrdinal(o.set), o.PodName)
	case partition > 0:
		p.say(held, "The rolling update reaches it: %s.", o.placed())
	case o.currentRevision() != o.goal():
		p.say(held, "The rolling update goes from ordinal %d down to %d, and %s has the new revision already.",
			statefulset.EndOrdinal(o.set), statefulset.StartOrdinal(o.set), o.PodName)
	}
}

// trapped: it is this Pod that the controller waits for and would have to replace.
func (o *ordinal) trapped() bool {
	r := &o.report.Rollout
	return r.State == v1alpha1.StateTrapped && len(r.WaitsFor) > 0 && r.WaitsFor[0].Object.Name == o.PodName
}

func atMost(index int32) string {
	if index == 0 {
		return "0"
	}
	return fmt.Sprintf("%d or less", index)
}

// difference says in words how a revision differs from another.
func (e *explainer) difference(p *paragraph, from, to string) {
	why := because(e.ofRevision(from), e.ofRevision(to))
	a, b := e.short(from), e.short(to)
	switch d := e.compare(from, to); {
	case d.unknown != "":
		p.say(append(why, e.current(), e.update()), "How %s and %s differ is not known: %s.", a, b, d.unknown)
	case d.restart:
		p.say(why, "From %s to %s nothing changes but a restart that was asked for.", a, b)
	case len(d.words) == 0:
		p.say(why, "From %s to %s nothing changes that a container would notice.", a, b)
	default:
		p.say(why, "From %s to %s: %s.", a, b, list(d.words))
	}
}

// ordinals names some, highest first, as the report does.
func ordinals(n []int32) string { return inspect.OrdinalWords(n) }

// outdated are the ordinals that the controller itself is still to replace, highest first.
func (e *explainer) outdated() []int32 {
	if e.report.Rollout.Progress == nil {
		return nil
	}
	return e.report.Rollout.Progress.ToDo
}
