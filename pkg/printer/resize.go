package printer

import (
	"fmt"
	"io"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Resize prints the steps that grow a claim template: what is done in a line each,
// what is left with its commands.
func Resize(w io.Writer, r *v1alpha1.StatefulSetResize, o Options) error {
	if err := o.validate(); err != nil {
		return err
	}
	p := newPage(o)
	s := resized{r}
	p.heading("StatefulSet "+s.subject(), Cell{Text: s.change()})
	p.line(s.standing())
	if err := s.claims(p); err != nil {
		return err
	}
	p.section()
	s.warnings(p)
	if r.Outcome != v1alpha1.ResizeDone || s.left() {
		for i := range r.Steps {
			s.step(p, &r.Steps[i])
		}
	}
	if r.Outcome == v1alpha1.ResizeReady {
		p.section()
		p.line(Cell{"Nothing was changed. After any step, run this again: it shows what is left.", Dim})
	}
	for _, g := range r.Gaps {
		p.line(Cell{GapText(g), Warn})
	}
	return p.flush(w)
}

// resized is a runbook.
type resized struct{ *v1alpha1.StatefulSetResize }

func (s resized) subject() string {
	if s.Namespace == "" {
		return s.Name
	}
	return s.Namespace + "/" + s.Name
}

// change is what is asked for: "claim template www 10Gi→20Gi".
func (s resized) change() string {
	words := "claim template " + s.Template + " "
	if s.TemplateRequest != s.Size {
		words += orNone(s.TemplateRequest) + "→"
	}
	return words + s.Size
}

// standing is the sentence that comes first.
func (s resized) standing() Cell {
	switch s.Outcome {
	case v1alpha1.ResizeDone:
		return Cell{"Nothing to do: " + s.Message + ".", Good}
	case v1alpha1.ResizeBlocked:
		return Cell{"Cannot be done as it is: " + s.Message + ".", Bad}
	}
	return Cell{Text: capital(s.Message) + "."}
}

// left reports whether an optional step is left.
func (s resized) left() bool {
	for i := range s.Steps {
		if s.Steps[i].State != v1alpha1.StepDone {
			return true
		}
	}
	return false
}

func (s resized) warnings(p *page) {
	for _, w := range s.Warnings {
		p.line(Cell{"Careful: " + w.Message + ".", Warn})
		for _, c := range w.Commands {
			p.command(c)
		}
	}
}

func (s resized) step(p *page, step *v1alpha1.ResizeStep) {
	switch {
	case s.Outcome == v1alpha1.ResizeDone && step.State == v1alpha1.StepDone, s.Outcome == v1alpha1.ResizeBlocked && step.State == v1alpha1.StepLater:
		return
	}
	if step.Number == 1 || len(step.Commands) > 0 {
		p.section()
	}
	p.line(Cell{fmt.Sprintf("Step %d, %s: %s", step.Number, stepWord(step), step.Title), stepTone(step)})
	if step.Message != "" && step.Message != s.Message {
		s.note(p, step.Message, Warn)
	}
	if len(step.Commands) > 0 {
		// Before the commands: what comes after them is read too late.
		s.note(p, step.Why, Dim)
		s.note(p, step.Danger, Warn)
	}
	for _, c := range step.Commands {
		p.command(c)
	}
}

// note is a remark on a step, indented beside it.
func (s resized) note(p *page, text string, tone Tone) {
	if text = strings.TrimSuffix(text, "."); text != "" {
		p.line(Cell{"   " + text + ".", tone})
	}
}

func stepWord(step *v1alpha1.ResizeStep) string {
	word := map[v1alpha1.ResizeStepState]string{
		v1alpha1.StepDone: "done", v1alpha1.StepNext: "next", v1alpha1.StepLater: "then", v1alpha1.StepBlocked: "blocked",
	}[step.State]
	if step.Optional {
		word += ", if you like"
	}
	return word
}

func stepTone(step *v1alpha1.ResizeStep) Tone {
	switch step.State {
	case v1alpha1.StepDone:
		return Good
	case v1alpha1.StepBlocked:
		return Bad
	case v1alpha1.StepNext:
		return Strong
	}
	return Plain
}
