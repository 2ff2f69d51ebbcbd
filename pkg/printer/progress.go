package printer

import (
	"fmt"
	"io"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Rollout prints a screen a set: its state, what changes and by whom, how far it
// is, what it waits for, what comes next and when it ends, and what to do.
func Rollout(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	return each(w, reports, o, rolloutScreen)
}

func rolloutScreen(p *page, s set) error {
	s.headline(p)
	said := &told{}
	if len(s.Summary) > 0 {
		said.tell(p, s.Summary[0], stateTone(s.Rollout.State))
	}
	p.section()
	p.labelled(s.changeLabel(), s.changeCells())
	p.labelled("ordinals", s.progressCells())
	p.labelled("waiting", s.waitCells(said))
	p.labelled("next", s.nextCells())
	p.labelled("time left", s.estimateCells())
	p.labelled("rules", s.ruleCells())
	p.section()
	s.advise(p, said)
	s.gaps(p)
	return nil
}

func (s set) progressCells() []Cell {
	p := s.Rollout.Progress
	if p == nil {
		return nil
	}
	words := fmt.Sprintf("done %s · in progress %s · to do %s · held %s", folded(p.Done), folded(p.InProgress), folded(p.ToDo), folded(p.Held))
	if len(p.ToRemove) > 0 {
		words += " · to remove " + folded(p.ToRemove)
	}
	return []Cell{{Text: words}}
}

// folded writes descending ordinals, two neighbours as a range too: "4–3, 0". It
// is for lists without words around them.
func folded(ordinals []int32) string {
	var parts []string
	for len(ordinals) > 0 {
		n := 1
		for n < len(ordinals) && ordinals[n] == ordinals[n-1]-1 {
			n++
		}
		part := fmt.Sprint(ordinals[0])
		if n > 1 {
			part += fmt.Sprintf("–%d", ordinals[n-1])
		}
		parts, ordinals = append(parts, part), ordinals[n:]
	}
	return orNone(strings.Join(parts, ", "))
}

// estimateCells say how long it still takes, and from what that is known.
func (s set) estimateCells() []Cell {
	e := s.Rollout.Estimate
	if e == nil {
		return nil
	}
	left := "any moment"
	if e.Seconds > 0 {
		left = "about " + duration.HumanDuration(time.Duration(e.Seconds)*time.Second)
	}
	return []Cell{{Text: left + ": " + e.Basis}}
}
