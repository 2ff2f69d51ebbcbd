package inspect

import (
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// destruction is what one event does to all claims of the set, as it is added up.
type destruction struct {
	v1alpha1.Destruction
	v *view
	// held are the deleted claims that a finalizer keeps, kept those that the policy
	// would delete and that stay, why the first of these does; unknown are claims
	// of which not even that is known.
	held, kept, unknown []string
	why                 string
	// dataAnyway: data goes with claims that go without the event too. shared: there
	// are claims that are not the set's own.
	dataAnyway, shared bool
}

// destructions say what scaling down, deleting the set and deleting the namespace
// do (STS413). Nil for a set without claims.
func (v *view) destructions(ordinals []v1alpha1.Ordinal, sharedClaims []v1alpha1.Claim) []v1alpha1.Destruction {
	if len(v.set.Spec.VolumeClaimTemplates) == 0 && len(sharedClaims) == 0 {
		return nil
	}
	var out []v1alpha1.Destruction
	for _, event := range []v1alpha1.FateEvent{v1alpha1.FateScaledAway, v1alpha1.FateSetDeleted, v1alpha1.FateNamespaceDeleted} {
		d := &destruction{Destruction: v1alpha1.Destruction{Event: event}, v: v, shared: len(sharedClaims) > 0}
		counts := func(*v1alpha1.Ordinal) bool { return true }
		if event == v1alpha1.FateScaledAway {
			counts = d.scaleTo()
		}
		seen := map[string]bool{}
		for i := range ordinals {
			for j := range ordinals[i].Claims {
				if c := &ordinals[i].Claims[j]; counts(&ordinals[i]) && !seen[c.Name] {
					seen[c.Name] = true
					d.add(c, true)
				}
			}
		}
		for i := range sharedClaims {
			if c := &sharedClaims[i]; event != v1alpha1.FateScaledAway && !seen[c.Name] {
				seen[c.Name] = true
				d.add(c, false)
			}
		}
		d.Message = d.words()
		out = append(out, d.Destruction)
	}
	return out
}

// scaleTo notes how many replicas are left, one less than now unless somebody
// thinks of another number, and tells which ordinals that removes. What is left
// over already is not touched.
func (d *destruction) scaleTo() func(*v1alpha1.Ordinal) bool {
	left := max(statefulset.Replicas(d.v.set)-1, 0)
	if to := d.v.opts.ScaleTo; to != nil {
		left = max(*to, 0)
	}
	d.Replicas = &left
	start := statefulset.StartOrdinal(d.v.set)
	return func(o *v1alpha1.Ordinal) bool {
		inRange := o.Ordinal >= start && o.Ordinal-start < left
		return !inRange && o.State != v1alpha1.OrdinalLeftover
	}
}

// add counts a claim; ruled: the retention policy applies to it.
func (d *destruction) add(c *v1alpha1.Claim, ruled bool) {
	if c.Storage == nil {
		return
	}
	i := slices.IndexFunc(c.Storage.Fates, func(f v1alpha1.ClaimFate) bool { return f.Event == d.Event })
	if i < 0 {
		return
	}
	f := &c.Storage.Fates[i]
	switch {
	case c.State == v1alpha1.ClaimTerminating, c.Storage.Ownership.State == v1alpha1.OwnershipStale:
		d.Anyway = append(d.Anyway, c.Name)
		d.dataAnyway = d.dataAnyway || f.Data == v1alpha1.DataOutcomeDestroyed
		return
	case f.Claim == v1alpha1.OutcomeUnknown:
		d.unknown = append(d.unknown, c.Name)
		return
	case f.Claim == v1alpha1.OutcomeKept && ruled:
		d.kept = append(d.kept, c.Name)
		if d.why == "" {
			d.why = strings.TrimPrefix(f.Message, "kept: ")
		}
		return
	case f.Claim == v1alpha1.OutcomeKept:
		return
	case f.Claim == v1alpha1.OutcomeHeld:
		d.held = append(d.held, c.Name)
	}
	d.Claims = append(d.Claims, c.Name)
	switch f.Data {
	case v1alpha1.DataOutcomeDestroyed:
		d.DataDestroyed = append(d.DataDestroyed, c.Name)
		if volume := d.v.volumeOf(d.v.claimNamed(c.Name)); volume != nil {
			d.DestroyedBytes = plus(d.DestroyedBytes, storageBytes(volume.Spec.Capacity))
		}
	case v1alpha1.DataOutcomeRetained:
		d.DataRetained = append(d.DataRetained, c.Name)
	case v1alpha1.DataOutcomeUnknown:
		d.DataUnknown = append(d.DataUnknown, c.Name)
	}
}
