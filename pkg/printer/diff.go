package printer

import (
	"io"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// DiffOptions say how a diff is shown.
type DiffOptions struct {
	Options
	// WordsOnly leaves the unified diffs out: another program shows them.
	WordsOnly bool
	// Each shows ordinals folded, even when there is only one.
	Each bool
	// Width that sentences are wrapped to.
	Width int
}

// Diff prints what differs, in words first and then as unified diffs.
func Diff(w io.Writer, d *v1alpha1.StatefulSetDiff, o DiffOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	s := diffScreen{newPage(o.Options), d, o}
	set := "StatefulSet " + d.Name
	if d.Namespace != "" {
		set = "StatefulSet " + d.Namespace + "/" + d.Name
	}
	switch {
	case len(d.Ordinals) == 1 && !o.Each:
		s.heading(d.Ordinals[0].PodName + " of " + set)
		s.pod(&d.Ordinals[0])
	case d.From == nil:
		s.heading(set)
		s.folded()
	default:
		s.heading(set, Cell{Text: s.way(&d.TemplateDiff)})
		s.words(&d.TemplateDiff)
		s.text(d.Unified)
	}
	s.section()
	if d.From != nil {
		// Pods say it themselves.
		for _, unknown := range d.Unknown {
			s.remark("Not known: "+unknown, Warn)
		}
	}
	for _, note := range d.Notes {
		s.remark(note, Dim)
	}
	for _, a := range d.Advice {
		s.remark(a.Message+":", Plain)
		for _, command := range a.Commands {
			s.command(command)
		}
	}
	for _, g := range d.Gaps {
		s.remark(GapText(g), Warn)
	}
	return s.flush(w)
}

type diffScreen struct {
	*page
	*v1alpha1.StatefulSetDiff
	o DiffOptions
}

func (s diffScreen) remark(text string, tone Tone) { s.prose(text, 0, s.o.Width, tone) }

// words are what changes, in short.
func (s diffScreen) words(t *v1alpha1.TemplateDiff) {
	switch {
	case len(t.Changes) == 0:
		s.item(Cell{"nothing differs", Good})
	case t.Restart:
		s.item(Cell{Text: "a restart, nothing else differs"})
	default:
		for _, word := range t.Summary {
			s.item(Cell{Text: word})
		}
	}
}

// item is one of a list, in Markdown with a dot before it.
func (s diffScreen) item(cells ...Cell) {
	if !s.markdown() {
		cells[0].Text = "  " + cells[0].Text
		s.line(cells...)
		return
	}
	var parts []string
	for _, c := range cells {
		parts = append(parts, escapeMarkdown(Visible(strings.TrimSpace(c.Text))))
	}
	text := s.buf.String()
	if strings.HasPrefix(parts[0], "+ ") || strings.HasPrefix(parts[0], "- ") {
		parts[0] = `\` + parts[0] // Else it begins a list in the list.
	}
	if last := text[strings.LastIndexByte(strings.TrimSuffix(text, "\n"), '\n')+1:]; !strings.HasPrefix(last, "- ") {
		s.section()
	}
	s.begin()
	s.buf.WriteString("- " + strings.Join(parts, " · ") + "\n")
}

func (s diffScreen) text(unified string) {
	if !s.o.WordsOnly {
		s.unified(unified)
	}
}
