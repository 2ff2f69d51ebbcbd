package explain

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// next says what the controller does to the ordinal next, and after what.
func (o *ordinal) next() {
	p := o.paragraph(v1alpha1.TopicNext, "What the controller does to %s next", o.PodName)
	switch {
	case o.set.DeletionTimestamp != nil:
		o.lastOf(p)
		return
	case o.controller == nil:
		p.say(nil, "What the controller does to %s is not known, because Pods could not be read.", o.PodName)
		return
	}
	going := o.own() && o.inRange() && o.terminating()
	if going {
		o.ends(p)
	}
	said := o.steps(p)
	switch {
	case going && !said:
		o.replaced(p)
	case !going:
		if said = o.waitedFor(p, said) || said; !said {
			o.noStep(p)
		}
	}
	o.alternatives(p)
}

// lastOf: nothing but the garbage collector acts on a set that is being deleted.
func (e *explainer) lastOf(p *paragraph) {
	why := because(field("metadata.deletionTimestamp", rfc3339(*e.set.DeletionTimestamp)), rule(replay.RuleDeletedSet), sourceGarbage.ground())
	if e.orphans() {
		p.say(append(why, field("metadata.finalizers", list(e.set.Finalizers))),
			"%s is being deleted: its controller does nothing more, and the finalizer %s leaves its Pods behind, without an owner.",
			e.set.Name, metav1.FinalizerOrphanDependents)
		return
	}
	p.say(why, "%s is being deleted: its controller does nothing more, and the garbage collector deletes what it owns.", e.set.Name)
}

// steps says what the next writes are that concern the ordinal, as the report has
// them. It reports whether the Pod is among them, and not its claims alone.
func (o *ordinal) steps(p *paragraph) bool {
	mine := o.mine()
	o.sayStep(p, mine)
	return slices.ContainsFunc(mine, func(s v1alpha1.Step) bool { return s.Object.Kind == "Pod" })
}

// mine are the next steps that concern the ordinal.
func (o *ordinal) mine() []v1alpha1.Step {
	var mine []v1alpha1.Step
	for _, step := range o.report.Rollout.Next {
		if o.concerns(&step) {
			mine = append(mine, step)
		}
	}
	return mine
}

func (o *ordinal) concerns(step *v1alpha1.Step) bool {
	switch step.Object.Kind {
	case "Pod":
		return step.Object.Name == o.PodName
	case "PersistentVolumeClaim":
		return step.Ordinal != nil && *step.Ordinal == o.Ordinal.Ordinal
	}
	return false
}

// waitedFor says that the controller waits for the Pod, or that the Pod waits
// behind another. told: what is going to be done has been said.
func (o *ordinal) waitedFor(p *paragraph, told bool) bool {
	for i := range o.report.Rollout.WaitsFor {
		w := &o.report.Rollout.WaitsFor[i]
		switch {
		case w.Reason == v1alpha1.WaitPerson:
		case told && (w.Reason == v1alpha1.WaitController || w.Reason == v1alpha1.WaitReplacement):
			// What is going to be done has been said.
		case w.Object.Name == o.PodName && w.Object.Kind == "Pod":
			o.holdsUp(p, w, told)
			return true
		case slices.Contains(w.Behind, o.Ordinal.Ordinal):
			o.behind(p, w, told)
			return true
		}
	}
	return false
}

// ends is about a Pod that is on its way out.
func (o *ordinal) ends(p *paragraph) {
	w := o.controller.NotYet(o.Ordinal)
	if w == nil {
		return
	}
	for i := range o.report.Rollout.WaitsFor {
		if seen := &o.report.Rollout.WaitsFor[i]; seen.Object.Name == o.PodName {
			w = seen // It knows what waits behind.
		}
	}
	why, _ := o.whyWait(o.PodName)
	p.say(append(why, o.ofPod(o.pod, "metadata.deletionTimestamp", rfc3339(*o.pod.DeletionTimestamp))), "It is on its way out: %s.", o.controller.Words(w))
}

// replaced is what takes the place of a Pod on its way out.
func (o *ordinal) replaced(p *paragraph) {
	if next := o.controller.Successor(o.pod, o.controller.Rules()[0]); next.Name != "" {
		p.say(append(o.whyRevision(), rule(next.Rule)), "Once it is gone, the controller is going to create %s on %s.", next.Name, o.called(next.Revision))
	}
}

