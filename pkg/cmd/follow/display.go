package follow

import (
	"io"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
)

// Display shows looks as the output asks for it: a screen that is redrawn in
// place on a terminal, lines in a pipe, one document a change for other formats.
type Display struct {
	printer  *output.Printer
	screen   output.Screen
	terminal *Terminal
	lines    *Lines
	notes    Notes
	errOut   io.Writer
}

// NewDisplay shows on out, with notes on errOut.
func NewDisplay(out, errOut io.Writer, p *output.Printer, screen output.Screen) *Display {
	d := &Display{printer: p, screen: screen, errOut: errOut}
	if p.IsScreen() {
		if d.terminal = NewTerminal(out); d.terminal == nil {
			d.lines = &Lines{Out: out, ErrOut: errOut}
		}
	}
	return d
}

// Show shows a look; r are its reports as the printer is to have them.
func (d *Display) Show(look Look, r output.Reports) error {
	switch {
	case d.lines != nil:
		d.lines.Namespaced = r.Namespaced
		return d.lines.Show(look)
	case d.terminal != nil:
		text, err := d.printer.Text(r, d.screen)
		if err != nil {
			return err
		}
		if look.Contact.Lost != "" {
			text += ContactText(look) + "\n"
		}
		return d.terminal.Show(text)
	}
	if err := d.notes.Show(d.errOut, look); err != nil || !look.Changed {
		return err
	}
	return d.printer.Document(r)
}

// Close leaves the last screen as it is.
func (d *Display) Close() error {
	if d.terminal == nil {
		return nil
	}
	return d.terminal.Close()
}
