package resize

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// steps lists them in the order in which it is safe to take them, and finds the next one.
func (b *book) steps() {
	done := b.templateDone()
	steps := []v1alpha1.ResizeStep{b.growStep(), b.awaitStep()}
	if !done && b.unsettled() {
		steps = append(steps, b.settleStep())
	}
	steps = append(steps, b.saveStep(done), b.deleteStep(done), b.createStep(done))
	if revision := b.heldRevision(); revision != "" {
		steps = append(steps, b.restoreStep(revision))
	}
	steps = append(steps, b.checkStep(done))
	if leftover := b.leftoverStep(); leftover != nil {
		steps = append(steps, *leftover)
	}
	b.out.Steps = order(steps)
}

// order numbers the steps and finds the next one. What comes after a step that is
// blocked has no commands: nobody shall take it.
func order(steps []v1alpha1.ResizeStep) []v1alpha1.ResizeStep {
	next, blocked := true, false
	for i := range steps {
		s := &steps[i]
		s.Number = int32(i + 1)
		switch {
		case s.State == v1alpha1.StepDone:
			s.Commands, s.Why, s.Danger = nil, "", ""
		case s.State == v1alpha1.StepBlocked:
			next, blocked = false, true
		case next:
			s.State, next = v1alpha1.StepNext, false
		default:
			s.State = v1alpha1.StepLater
		}
		if blocked {
			s.Commands = nil
		}
	}
	return steps
}

// growStep patches the claims one by one: a claim whose driver fails is then the only one.
func (b *book) growStep() v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeGrowClaims, Title: "Grow the claims",
		Why:    "The volumes grow under the running Pods.",
		Danger: fmt.Sprintf("No claim ever shrinks again: %s is for good.", b.size.String()),
	}
	refused, toDo := b.inUse(v1alpha1.GrowthRefused), b.inUse(v1alpha1.GrowthToDo)
	switch {
	case len(refused) > 0:
		s.State = v1alpha1.StepBlocked
		s.Message = cannot("be expanded", refused)
	case len(toDo) == 0:
		s.State = v1alpha1.StepDone
	}
	for _, c := range toDo {
		s.Commands = append(s.Commands, b.growCommand(c.Name))
	}
	return s
}

func (b *book) awaitStep() v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeAwaitGrowth, Title: "Wait until they have grown",
		Why: "A driver that rounds up never shows exactly " + b.size.String() + ": this runbook, run again, tells it all the same.",
	}
	failed, needPod := b.inUse(v1alpha1.GrowthFailed), b.inUse(v1alpha1.GrowthNeedsNode)
	left := b.inUse(v1alpha1.GrowthToDo, v1alpha1.GrowthUnderWay, v1alpha1.GrowthNeedsNode, v1alpha1.GrowthFailed, v1alpha1.GrowthRefused)
	switch {
	case len(failed) > 0:
		s.State = v1alpha1.StepBlocked
		s.Message = cannot("grow", failed)
	case len(left) == 0:
		s.State = v1alpha1.StepDone
		return s
	case len(needPod) > 0:
		s.Message = names(needPod) + ": the file system grows once a node mounts the volume. Where that does not come with the Pod running, the driver needs it to be restarted: delete the Pod"
	}
	s.Commands = []string{b.awaitCommand(left)}
	return s
}

func (b *book) saveStep(done bool) v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeSaveSet, Title: "Save the set, and its successor with the new template",
		Commands: b.saveCommands(),
		Why:      "What has --dry-run only tries what comes after the delete: if it is refused, go no further.",
		Danger:   "Do it right before the next step, which does nothing when the set's spec has changed since.",
	}
	switch {
	case done:
		s.State = v1alpha1.StepDone
	case b.harm != "":
		s.State, s.Message = v1alpha1.StepBlocked, b.harm
	}
	return s
}

func (b *book) deleteStep(done bool) v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeDeleteSet, Title: "Delete the set, and nothing else",
		Commands: []string{b.deleteCommand()},
		Why:      "A claim template cannot be changed, only the set replaced. The Pods go on running; until the next step nobody replaces one that dies.",
		Danger:   b.cascadeDanger(),
	}
	return doneIf(s, done)
}

func (b *book) createStep(done bool) v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeCreateSet, Title: "Create its successor",
		Commands: b.createCommands(),
		Why:      "It adopts Pods and revisions as they are.",
		Danger: "Not with apply: that writes the whole live set down as your manifest, and your next apply would reset what yours lacks," +
			" such as replicas.",
	}
	return doneIf(s, done)
}

func doneIf(s v1alpha1.ResizeStep, done bool) v1alpha1.ResizeStep {
	if done {
		s.State = v1alpha1.StepDone
	}
	return s
}

// checkStep is done when the set has seen all of its Pods, and they are as they should be.
func (b *book) checkStep(done bool) v1alpha1.ResizeStep {
	wait := b.sts("wait")
	if len(b.report.Rollout.Held) > 0 {
		wait += " --for=held"
	}
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeCheck, Title: "Check",
		Commands: []string{wait, b.againCommand()},
		Why:      "Then change the size where the set's manifest is kept: with the old one, the next apply is refused.",
	}
	return doneIf(s, done && !b.unsettled())
}
