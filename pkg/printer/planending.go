package printer

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// ending says how the plan ends, and what to do where that is not well.
func (s planned) ending(p *page, moves bool) {
	then, afterwards := "It", "Nothing to do: "
	if moves {
		then, afterwards = "Then it", "Afterwards "
	}
	switch s.Outcome {
	case v1alpha1.PlanDone:
		p.line(Cell{afterwards + s.afterwards() + ".", Good})
	case v1alpha1.PlanHeld:
		p.line(Cell{afterwards + s.afterwards() + "; " + s.held() + ".", Warn})
	case v1alpha1.PlanStuck:
		p.line(Cell{then + " stops for good: " + s.Message + ".", Bad})
	default:
		p.line(Cell{capital(s.Message) + ".", Bad})
	}
	for _, a := range s.Advice {
		p.line(Cell{Text: a.Message + ":"})
		for _, c := range a.Commands {
			p.command(c)
		}
	}
	if s.Outcome == v1alpha1.PlanRejected {
		return
	}
	s.availability(p)
	s.estimate(p)
}

// afterwards tells the ordinals by revision, highest first: "ordinals 4–2 at 7f9c, ordinals 1, 0 at 5d4c".
func (s planned) afterwards() string {
	var revisions []string
	at := map[string][]int32{}
	for _, o := range s.Ordinals {
		if o.After == "" {
			continue
		}
		if !slices.Contains(revisions, o.After) {
			revisions = append(revisions, o.After)
		}
		at[o.After] = append(at[o.After], o.Ordinal)
	}
	if len(revisions) == 0 {
		return "there is no Pod"
	}
	var parts []string
	for _, r := range revisions {
		parts = append(parts, ordinalRange(at[r])+" at "+s.revision(r))
	}
	words := strings.Join(parts, ", ")
	if s.Outcome == v1alpha1.PlanDone {
		words += ", all available"
	}
	return words
}

func (s planned) held() string {
	by := "the partition"
	if s.HeldBy == v1alpha1.HeldByOnDelete {
		by = "OnDelete"
	}
	return by + " holds " + ordinalRange(s.Held)
}

// ordinalRange names ordinals given highest first: "ordinal 4", "ordinals 4–2, 0".
func ordinalRange(ordinals []int32) string {
	var parts []string
	for i := 0; i < len(ordinals); {
		j := i
		for j+1 < len(ordinals) && ordinals[j+1] == ordinals[j]-1 {
			j++
		}
		switch j - i {
		case 0:
			parts = append(parts, fmt.Sprint(ordinals[i]))
		case 1:
			parts = append(parts, fmt.Sprint(ordinals[i]), fmt.Sprint(ordinals[j]))
		default:
			parts = append(parts, fmt.Sprintf("%d–%d", ordinals[i], ordinals[j]))
		}
		i = j + 1
	}
	if len(ordinals) == 1 {
		return "ordinal " + parts[0]
	}
	return "ordinals " + strings.Join(parts, ", ")
}

func (s planned) availability(p *page) {
	a := s.Available
	if len(s.Steps) == 0 {
		return
	}
	tone := Plain
	if a.Lowest == 0 && a.Before > 0 {
		tone = Warn
	}
	p.line(Cell{fmt.Sprintf("Available Pods: %d now, %d at the lowest, %d afterwards.", a.Before, a.Lowest, a.After), tone})
}

func (s planned) estimate(p *page) {
	e := s.Estimate
	switch {
	case s.PodsCreated+s.PodsDeleted == 0, s.Outcome == v1alpha1.PlanStuck && e != nil && e.Seconds == 0:
		return
	case e == nil:
		p.line(Cell{"How long it takes is not known: none of its Pods tells how long one takes to become ready.", Dim})
		return
	}
	var basis []string
	if s.PodsCreated > 0 && e.ReadySamples > 0 {
		basis = append(basis, fmt.Sprintf("a Pod takes %s to become ready, the median of %d", atMost(e.ReadySeconds), e.ReadySamples))
	}
	switch {
	case s.PodsDeleted == 0:
	case e.StopSamples > 0:
		basis = append(basis, fmt.Sprintf("%s to stop, the median of %d", atMost(e.StopSeconds), e.StopSamples))
	default:
		basis = append(basis, fmt.Sprintf("stopping, at most %s each, is not counted", seconds(e.GraceSeconds)))
	}
	words := "About " + seconds(e.Seconds)
	if e.Seconds == 0 {
		words = "Less than a second"
	}
	if s.Outcome == v1alpha1.PlanStuck {
		words += " until it stops"
	}
	if len(basis) > 0 {
		words += ": " + strings.Join(basis, "; ")
	}
	p.line(Cell{Text: words + "."})
}

// atMost is a time that may be too short to be told in seconds.
func atMost(n int64) string {
	if n == 0 {
		return "less than 1s"
	}
	return seconds(n)
}
