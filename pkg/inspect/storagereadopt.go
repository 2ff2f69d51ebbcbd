package inspect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// readoptions are what scaling up takes into use again: claims of ordinals
// outside the range that have no Pod any more (STS405).
func (v *view) readoptions(ordinals []v1alpha1.Ordinal) []v1alpha1.Readoption {
	if v.set.DeletionTimestamp != nil {
		return nil
	}
	var out []v1alpha1.Readoption
	ordinals = slices.Concat(ordinals, v.namedAlike(ordinals))
	for i := range ordinals {
		o := &ordinals[i]
		if statefulset.InRange(v.set, o.Ordinal) || o.PodName != statefulset.PodName(v.set, o.Ordinal) ||
			o.State == v1alpha1.OrdinalOutOfRange || o.State == v1alpha1.OrdinalOrphan || len(o.Claims) == 0 {
			continue
		}
		if r := v.readoption(o); r != nil {
			out = append(out, *r)
		}
	}
	start := statefulset.StartOrdinal(v.set)
	slices.SortFunc(out, func(a, b v1alpha1.Readoption) int {
		switch aboveA, aboveB := a.Ordinal >= start, b.Ordinal >= start; {
		case aboveA && aboveB:
			return cmp.Compare(a.Ordinal, b.Ordinal)
		case aboveA:
			return -1
		case aboveB:
			return 1
		}
		return cmp.Compare(b.Ordinal, a.Ordinal)
	})
	return out
}

func (v *view) readoption(o *v1alpha1.Ordinal) *v1alpha1.Readoption {
	r := &v1alpha1.Readoption{Ordinal: o.Ordinal}
	start := statefulset.StartOrdinal(v.set)
	how := fmt.Sprintf("ordinals.start %d (%d now)", o.Ordinal, start)
	if o.Ordinal >= start {
		n := int64(o.Ordinal) - int64(start) + 1
		if n > math.MaxInt32 {
			return nil // No number of replicas reaches it.
		}
		replicas := int32(n)
		r.Replicas = &replicas
		how = fmt.Sprintf("scaling up to %d", n)
	}
	var with, without []string
	unused, own := true, false
	for i := range o.Claims {
		c := &o.Claims[i]
		if c.State == v1alpha1.ClaimUnknown {
			return nil
		}
		r.Claims = append(r.Claims, c.Name)
		if t := c.CreationTimestamp; t != nil && !t.IsZero() && (r.CreatedAt == nil || t.Before(r.CreatedAt)) {
			r.CreatedAt = t.DeepCopy()
		}
		if trouble := notReadopted(c, o.PodName); trouble != "" {
			without = append(without, trouble)
			continue
		}
		with = append(with, c.Name)
		if claim := v.claimNamed(c.Name); claim != nil && v.hasMatchLabels(claim.Labels) {
			own = true
		} else {
			without = append(without, fmt.Sprintf("the labels of %s are not those of %s's claims: it is taken by its name alone", c.Name, v.set.Name))
		}
		since := c.Storage.UnusedSince
		unused = unused && since != nil
		if since != nil && (r.UnusedSince == nil || r.UnusedSince.Before(since)) {
			r.UnusedSince = since.DeepCopy()
		}
	}
	if !unused || len(with) == 0 {
		r.UnusedSince = nil
	}
	var parts []string
	if n := len(with); n > 0 {
		parts = append(parts, fmt.Sprintf("%s re-adopts %s with %s", how, strings.Join(with, ", "), v.dataAge(r, n)))
		if own && v.whenScaled() == deletes {
			parts = append(parts, v.stayed(o))
		}
	} else {
		parts = append(parts, fmt.Sprintf("%s brings no data back", how))
	}
	r.Message = strings.Join(append(parts, without...), "; ")
	return r
}

// dataAge says how old the data is: of when the claim was last used, where the
// server tells; otherwise no more is known than when the claim was made.
func (v *view) dataAge(r *v1alpha1.Readoption, claims int) string {
	words := "the data in " + map[bool]string{true: "it", false: "them"}[claims == 1]
	if r.UnusedSince != nil {
		words = "data from " + v.agoWords(r.UnusedSince)
	}
	if r.CreatedAt != nil && (r.UnusedSince == nil || v.agoWords(r.CreatedAt) != v.agoWords(r.UnusedSince)) {
		words += fmt.Sprintf(" (made %s)", v.agoWords(r.CreatedAt))
	}
	return words
}

// stayed says why claims are there that the policy seems to delete.
func (v *view) stayed(o *v1alpha1.Ordinal) string {
	for i := range o.Claims {
		if s := o.Claims[i].Storage.Ownership; s.State == v1alpha1.OwnershipForeign || !v.rules[0].AutoDeletePVC {
			return "it stayed although whenScaled is Delete: " + s.Message
		}
	}
	return "it stayed although whenScaled is Delete, which deletes claims with their Pod only"
}

// notReadopted says why a claim does not come back with data, empty when it does.
func notReadopted(c *v1alpha1.Claim, pod string) string {
	switch {
	case c.State == v1alpha1.ClaimTerminating:
		return fmt.Sprintf("%s is being deleted: scaled up before it is gone, %s waits for that and begins with an empty one", c.Name, pod)
	case c.Storage.Ownership.State == v1alpha1.OwnershipStale:
		return fmt.Sprintf("%s belongs to an earlier owner and is about to be deleted", c.Name)
	case c.State == v1alpha1.ClaimLost:
		return fmt.Sprintf("%s has lost its volume: %s could not start with it", c.Name, pod)
	case c.State == v1alpha1.ClaimPending:
		return fmt.Sprintf("%s is there without a volume, and so without data", c.Name)
	}
	return ""
}
