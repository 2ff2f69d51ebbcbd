package resize

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claims finds the claims of the template and judges each. The error is that of a
// claim in use that asks for more than the size already.
func (b *book) claims() error {
	for i := range b.report.Ordinals {
		row := &b.report.Ordinals[i]
		for j := range row.Claims {
			if row.Claims[j].Template != b.template.Name {
				continue
			}
			claim := b.snap.Claim(b.set.Namespace, row.Claims[j].Name)
			leftover := !statefulset.InRange(b.set, row.Ordinal)
			c := v1alpha1.ResizeClaim{Name: row.Claims[j].Name, Ordinal: row.Ordinal, Leftover: leftover}
			if claim == nil {
				c.State = v1alpha1.GrowthMissing
				b.out.Claims = append(b.out.Claims, c)
				continue
			}
			c.Request, c.Capacity = written(claim.Spec.Resources.Requests), written(claim.Status.Capacity)
			c.StorageClassName, c.VolumeName = className(claim), claim.Spec.VolumeName
			c.State, c.Message = b.growth(claim)
			if err := b.tooLarge(claim, &c); err != nil && !leftover {
				return err
			}
			b.out.Claims = append(b.out.Claims, c)
		}
	}
	return nil
}

// tooLarge is the error for a claim that asks for more than the size.
func (b *book) tooLarge(claim *corev1.PersistentVolumeClaim, c *v1alpha1.ResizeClaim) error {
	have := claim.Spec.Resources.Requests[corev1.ResourceStorage]
	if have.Cmp(b.size) <= 0 || c.State == v1alpha1.GrowthToDo || c.State == v1alpha1.GrowthGoing {
		return nil
	}
	return fmt.Errorf("claim %s asks for %s already, more than %s: a claim cannot shrink; ask for %s or more",
		claim.Name, have.String(), b.size.String(), have.String())
}

// className is the class of a claim; the annotation comes first (GetPersistentVolumeClaimClass).
func className(claim *corev1.PersistentVolumeClaim) string {
	if class, found := claim.Annotations[corev1.BetaStorageClassAnnotation]; found {
		return class
	}
	if claim.Spec.StorageClassName != nil {
		return *claim.Spec.StorageClassName
	}
	return ""
}

// inUse are the claims of the range that are in a state; leftovers those outside.
func (b *book) inUse(states ...v1alpha1.ClaimGrowth) []*v1alpha1.ResizeClaim {
	return b.of(false, states)
}

func (b *book) leftovers(states ...v1alpha1.ClaimGrowth) []*v1alpha1.ResizeClaim {
	return b.of(true, states)
}

func (b *book) of(leftover bool, states []v1alpha1.ClaimGrowth) []*v1alpha1.ResizeClaim {
	var out []*v1alpha1.ResizeClaim
	for i := range b.out.Claims {
		c := &b.out.Claims[i]
		for _, state := range states {
			if c.Leftover == leftover && c.State == state {
				out = append(out, c)
			}
		}
	}
	return out
}
