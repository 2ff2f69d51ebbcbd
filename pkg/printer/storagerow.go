package printer

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// claimRow is one row of storage: the claim of an ordinal and claim template, or
// several of one template that read alike, the highest ordinal first.
type claimRow struct {
	set      set
	ordinals []ordinal
	claims   []*v1alpha1.Claim
}

// claimRows are those of the set's range and those outside it.
func (s set) claimRows() (own, left []claimRow) {
	for i := range s.Ordinals {
		o := ordinal{&s.Ordinals[i], s}
		for j := range o.Claims {
			row := claimRow{s, []ordinal{o}, []*v1alpha1.Claim{&o.Claims[j]}}
			if s.inRange(o.Ordinal.Ordinal) {
				own = append(own, row)
			} else {
				left = append(left, row)
			}
		}
	}
	return own, left
}

func (s set) inRange(n int32) bool {
	return n >= s.Spec.OrdinalsStart && n-s.Spec.OrdinalsStart < s.Spec.Replicas
}

// claim stands for all of the row's where they are alike.
func (r claimRow) claim() *v1alpha1.Claim { return r.claims[0] }

// joined reports whether the row is of several claims.
func (r claimRow) joined() bool { return len(r.claims) > 1 }

// detail is what storage says of a claim besides, empty where it says nothing.
func detail(c *v1alpha1.Claim) *v1alpha1.ClaimStorage {
	if c.Storage == nil {
		return &v1alpha1.ClaimStorage{}
	}
	return c.Storage
}

// exists reports whether there is a claim to speak of.
func exists(c *v1alpha1.Claim) bool {
	return c.State != v1alpha1.ClaimMissing && c.State != v1alpha1.ClaimUnknown && c.State != ""
}

// ofClaim makes a cell of what a claim says. There is nothing to know of one that
// is missing; of one that was not read nothing is known.
func ofClaim(f func(claimRow) Cell) func(claimRow) Cell {
	return func(r claimRow) Cell {
		switch c := r.claim(); {
		case exists(c):
			return f(r)
		case c.State == v1alpha1.ClaimMissing:
			return toned(none)
		}
		return toned(unknown)
	}
}

func claimText(f func(*v1alpha1.Claim) string) func(claimRow) Cell {
	return ofClaim(func(r claimRow) Cell { return toned(orNone(f(r.claim()))) })
}

// numbers are the row's ordinals: "99–51, 49–0".
func (r claimRow) numbers() string {
	list := make([]int32, len(r.ordinals))
	for i, o := range r.ordinals {
		list[i] = o.Ordinal.Ordinal
	}
	return folded(list)
}

func (r claimRow) name() Cell {
	if r.joined() {
		return Cell{Text: fmt.Sprintf("%s (%d claims)", r.claim().Template, len(r.claims))}
	}
	return Cell{Text: r.claim().Name}
}

// state is the claim's phase and, while it grows, how that goes.
func (r claimRow) state() Cell {
	c := r.claim()
	cell := Cell{claimWords(c.State), claimTone(c.State)}
	if z := detail(c).Resize; z != nil {
		words, tone := resizeWords(z.State)
		cell = Cell{cell.Text + ", " + words, max(cell.Tone, tone)}
	}
	return cell
}

func resizeWords(s v1alpha1.ResizeState) (string, Tone) {
	switch s {
	case v1alpha1.ResizeControllerInProgress, v1alpha1.ResizeNodeInProgress:
		return "growing", Warn
	case v1alpha1.ResizeControllerInfeasible, v1alpha1.ResizeNodeInfeasible:
		return "cannot grow", Bad
	case v1alpha1.ResizeNodePending:
		return "grows once mounted", Warn
	case v1alpha1.ResizeRequested:
		return "to grow", Warn
	}
	return "resize " + string(s), Warn
}
