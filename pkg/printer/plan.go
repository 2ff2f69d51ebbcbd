package printer

import (
	"fmt"
	"io"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Plan prints what would follow from a change: the steps, then what comes of them.
func Plan(w io.Writer, plan *v1alpha1.StatefulSetPlan, o Options) error {
	if err := o.validate(); err != nil {
		return err
	}
	p := newPage(o)
	s := planned{plan, &plan.PlanResult}
	p.heading("StatefulSet "+s.subject(), s.changes()...)
	for _, note := range plan.Notes {
		p.line(Cell{capital(note) + ".", Warn})
	}
	if err := s.body(p); err != nil {
		return err
	}
	if r := plan.IfRecreated; r != nil {
		p.section()
		p.line(Cell{Text: "If the set is replaced so:"})
		if err := (planned{plan, r}).body(p); err != nil {
			return err
		}
	}
	s.alternatives(p)
	for _, g := range plan.Gaps {
		p.line(Cell{GapText(g), Warn})
	}
	return p.flush(w)
}

// body is what follows, and what comes of it.
func (s planned) body(p *page) error {
	moves := fold(s.Steps)
	p.section()
	if err := s.table(p, moves); err != nil {
		return err
	}
	p.section()
	s.ending(p, len(moves) > 0)
	s.losses(p)
	s.sideEffects(p)
	for _, a := range s.Assumptions {
		p.line(Cell{"Assumed: " + a + ".", Dim})
	}
	return nil
}

// planned is a plan by one set of rules.
type planned struct {
	*v1alpha1.StatefulSetPlan
	// PlanResult hides the plan's own.
	*v1alpha1.PlanResult
}

func (s planned) subject() string {
	if s.Namespace == "" {
		return s.Name
	}
	return s.Namespace + "/" + s.Name
}

// changes are the facts of the heading.
func (s planned) changes() []Cell {
	var out []Cell
	for _, c := range s.Changes {
		words := c.To
		if c.Field != "template" {
			words = c.Field + " " + orNone(c.From) + "→" + orNone(c.To)
		}
		out = append(out, Cell{Text: words})
	}
	if len(s.DeletePods) > 0 {
		out = append(out, Cell{Text: "delete " + enumerate(s.DeletePods)})
	}
	if len(out) == 0 && s.Outcome != v1alpha1.PlanRejected {
		out = append(out, Cell{Text: "as it is"})
	}
	return out
}

// table has a row a move or, when there is room, a row a step.
func (s planned) table(p *page, moves []move) error {
	if p.wide() {
		return table(p, stepColumns(s), number(s.Steps))
	}
	return table(p, planColumns(s, moves), number(moves))
}

// numbered is a thing with its place.
type numbered[T any] struct {
	number int
	of     T
}

func number[T any](list []T) []numbered[T] {
	rows := make([]numbered[T], len(list))
	for i := range list {
		rows[i] = numbered[T]{i + 1, list[i]}
	}
	return rows
}

type stepRow = numbered[v1alpha1.PlanStep]

// stepColumns show every step as it is in the report.
func stepColumns(s planned) []Column[stepRow] {
	return []Column[stepRow]{
		column("Step", "Number of the step", text(func(r stepRow) string { return fmt.Sprint(r.number) })),
		column("Actor", "Who takes the step", text(func(r stepRow) string { return string(r.of.Actor) })),
		column("Action", "What is done", text(func(r stepRow) string { return string(r.of.Action) })),
		column("Object", "With what", text(func(r stepRow) string { return r.of.Object.Kind + "/" + r.of.Object.Name })),
		column("Revision", "Revision of the Pod", text(func(r stepRow) string {
			return strings.Replace(s.revision(r.of.Revision), "the new revision", "(new)", 1)
		})),
		column("Reason", "Why the controller does it", text(func(r stepRow) string { return orNone(r.of.Reason) })),
		column("After", "When, estimated", text(func(r stepRow) string { return after(r.of.AfterSeconds) })),
	}
}

func after(n *int64) string {
	if n == nil {
		return unknown
	}
	return seconds(*n)
}

type planRow = numbered[move]

// planColumns leaves out the times when none is known, and claims when there are none.
func planColumns(s planned, moves []move) []Column[planRow] {
	columns := []Column[planRow]{
		column("Step", "Number of the step", text(func(r planRow) string { return fmt.Sprint(r.number) })),
		column("What", "What happens", text(func(r planRow) string { return r.of.what(s.revision) })),
	}
	timed, claims := false, false
	for i := range moves {
		timed = timed || moves[i].at != nil && *moves[i].at > 0
		claims = claims || moves[i].attached() != ""
	}
	if timed {
		columns = append(columns, column("After", "When it begins, estimated", text(func(r planRow) string { return after(r.of.at) })))
	}
	if claims {
		columns = append(columns, column("Claims", "Claims that come and go with the Pods", text(func(r planRow) string { return r.of.attached() })))
	}
	return columns
}

// revision is its hash, or that it is a new one: then its name is not known yet.
func (s planned) revision(name string) string {
	for _, r := range s.Revisions {
		if r.Name == name && !r.NameKnown {
			return "the new revision"
		}
	}
	return orNone(hash(name))
}

// seconds is a time as kubectl writes it.
func seconds(n int64) string { return duration.HumanDuration(time.Duration(n) * time.Second) }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
