package explain

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// What becomes of a claim hangs on its owners: the garbage collector deletes it
// with the last of them. The retention policy is no more than a wish; the
// controller writes the owners, and leaves claims alone that somebody else manages.

// owners of a claim, as the controller's next sync leaves them.
func (e *explainer) owners(claim string) []metav1.OwnerReference {
	if e.controller != nil {
		if changed := updated(e.controller.Sync(), claim); changed != nil {
			return changed.OwnerReferences
		}
	}
	if c := e.snap.Claim(e.set.Namespace, claim); c != nil {
		return c.OwnerReferences
	}
	return nil
}

// ownersScaledAway are a claim's once its Pod is outside the range: asked of
// replay, with this Pod alone in a set that wants none. What other Pods do has no
// part in it.
func (o *ordinal) ownersScaledAway(claim string) []metav1.OwnerReference {
	if o.controller == nil {
		return o.owners(claim)
	}
	none := int32(0)
	state := o.controller.Sees()
	state.Set = o.set.DeepCopy()
	state.Set.Spec.Replicas = &none
	state.Pods = slices.DeleteFunc(slices.Clone(state.Pods), func(p *corev1.Pod) bool { return p != o.pod })
	if changed := updated(replay.Next(state, o.controller.Rules()[0]), claim); changed != nil {
		return changed.OwnerReferences
	}
	return o.owners(claim)
}

// goneWithSet are the set and its Pods, which the garbage collector deletes after
// it. It is nobody when they are to be left behind: then they lose the set as an owner.
func (e *explainer) goneWithSet() []types.UID {
	if e.orphans() {
		return nil
	}
	gone := []types.UID{e.set.UID}
	for _, pod := range e.snap.PodsControlledBy(e.set.UID) {
		gone = append(gone, pod.UID)
	}
	return gone
}

// orphans: the set is being deleted without what it owns (kubectl delete --cascade=orphan).
func (e *explainer) orphans() bool {
	return slices.Contains(e.set.Finalizers, metav1.FinalizerOrphanDependents)
}

// updated is the claim as a sync changes it, nil when it does not.
func updated(sync replay.Sync, claim string) *corev1.PersistentVolumeClaim {
	for _, a := range sync.Actions {
		if changed, ok := a.Object.(*corev1.PersistentVolumeClaim); ok && a.Verb == replay.UpdateClaim && a.Name == claim {
			return changed
		}
	}
	return nil
}

// fateScaledAway is a claim's when the ordinal is scaled away and its Pod is gone.
func (o *ordinal) fateScaledAway(c *v1alpha1.Claim) fate {
	if o.pod == nil {
		// Nobody makes a Pod that is not there the claim's owner.
		return o.fateOf(c, o.owners(c.Name), "no Pod")
	}
	return o.fateOf(c, o.ownersScaledAway(c.Name), o.pod.UID)
}

// whyFate are the grounds for what becomes of a claim.
func (e *explainer) whyFate(c *v1alpha1.Claim, f fate, owners []metav1.OwnerReference) []v1alpha1.Ground {
	var names []string
	for _, ref := range owners {
		names = append(names, ref.Kind+"/"+ref.Name)
	}
	why := because(e.ofClaim(c.Name, "metadata.ownerReferences", list(names)), sourceGarbage.ground())
	switch f.claim {
	case deleting:
		why = because(e.ofClaim(c.Name, "metadata.deletionTimestamp", e.deletedAt(c.Name)), sourceProtection.ground(), volumeGround(c), sourceReclaim.ground())
	case deleted:
		why = append(why, because(volumeGround(c), sourceReclaim.ground())...)
	}
	return why
}

func (e *explainer) deletedAt(claim string) string {
	c := e.snap.Claim(e.set.Namespace, claim)
	if c == nil || c.DeletionTimestamp == nil {
		return ""
	}
	return rfc3339(*c.DeletionTimestamp)
}
