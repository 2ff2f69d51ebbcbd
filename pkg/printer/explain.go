package printer

import (
	"fmt"
	"io"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// ExplainOptions say how an explanation is shown.
type ExplainOptions struct {
	Options
	// Why puts below each sentence what it rests on; so does FormatWide.
	Why bool
	// Width that the text is wrapped to.
	Width int
}

// Explain prints an explanation as prose.
func Explain(w io.Writer, e *v1alpha1.Explanation, o ExplainOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	o.Why = o.Why || o.wide()
	p := newPage(o.Options)
	p.heading(explained(e))
	for i := range e.Paragraphs {
		p.section()
		paragraph(p, &e.Paragraphs[i], o)
	}
	p.section()
	if e.Assumption != "" {
		p.prose("Assumed: "+e.Assumption+".", 0, o.Width, Dim)
	}
	for _, g := range e.Gaps {
		p.prose(GapText(g), 0, o.Width, Warn)
	}
	return p.flush(w)
}

// explained is what an explanation is about.
func explained(e *v1alpha1.Explanation) string {
	set := "StatefulSet " + e.Name
	if e.Namespace != "" {
		set = "StatefulSet " + e.Namespace + "/" + e.Name
	}
	if e.Ordinal == nil {
		return set
	}
	return e.PodName + " of " + set
}

func paragraph(p *page, para *v1alpha1.Paragraph, o ExplainOptions) {
	p.title(para.Title)
	var run []string
	flush := func() {
		if len(run) > 0 {
			p.prose(strings.Join(run, " "), proseIndent, o.Width, Plain)
			run = nil
		}
	}
	for _, s := range para.Sentences {
		// Sentences run on, until something has to stand between them.
		run = append(run, s.Text)
		if len(s.Commands) == 0 && (!o.Why || len(s.Why) == 0) {
			continue
		}
		flush()
		for _, c := range s.Commands {
			p.command(c)
		}
		if o.Why {
			for i := range s.Why {
				p.ground(&s.Why[i], o.Width)
			}
		}
	}
	flush()
}

const (
	proseIndent  = 2
	groundIndent = 6
)

// title adds the line over a paragraph.
func (p *page) title(text string) {
	p.begin()
	if p.markdown() {
		p.buf.WriteString("**" + escapeMarkdown(Visible(text)) + "**\n")
		return
	}
	p.buf.WriteString(painter(p.Color).tint(Visible(text), Strong) + "\n")
}

// prose adds running text, wrapped; Markdown wraps by itself.
func (p *page) prose(text string, indent, width int, tone Tone) {
	if p.markdown() {
		p.line(Cell{text, tone})
		return
	}
	p.begin()
	for _, line := range wrap(Visible(text), width-indent) {
		p.buf.WriteString(strings.Repeat(" ", indent) + painter(p.Color).tint(line, tone) + "\n")
	}
}

// ground adds one reason of a sentence. An address has a line of its own, so that
// it can be clicked.
func (p *page) ground(g *v1alpha1.Ground, width int) {
	text := groundText(g)
	if p.markdown() {
		text = escapeMarkdown(Visible(text))
		if g.URL != "" {
			text += " ([" + escapeMarkdown(Visible(g.Rule)) + "](<" + Visible(g.URL) + ">))"
		}
		p.buf.WriteString("- " + text + "\n")
		return
	}
	if g.Rule != "" {
		text += " (" + g.Rule + ")"
	}
	p.prose(text, groundIndent, width, Dim)
	if g.URL != "" {
		p.begin()
		p.buf.WriteString(strings.Repeat(" ", groundIndent+2) + painter(p.Color).tint(Visible(g.URL), Dim) + "\n")
	}
}

// groundText is "Pod/web-3 spec.hostname = web-3", or the rule in words.
func groundText(g *v1alpha1.Ground) string {
	if g.Field == "" {
		return g.Says
	}
	text := g.Field
	if g.Object != nil {
		text = g.Object.Kind + "/" + g.Object.Name + " " + text
	}
	if g.Value == "" {
		return text + " is not set"
	}
	return fmt.Sprintf("%s = %s", text, g.Value)
}
