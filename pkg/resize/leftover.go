package resize

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// leftoverStep grows the claims that nobody uses: their file systems grow once a Pod
// mounts them again. Nil where there are none.
func (b *book) leftoverStep() *v1alpha1.ResizeStep {
	toDo, refused := b.leftovers(v1alpha1.GrowthToDo), b.leftovers(v1alpha1.GrowthRefused)
	if len(toDo)+len(refused) == 0 {
		return nil
	}
	s := &v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeGrowLeftovers, Optional: true, Title: "Grow what is left over as well",
		Why:    fmt.Sprintf("No Pod uses %s. Scaling the set up takes them into use again, with the size that they have.", names(append(toDo, refused...))),
		Danger: "If nobody needs their data, deleting them is cheaper; scaling up then makes new ones.",
	}
	if len(toDo) == 0 {
		s.State = v1alpha1.StepBlocked
		s.Message = cannot("be expanded", refused)
	}
	for _, c := range toDo {
		s.Commands = append(s.Commands, b.growCommand(c.Name))
	}
	return s
}
