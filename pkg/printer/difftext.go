package printer

import "strings"

// unified adds a unified diff, in which colour only repeats the signs.
func (p *page) unified(text string) {
	if text == "" {
		return
	}
	text = escape(text, true)
	p.section()
	p.begin()
	if p.markdown() {
		ticks := "```"
		for strings.Contains(text, ticks) {
			ticks += "`"
		}
		p.buf.WriteString(ticks + "diff\n" + text + ticks + "\n")
		return
	}
	for line := range strings.Lines(text) {
		body, end := strings.CutSuffix(line, "\n")
		p.buf.WriteString(painter(p.Color).tint(body, lineTone(body)))
		if end {
			p.buf.WriteByte('\n')
		}
	}
}

func lineTone(line string) Tone {
	switch {
	case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		return Strong
	case strings.HasPrefix(line, "@@"):
		return Place
	case strings.HasPrefix(line, "+"):
		return Good
	case strings.HasPrefix(line, "-"):
		return Bad
	}
	return Plain
}
