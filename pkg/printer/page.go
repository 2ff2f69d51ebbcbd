package printer

import (
	"bytes"
	"io"
	"strings"
)

// page collects the output of one view; it is written at once, whole or not at all.
type page struct {
	Options
	buf     bytes.Buffer
	divided bool
}

func newPage(o Options) *page {
	if o.markdown() {
		o.Color = false
	}
	return &page{Options: o}
}

// section puts a blank line before whatever comes next, if anything does.
func (p *page) section() { p.divided = p.buf.Len() > 0 }

func (p *page) begin() {
	if p.divided {
		p.buf.WriteByte('\n')
	}
	p.divided = false
}

// heading adds the line that says what the screen is about: the subject, then facts.
func (p *page) heading(subject string, facts ...Cell) {
	if p.markdown() {
		p.section()
		p.begin()
		p.buf.WriteString("### " + escapeMarkdown(Visible(subject)) + "\n")
		p.line(facts...)
		return
	}
	p.line(append([]Cell{{subject, Strong}}, facts...)...)
}

// line adds one line of cells side by side; in Markdown it is a paragraph.
func (p *page) line(cells ...Cell) {
	var parts []string
	for _, c := range cells {
		if c.Text == "" {
			continue
		}
		s := Visible(c.Text)
		if p.markdown() {
			s = escapeMarkdown(s)
		}
		parts = append(parts, painter(p.Color).tint(s, c.Tone))
	}
	if len(parts) == 0 {
		return
	}
	if p.markdown() {
		p.section()
	}
	p.begin()
	gap := columnGap
	if p.markdown() {
		gap = " · "
		if strings.ContainsAny(parts[0][:1], "-+=") {
			// At its beginning these would make the paragraph a list or the one above a heading.
			parts[0] = `\` + parts[0]
		}
	}
	p.buf.WriteString(strings.TrimRight(strings.Join(parts, gap), " ") + "\n")
}

// labelWidth is where labelled text begins: after the longest label.
const labelWidth = len("last change") + len(columnGap)

// labelled adds cells below each other, the first with a label before it.
func (p *page) labelled(label string, cells []Cell) {
	for _, c := range cells {
		if p.markdown() {
			p.line(Cell{label + ": " + c.Text, c.Tone})
			continue
		}
		p.begin()
		p.buf.WriteString(painter(p.Color).tint(label, Dim) + strings.Repeat(" ", labelWidth-len(label)) +
			painter(p.Color).tint(strings.TrimRight(Visible(c.Text), " "), c.Tone) + "\n")
		label = ""
	}
}

// command adds a command to copy, on a line of its own.
func (p *page) command(s string) {
	if p.markdown() {
		// Four blanks make a code block, in which nothing needs an escape.
		p.section()
	}
	p.begin()
	p.buf.WriteString("    " + painter(p.Color).tint(Visible(s), Strong) + "\n")
}

// fence adds a Markdown code block.
func (p *page) fence(s string) {
	p.section()
	p.begin()
	p.buf.WriteString("```text\n" + s + "```\n")
}

func (p *page) grid(g grid) error {
	if p.markdown() {
		p.section()
	}
	p.begin()
	return g.render(&p.buf, p.Options)
}

func (p *page) flush(w io.Writer) error {
	_, err := w.Write(p.buf.Bytes())
	return err
}
