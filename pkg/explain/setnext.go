package explain

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// nextOfSet says what the controller does next, and what it takes to be done.
func (e *explainer) nextOfSet() {
	p := e.paragraph(v1alpha1.TopicNext, "What comes next, and what it takes to be done")
	r := &e.report.Rollout
	switch {
	case e.set.DeletionTimestamp != nil:
		e.lastOf(p)
		return
	case e.controller == nil:
		p.say(nil, "What the controller does next to %s is not known, because Pods could not be read.", e.set.Name)
		return
	}
	e.sayStep(p, r.Next)
	e.left(p)
	e.sayAdvice(p)
	if r.Rules != nil {
		for _, a := range r.Rules.Alternatives {
			p.say(because(v1alpha1.Ground{Says: "the server's version is not known"}),
				"By the rules of %s the next sync of %s would: %s.", list(a.ServerVersions), e.set.Name, a.Message)
		}
	}
}

// left is what is still to be done, or that nothing is.
func (e *explainer) left(p *paragraph) {
	r, progress := &e.report.Rollout, e.report.Rollout.Progress
	if progress == nil {
		return
	}
	var todo []string
	add := func(n []int32, one, many string) {
		if len(n) > 0 {
			todo = append(todo, ordinals(n)+" "+verb(len(n), one, many))
		}
	}
	add(progress.ToRemove, "is to be removed", "are to be removed")
	add(progress.InProgress, "is to become available", "are to become available")
	add(progress.ToDo, "is to be replaced", "are to be replaced")
	switch held := progress.Held; {
	case len(todo) > 0:
		p.say(because(e.replicas(), e.update()), "Before %s is done, %s.", e.set.Name, strings.Join(todo, ", and "))
	case len(held) > 0 && r.HeldBy == v1alpha1.HeldByPartition:
		p.say(because(e.partition(), e.update()), "The controller has nothing left to do; %s %s revision %s only when somebody lowers partition %d.",
			ordinals(held), verb(len(held), "gets", "get"), e.short(e.goal()), statefulset.Partition(e.set))
	case len(held) > 0:
		p.say(because(e.strategy(), e.update()), "The controller has nothing left to do; %s %s revision %s only when somebody deletes %s.",
			ordinals(held), verb(len(held), "gets", "get"), e.short(e.goal()), verb(len(held), "its Pod", "their Pods"))
	case len(e.report.Rollout.Next) == 0:
		p.say(because(e.replicas(), e.update()), "Nothing is left to do: %s is as its spec asks.", e.set.Name)
	}
	if est := r.Estimate; est != nil && est.Seconds > 0 {
		p.say(because(v1alpha1.Ground{Says: "what the Pods of that revision took from being created to being available, as they tell"}), "That may take %s, an estimate: %s.", duration.HumanDuration(secondsOf(est.Seconds)), est.Basis)
	}
}

// sayAdvice adds what a person can do, with the commands.
func (e *explainer) sayAdvice(p *paragraph) {
	for i := range e.report.Rollout.Advice {
		a := &e.report.Rollout.Advice[i]
		p.add(v1alpha1.Sentence{Text: e.advice(a.Message), Commands: a.Commands, Why: because(e.whyAdvice()...)})
	}
}

// advice is a sentence of the report's, with a name in it where it has none of its own.
func (e *explainer) advice(message string) string {
	message = strings.TrimSuffix(message, ".") + "."
	if strings.Contains(message, e.set.Name) || strings.ContainsAny(message, "0123456789") {
		return message
	}
	return fmt.Sprintf("To get %s on: %s", e.set.Name, strings.ToLower(message[:1])+message[1:])
}

// whyAdvice: what the first wait rests on is what the advice is against.
func (e *explainer) whyAdvice() []v1alpha1.Ground {
	if len(e.report.Rollout.WaitsFor) == 0 {
		return because(e.strategy(), e.partition())
	}
	why, _ := e.whyWait(e.report.Rollout.WaitsFor[0].Object.Name)
	return append(why, e.strategy(), e.partition())
}
