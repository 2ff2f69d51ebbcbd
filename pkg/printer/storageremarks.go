package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// ownNames are the names that a sentence about an ordinal may have in it.
func (o ordinal) ownNames() []string {
	names := []string{o.PodName}
	for _, c := range o.Claims {
		names = append(names, c.Name, c.VolumeName)
	}
	return names
}

// finding is about the ordinal's Pod, and names it.
func (o ordinal) finding(message string, tone Tone) finding {
	return finding{ordinal: o.Ordinal.Ordinal, message: message, names: o.ownNames(), tone: tone}
}

// finding is about the row's claim, and does not name it.
func (r claimRow) finding(message string, tone Tone) finding {
	f := r.ordinals[0].finding(message, tone)
	f.subject, f.template = r.claim().Name, r.claim().Template
	return f
}

// stuckPods names the Pods that cannot run elsewhere, or not at all.
func (s set) stuckPods(p *page) {
	var all []finding
	for i := range s.Ordinals {
		o := ordinal{&s.Ordinals[i], s}
		if o.Placement != nil && o.moves().Tone == Bad {
			f := o.finding(o.Placement.Message, Bad)
			if !strings.HasPrefix(f.message, o.PodName+" ") {
				f.subject, f.template = o.PodName, "Pods"
			}
			all = append(all, f)
		}
	}
	s.tell(p, all)
}

// waysBack say how the Pod that the set waits for gets to its data again, or starts
// without. Advice on anything else belongs to status.
func (s set) waysBack(p *page) {
	if len(s.Rollout.WaitsFor) == 0 {
		return
	}
	w := s.Rollout.WaitsFor[0]
	if w.Reason != v1alpha1.WaitSchedule || w.Ordinal == nil {
		return
	}
	for i := range s.Ordinals {
		o := &s.Ordinals[i]
		if o.Ordinal == *w.Ordinal && o.Placement != nil && o.Placement.State == v1alpha1.PlacementNowhere {
			s.remedies(p, &told{})
			return
		}
	}
}

// claimRemarks say what the cells only hint at: why a claim is not bound, how far
// an expansion is, who else uses it, whether the retention policy reaches it.
func (s set) claimRemarks(p *page, rows []claimRow) {
	var bound, grow, owners []finding
	for _, r := range rows {
		c, d := r.claim(), detail(r.claim())
		if c.State != v1alpha1.ClaimBound && c.Message != "" {
			f := r.finding(c.Message, claimTone(c.State))
			f.state = " (" + claimWords(c.State) + ")"
			bound = append(bound, f)
		}
		if z := d.Resize; z != nil && z.Message != "" {
			_, tone := resizeWords(z.State)
			grow = append(grow, r.finding(z.Message, tone))
		}
		switch d.Ownership.State {
		case v1alpha1.OwnershipForeign, v1alpha1.OwnershipStale, v1alpha1.OwnershipPending:
			if d.Ownership.Message != "" {
				owners = append(owners, r.finding(d.Ownership.Message, Warn))
			}
		}
	}
	s.tell(p, bound)
	s.tell(p, s.otherUsers(rows))
	s.tell(p, grow)
	s.tell(p, owners)
	s.sharedFileSystems(p, rows)
}

// otherUsers are Pods that are not the set's and use its claims: they keep a
// volume where they run, and a claim that is being deleted.
func (s set) otherUsers(rows []claimRow) []finding {
	var out []finding
	for _, r := range rows {
		var names []string
		for _, u := range detail(r.claim()).MountedBy {
			if u.Own {
				continue
			}
			name := u.Pod
			if u.Node != "" {
				name += " on " + u.Node
			}
			names = append(names, name)
		}
		if len(names) > 0 {
			out = append(out, r.finding("used by Pods that are not the set's: "+enumerate(names), Warn))
		}
	}
	return out
}

// sharedFileSystems warns of figures that are not those of the volume alone.
func (s set) sharedFileSystems(p *page, rows []claimRow) {
	if !s.usage {
		return
	}
	var names []string
	size := ""
	for _, r := range rows {
		if l := larger(r.claim()); l != "" {
			names = append(names, r.claim().Name)
			if size == "" {
				size = fmt.Sprintf("%s for %s", l, r.claim().Capacity)
			}
		}
	}
	if len(names) > 0 {
		p.line(Cell{fmt.Sprintf("Measured is more than the volume: %s (%s): it shares a file system with others, and USED is that of all of them", enumerate(names), size), Warn})
	}
}
