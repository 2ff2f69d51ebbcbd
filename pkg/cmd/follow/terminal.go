package follow

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// The few orders that every terminal knows.
const (
	up          = "\x1b[%dA\r"
	clearToEnd  = "\x1b[K"
	clearBelow  = "\x1b[J"
	defaultWide = 80
)

// Terminal shows one text after another in the same place. What was on the screen
// before stays, and so does the last text: there is no other screen to come back from.
type Terminal struct {
	out  io.Writer
	size func() (width, height int)

	text  string
	shown []string // the lines on the screen
	cut   bool     // text has more
	width int
}

// NewTerminal is nil when out is none, or one that cannot move its cursor.
func NewTerminal(out io.Writer) *Terminal {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &Terminal{out: out, size: func() (int, int) {
		width, height, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 0, 0
		}
		return width, height
	}}
}

// Show replaces the last text. A text longer than the window is shown from where
// its end fits: the cursor cannot move above the window to redraw the rest.
func (t *Terminal) Show(text string) error {
	width, height := t.size()
	if text == t.text && width == t.width {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	fit := lines
	if height > 0 {
		fit = tail(lines, width, height-1) // The cursor stands below.
	}
	t.cut = len(fit) < len(lines)
	return t.draw(text, fit, width)
}

// Close leaves the last text on the screen, all of it.
func (t *Terminal) Close() error {
	if !t.cut {
		return nil
	}
	t.cut = false
	return t.draw(t.text, strings.Split(strings.TrimSuffix(t.text, "\n"), "\n"), t.width)
}

// draw overwrites line by line and clears what is left of each, in one write: a
// screen that is cleared first flickers.
func (t *Terminal) draw(text string, lines []string, width int) error {
	var b bytes.Buffer
	// A window that was made narrower has wrapped what it shows.
	if n := rows(t.shown, width); n > 0 {
		fmt.Fprintf(&b, up, n)
	}
	for _, line := range lines {
		b.WriteString(line)
		if n := printer.Width(line); n == 0 || n%columns(width) != 0 {
			// At the very end of a row some terminals would clear its last column.
			b.WriteString(clearToEnd)
		}
		b.WriteByte('\n')
	}
	b.WriteString(clearBelow)
	t.text, t.shown, t.width = text, lines, width
	_, err := t.out.Write(b.Bytes())
	return err
}

// tail are the last lines that fit, the first of them saying how many do not.
func tail(lines []string, width, height int) []string {
	if rows(lines, width) <= height {
		return lines
	}
	first, left := len(lines), height-1
	for first > 0 && left >= rows(lines[first-1:first], width) {
		first--
		left -= rows(lines[first:first+1], width)
	}
	above := fmt.Sprintf("… %d more lines above", first)
	if printer.Width(above) > columns(width) {
		above = "…" // It has one row, however narrow the window.
	}
	return append([]string{above}, lines[first:]...)
}

// rows is how many rows of the window the lines take.
func rows(lines []string, width int) (n int) {
	for _, line := range lines {
		n += 1 + max(0, printer.Width(line)-1)/columns(width)
	}
	return n
}

func columns(width int) int {
	if width <= 0 {
		return defaultWide
	}
	return width
}
