package resize

import (
	"fmt"
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// conclude says in a sentence how far it is.
func (b *book) conclude() {
	first := func(state v1alpha1.ResizeStepState) *v1alpha1.ResizeStep {
		i := slices.IndexFunc(b.out.Steps, func(s v1alpha1.ResizeStep) bool { return s.State == state && !s.Optional })
		if i < 0 {
			return nil
		}
		return &b.out.Steps[i]
	}
	blocked, next := first(v1alpha1.StepBlocked), first(v1alpha1.StepNext)
	switch {
	case blocked != nil:
		b.out.Outcome, b.out.Message = v1alpha1.ResizeBlocked, blocked.Message
	case next == nil:
		b.out.Outcome, b.out.Message = v1alpha1.ResizeDone, b.doneMessage()
	case first(v1alpha1.StepDone) != nil:
		b.out.Outcome, b.out.Message = v1alpha1.ResizeReady, fmt.Sprintf("go on with step %d", next.Number)
	default:
		b.out.Outcome, b.out.Message = v1alpha1.ResizeReady, fmt.Sprintf("begin with step %d", next.Number)
	}
}

func (b *book) doneMessage() string {
	words := fmt.Sprintf("claim template %s has %s", b.template.Name, b.size.String())
	switch n := len(b.inUse(v1alpha1.GrowthDone)); n {
	case 0:
		return words
	case 1:
		return words + ", and so has its claim"
	default:
		return fmt.Sprintf("%s, and so have its %d claims", words, n)
	}
}
