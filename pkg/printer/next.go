package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words what the controller waits for and what it does next.

// linesAtMost is how many lines of one kind the narrow screen shows.
const linesAtMost = 5

// waitCells are what is waited for and since when, a line each. What the first
// sentence of the screen said already is left out.
func (s set) waitCells(said *told) []Cell {
	var out []Cell
	for i := range s.Rollout.WaitsFor {
		w := &s.Rollout.WaitsFor[i]
		seen := said.has(w.Message) || len(s.Summary) > 0 && w.Reason == v1alpha1.WaitPerson
		said.add(w.Message)
		if seen {
			continue
		}
		tone := Plain
		if w.Failing {
			tone = Bad
		}
		out = append(out, Cell{s.waitWords(w), tone})
	}
	return s.first(out)
}

// waitWords is "web-3 is CrashLoopBackOff since 12m (exit 1); ordinals 2–0 wait
// behind it": the time before the details.
func (s set) waitWords(w *v1alpha1.Wait) string {
	what := w.Message
	if i := strings.IndexAny(what, "(,"); i > 0 && w.Since != nil {
		gist := strings.TrimRight(what[:i], " ")
		what = gist + " since" + s.since(w.Since) + what[len(gist):]
	} else if w.Since != nil {
		what += " since" + s.since(w.Since)
	}
	if w.Until != nil && w.Until.After(s.now) {
		what += ", " + s.in(*w.Until) + " to go"
	}
	return what + behind(w)
}

// nextCells are the steps of the controller, a line each.
func (s set) nextCells() []Cell {
	steps := s.Rollout.Next
	if len(steps) == 0 {
		return s.nothingNext()
	}
	out := make([]Cell, len(steps))
	for i := range steps {
		words := steps[i].Message
		switch {
		case i > 0 && steps[i].Batch == steps[i-1].Batch:
			words = "and " + words
		case i > 0:
			words = "then " + words
		case steps[i].After != "":
			words = "once " + steps[i].After + ": " + words
		}
		out[i].Text = words
	}
	return s.first(out)
}

// nothingNext is said where somebody might wait for something to happen.
func (s set) nothingNext() []Cell {
	switch s.Rollout.State {
	case v1alpha1.StateTrapped:
		if len(s.Rollout.WaitsFor) > 0 {
			return []Cell{{"nothing: it waits for " + s.Rollout.WaitsFor[0].Object.Name + ", and never replaces it", Bad}}
		}
	case v1alpha1.StateHeld:
		return []Cell{{"nothing, before somebody acts", Warn}}
	}
	return nil
}

// ruleCells say by which controller's rules this was found, where that is
// assumed, and what those of other versions would do.
func (s set) ruleCells() []Cell {
	r := s.Rollout.Rules
	if r == nil || !s.wide && len(r.Alternatives) == 0 && (r.Assumption == "" || len(s.Rollout.Next) == 0) {
		return nil
	}
	words := "those of " + r.ServerVersion
	if r.Assumption != "" {
		words += ": " + r.Assumption
	}
	out := []Cell{{Text: words}}
	for i := range r.Alternatives {
		a := &r.Alternatives[i]
		versions := enumerate(a.ServerVersions)
		if s.wide {
			versions = strings.Join(a.ServerVersions, ", ")
		}
		out = append(out, Cell{"by those of " + versions + " it would " + a.Message, Warn})
	}
	return out
}

// first are the first lines of many, and how many more there are.
func (s set) first(cells []Cell) []Cell {
	if s.wide || len(cells) <= linesAtMost {
		return cells
	}
	more := len(cells) - linesAtMost + 1
	return append(cells[:linesAtMost-1:linesAtMost-1], Cell{Text: fmt.Sprintf("… and %d more (-o wide shows them)", more)})
}