// holdsUp: it is this Pod that is waited for.
func (o *ordinal) holdsUp(p *paragraph, w *v1alpha1.Wait, told bool) {
	why, stops := o.whyWait(w.Object.Name)
	words := o.controller.Words(w)
	switch {
	case told && w.Reason == v1alpha1.WaitCreation && !w.Failing:
		// That it does not exist, and is created next, has been said.
		if n := len(w.Behind); n > 0 {
			p.say(why, "%s %s behind it.", capital(ordinals(w.Behind)), verb(n, "waits", "wait"))
		}
	case o.trapped():
		p.say(why, "The controller waits for %s before it replaces anything, and would have to replace %s itself: it never does (%s).",
			o.PodName, o.PodName, words)
	case stops:
		p.say(why, "The controller waits for it: %s.", words)
	case !told:
		p.say(why, "The controller has done what it can: %s.", words)
	}
}

// behind: another comes first.
func (o *ordinal) behind(p *paragraph, w *v1alpha1.Wait, told bool) {
	why, _ := o.whyWait(w.Object.Name)
	w = &v1alpha1.Wait{Reason: w.Reason, Object: w.Object, Message: w.Message, Since: w.Since, Until: w.Until}
	if told {
		when := "What is left to do about " + o.PodName
		if o.mine()[0].After != "" {
			when = "Before that the controller"
		}
		p.say(why, "%s waits: %s.", when, o.controller.Words(w))
		return
	}
	p.say(why, "The controller comes to %s later, to %s; before that it waits: %s.", o.PodName, o.work(), o.controller.Words(w))
	if above := o.before(); len(above) > 0 {
		p.say(because(o.strategy(), o.policy()), "Before %s it is the turn of %s.", o.PodName, ordinals(above))
	}
}

// work is what is still to be done about the ordinal.
func (o *ordinal) work() string {
	switch {
	case o.State == v1alpha1.OrdinalOutOfRange:
		return "delete it: ordinal " + itoa(o.Ordinal.Ordinal) + " is outside the range"
	case o.own():
		return "replace it by one of revision " + o.short(o.goal())
	}
	return "create it on revision " + o.short(o.ExpectedRevision)
}

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
	case o.own() && o.inRange() && statefulset.Revision(o.pod) != o.goal() && !outdated:
		o.heldStep(p)
	default:
		o.asItIs(p)
	}
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
	if w := o.controller.NotYet(o.Ordinal); w != nil || !o.own() {
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
		p.say(because(o.strategy(), rule(replay.RuleOnDelete)), "Nothing by itself: it is a person's turn to delete %s.", o.PodName)
		return
	}
	p.say(because(o.partition(), rule(replay.RulePartition)), "Nothing by itself: it is a person's turn to lower the partition from %d to %s.",
		statefulset.Partition(o.set), atMost(o.index()))
}

// nobodysTurn: outside the range and no Pod of the set.
func (o *ordinal) nobodysTurn(p *paragraph) {
	start, n := statefulset.StartOrdinal(o.set), o.Ordinal.Ordinal
	why := because(o.replicas(), o.start(), sourceRange.ground())
	if n < start {
		p.say(why, "Nothing, unless ordinals.start, %d now, becomes %s: then %s is created.", start, atMost(n), o.PodName)
		return
	}
	p.say(why, "Nothing, unless replicas, %d now, become %d or more: then %s is created.", statefulset.Replicas(o.set), n-start+1, o.PodName)
}

// alternatives: other versions, as likely, would do something else to this Pod.
func (o *ordinal) alternatives(p *paragraph) {
	r := o.report.Rollout.Rules
	if r == nil {
		return
	}
	mine := slices.ContainsFunc(o.report.Rollout.Next, func(s v1alpha1.Step) bool { return s.After == "" && o.concerns(&s) })
	for _, a := range r.Alternatives {
		if mine || slices.ContainsFunc(a.Next, func(s v1alpha1.Step) bool { return o.concerns(&s) }) {
			p.say(because(v1alpha1.Ground{Says: "the server's version is not known"}), "By the rules of %s the next sync would: %s.", list(a.ServerVersions), a.Message)
		}
	}
}

// whyWait are the rules by which the controller waits for a Pod, and whether it goes no further.
func (e *explainer) whyWait(pod string) (why []v1alpha1.Ground, stops bool) {
	why = because(e.policy())
	sync := e.controller.Sync()
	for _, w := range sync.Waits {
		if w.Pod == pod {
			return append(why, rule(w.Rule)), w.Stops
		}
	}
	if f := sync.Failure; f != nil {
		return append(why, rule(f.Rule)), true
	}
	return why, false
}
