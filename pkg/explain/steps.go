package explain

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// mostSteps is how many writes a sentence tells one by one.
const mostSteps = 4

// sayStep says what the controller does, the steps of one moment in one sentence.
func (e *explainer) sayStep(p *paragraph, steps []v1alpha1.Step) {
	for len(steps) > 0 {
		n := 1
		for n < len(steps) && steps[n].After == steps[0].After {
			n++
		}
		when := "In its next sync"
		if steps[0].After != "" {
			when = "Once " + steps[0].After + ","
		}
		does := stepWords(steps[:n])
		if more := len(does) - mostSteps; more > 0 {
			does = append(does[:mostSteps], fmt.Sprintf("do %d more such things", more))
		}
		p.say(e.whySteps(steps[:n]), "%s the controller is going to %s.", when, strings.Join(does, ", then "))
		steps = steps[n:]
	}
}

// stepWords are the report's, but for claims that are all treated alike.
func stepWords(steps []v1alpha1.Step) []string {
	var out []string
	var claims []v1alpha1.Claim
	place := 0
	for i := range steps {
		if steps[i].Action == v1alpha1.StepUpdateClaim {
			if len(claims) == 0 {
				place = len(out)
				out = append(out, steps[i].Message)
			}
			claims = append(claims, v1alpha1.Claim{Name: steps[i].Object.Name})
			continue
		}
		out = append(out, steps[i].Message)
	}
	if len(claims) > 1 {
		out[place] = fmt.Sprintf("give %s the owners that the retention policy asks for", claimWords(claims))
	}
	return out
}

// whySteps are the rules that steps follow.
func (e *explainer) whySteps(steps []v1alpha1.Step) []v1alpha1.Ground {
	why := because(e.strategy(), e.policy())
	sync := e.controller.Sync()
	if steps[0].After != "" {
		for _, w := range sync.Waits {
			if w.Stops {
				why = append(why, rule(w.Rule))
				break
			}
		}
	}
	seen := map[replay.Rule]bool{}
	for i := range steps {
		for _, r := range e.rulesOf(&steps[i], sync) {
			if !seen[r] {
				seen[r] = true
				why = append(why, rule(r))
			}
		}
	}
	return why
}

// rulesOf a step: the next sync's own are known; of a later one those that always decide.
func (e *explainer) rulesOf(step *v1alpha1.Step, sync replay.Sync) []replay.Rule {
	if step.After == "" {
		for _, a := range sync.Actions {
			if v1alpha1.StepAction(a.Verb) == step.Action && a.Name == step.Object.Name {
				return []replay.Rule{a.Rule}
			}
		}
	}
	switch step.Action {
	case v1alpha1.StepCreatePod:
		return []replay.Rule{replay.RuleCreate, replay.RuleRevisionOfNewPod}
	case v1alpha1.StepUpdateClaim:
		return []replay.Rule{replay.RuleRetention}
	}
	return nil
}
