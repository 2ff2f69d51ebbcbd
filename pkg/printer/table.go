package printer

import (
	"io"
	"strings"

	"github.com/olekukonko/ll"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// This file is the only one that knows tablewriter.

// columnGap is what kubectl puts between columns.
const columnGap = "   "

// grid is a table ready to be laid out: one header a column, one cell a column and row.
type grid struct {
	headers []string
	rows    [][]Cell
}

// render lays the grid out. The cells' text must have passed Visible: then each
// rune has a width of its own and no cell holds a line break.
func (g grid) render(w io.Writer, o Options) error {
	var r tw.Renderer = &lines{rows: g.rows, paint: painter(o.Color)}
	padding := tw.PaddingNone
	text := func(c Cell) string { return c.Text }
	if o.markdown() {
		r, padding = renderer.NewMarkdown(), tw.PaddingDefault
		text = func(c Cell) string { return escapeMarkdown(c.Text) }
	}
	t := tablewriter.NewTable(w,
		tablewriter.WithRenderer(r),
		// On, this turns "POD-NAME" into "POD - NAME".
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		// A tree is made of leading blanks.
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithTrimTab(tw.Off),
		tablewriter.WithTrimLine(tw.Off),
		tablewriter.WithPadding(padding),
		// Left to itself tablewriter takes widths from LANG and TERM.
		tablewriter.WithEastAsian(tw.Off),
	)
	if !o.NoHeaders || o.markdown() {
		header := make([]string, len(g.headers))
		for i, h := range g.headers {
			header[i] = text(Cell{Text: h})
		}
		t.Header(header)
	}
	for _, row := range g.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = text(c)
		}
		if err := t.Append(cells); err != nil {
			return err
		}
	}
	return t.Render()
}

// lines renders as kubectl does: no borders, three blanks between columns, none
// at the end of a line. Colour is added to the text once the blanks are counted.
type lines struct {
	w     io.Writer
	rows  [][]Cell
	next  int
	paint painter
	err   error
}

func (l *lines) Start(w io.Writer) error          { l.w = w; return nil }
func (l *lines) Close() error                     { return l.err }
func (l *lines) Logger(*ll.Logger)                {}
func (l *lines) Line(tw.Formatting)               {}
func (l *lines) Config() tw.Rendition             { return tw.Rendition{} }
func (l *lines) Footer([][]string, tw.Formatting) {}

func (l *lines) Header(headers [][]string, ctx tw.Formatting) {
	if len(headers) == 0 {
		return
	}
	row := make([]Cell, len(headers[0]))
	for i, h := range headers[0] {
		row[i] = Cell{Text: h}
	}
	l.line(row, ctx)
}

func (l *lines) Row(_ []string, ctx tw.Formatting) {
	l.line(l.rows[l.next], ctx)
	l.next++
}

func (l *lines) line(row []Cell, ctx tw.Formatting) {
	var b strings.Builder
	pad := 0
	for i, c := range row {
		if text := strings.TrimRight(c.Text, " "); text != "" {
			b.WriteString(strings.Repeat(" ", pad))
			b.WriteString(l.paint.tint(text, c.Tone))
			pad = -twwidth.Width(text)
		}
		pad += ctx.Row.Widths.Get(i) + len(columnGap)
	}
	b.WriteByte('\n')
	if _, err := io.WriteString(l.w, b.String()); err != nil && l.err == nil {
		l.err = err
	}
}

// markdownActive is what Markdown gives a meaning inside a line, | included,
// which tablewriter does not escape.
var markdownActive = strings.NewReplacer(
	`\`, `\\`, `|`, `\|`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `&`, `\&`, `~`, `\~`, `#`, `\#`)

func escapeMarkdown(s string) string { return markdownActive.Replace(s) }
