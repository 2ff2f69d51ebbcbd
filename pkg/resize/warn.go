package resize

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func (b *book) warning(reason v1alpha1.ResizeWarningReason, message string, commands ...string) {
	b.out.Warnings = append(b.out.Warnings, v1alpha1.ResizeWarning{Reason: reason, Message: message, Commands: commands})
}

// warn says what may get in the way. Once the template has its size, the set is
// replaced and the owners had their say.
func (b *book) warn() {
	if !b.templateDone() {
		b.warnOwners()
		b.warnHeld()
	}
	b.warnClaims()
}

// warnHeld: what a partition holds is told to the new set where it can be.
func (b *book) warnHeld() {
	held := b.report.Rollout.Held
	if len(held) == 0 || b.report.Rollout.HeldBy != v1alpha1.HeldByPartition || b.heldRevision() != "" {
		return
	}
	b.warning(v1alpha1.WarnHeldPods, fmt.Sprintf(
		"the partition holds %s on more than one older revision, or on one that is gone: a new set cannot be told, and one of them that dies comes back with %s. Finish or undo the rollout first",
		counted(len(held), "Pod"), b.report.Rollout.UpdateRevision))
}

// warnClaims names the claims that are not the set's alone, and those on their way out.
func (b *book) warnClaims() {
	for i := range b.out.Claims {
		c := &b.out.Claims[i]
		claim := b.snap.Claim(b.set.Namespace, c.Name)
		if claim == nil {
			continue
		}
		if c.State == v1alpha1.GrowthGoing && !c.Leftover {
			b.warning(v1alpha1.WarnClaimTerminating, fmt.Sprintf("claim %s is being deleted: its data goes with the Pod %s", c.Name, statefulset.PodName(b.set, c.Ordinal)))
		}
		foreign := slices.IndexFunc(claim.OwnerReferences, b.foreign)
		if foreign >= 0 && c.State != v1alpha1.GrowthDone {
			ref := &claim.OwnerReferences[foreign]
			b.warning(v1alpha1.WarnClaimOwner, fmt.Sprintf("%s/%s owns claim %s as well, and may set its size back", ref.Kind, ref.Name, c.Name))
		}
	}
}

// foreign reports whether an owner is neither a set nor a Pod of the name.
func (b *book) foreign(ref metav1.OwnerReference) bool {
	parent, _ := statefulset.ParentAndOrdinal(ref.Name)
	return !(ref.Kind == "StatefulSet" && ref.Name == b.set.Name || ref.Kind == "Pod" && parent == b.set.Name)
}
