package explain

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
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
	if o.advised() {
		o.sayAdvice(p)
	}
	o.alternatives(p)
}

// advised: what the report advises is about this ordinal, the first that is waited for or held.
func (o *ordinal) advised() bool {
	switch r := &o.report.Rollout; {
	case r.State == v1alpha1.StateHeld:
		return len(r.Held) > 0 && r.Held[0] == o.Ordinal.Ordinal
	case len(r.WaitsFor) > 0:
		return r.WaitsFor[0].Object.Kind == "Pod" && r.WaitsFor[0].Object.Name == o.PodName
	}
	return false
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

// ends is about a Pod that is on its way out.
func (o *ordinal) ends(p *paragraph) {
	w := o.notYet()
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
