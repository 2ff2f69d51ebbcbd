package inspect

import (
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// sharedClaims are those that the Pod template names itself, in its order.
func (v *view) sharedClaims() []v1alpha1.Claim {
	var out []v1alpha1.Claim
	for _, name := range v.sharedClaimNames() {
		c := v1alpha1.Claim{Template: name.volume, Name: name.claim, State: v1alpha1.ClaimUnknown}
		if v.knows(snapshot.PersistentVolumeClaims) {
			v.describeClaim(&c)
		}
		c.Storage = v.claimStorage(&c, nil, nil)
		out = append(out, c)
	}
	return out
}

// shared is a volume of the Pod template and the claim it names.
type shared struct{ volume, claim string }

// sharedClaimNames leaves out volumes that a claim template of the same name takes
// the place of (updateStorage).
func (v *view) sharedClaimNames() []shared {
	var out []shared
	for i := range v.set.Spec.Template.Spec.Volumes {
		volume := &v.set.Spec.Template.Spec.Volumes[i]
		pvc := volume.PersistentVolumeClaim
		if pvc == nil || v.template(volume.Name) != nil || slices.ContainsFunc(out, func(s shared) bool { return s.claim == pvc.ClaimName }) {
			continue
		}
		out = append(out, shared{volume.Name, pvc.ClaimName})
	}
	return out
}

// storageTotals add up the claims of the ordinals, leftover ones included.
func (v *view) storageTotals(ordinals []v1alpha1.Ordinal) v1alpha1.StorageTotals {
	var t v1alpha1.StorageTotals
	seen := map[string]bool{}
	for i := range ordinals {
		for j := range ordinals[i].Claims {
			c := &ordinals[i].Claims[j]
			claim := v.claimNamed(c.Name)
			if claim == nil || seen[c.Name] {
				continue // Two Pods that upstream gives one ordinal share its claims.
			}
			seen[c.Name] = true
			t.Claims++
			capacity := storageBytes(claim.Status.Capacity)
			t.Requested = plus(t.Requested, storageBytes(claim.Spec.Resources.Requests))
			t.Capacity = plus(t.Capacity, capacity)
			if !statefulset.InRange(v.set, ordinals[i].Ordinal) {
				t.LeftoverCapacity = plus(t.LeftoverCapacity, capacity)
			}
			if u := c.Storage.Usage; u != nil && u.Used != nil {
				used := plus(0, *u.Used)
				if t.Used != nil {
					used = plus(*t.Used, used)
				}
				t.Used = &used
			}
		}
	}
	return t
}
