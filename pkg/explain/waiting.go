package explain

import (
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

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
		p.say(why, "The controller goes no further than %s until it is ready, and so never comes to replace it, which alone would help: %s.",
			o.PodName, words)
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
