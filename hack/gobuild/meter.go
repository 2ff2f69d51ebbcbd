package gobuild

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// meter says how far a build is: on a terminal in one line that changes, in a
// log in a new line every 20 seconds.
type meter struct {
	out         *os.File
	label       string
	done, total int
	start       time.Time
	interval    time.Duration
	terminal    bool
}

func newMeter(out *os.File, label string, total int) *meter {
	m := &meter{out: out, label: label, total: total, start: time.Now(), interval: 20 * time.Second}
	if m.terminal = term.IsTerminal(int(out.Fd())); m.terminal {
		m.interval = time.Second
	}
	if m.announced() {
		_, _ = fmt.Fprintf(out, "building %s: %d packages to compile, once; later builds reuse them\n", label, total)
	}
	return m
}

func (m *meter) announced() bool { return m.total > quiet }

func (m *meter) show() {
	if !m.announced() {
		return
	}
	line := fmt.Sprintf("building %s: %s", m.label, m.progress(time.Since(m.start)))
	if m.terminal {
		_, _ = fmt.Fprintf(m.out, "\r\x1b[K%s", line)
		return
	}
	_, _ = fmt.Fprintln(m.out, line)
}

// progress words how far the build is after the time it took until now.
func (m *meter) progress(took time.Duration) string {
	took = took.Round(time.Second)
	// go build prints a package when it starts on it: after the last one it
	// still compiles a few, and links.
	if m.done >= m.total {
		return fmt.Sprintf("linking, %s", took)
	}
	text := fmt.Sprintf("%d of %d packages, %s", m.done, m.total, took)
	// The first packages are the standard library's, small and quick: an
	// estimate from them alone would promise too much.
	if m.done*10 > m.total {
		left := time.Duration(float64(took) * float64(m.total-m.done) / float64(m.done))
		text += fmt.Sprintf(", about %s left", left.Round(5*time.Second))
	}
	return text
}

func (m *meter) end(how string) {
	if m.terminal && m.announced() {
		_, _ = fmt.Fprint(m.out, "\r\x1b[K")
	}
	if m.announced() {
		_, _ = fmt.Fprintf(m.out, "%s %s in %s\n", how, m.label, time.Since(m.start).Round(time.Second))
	}
}
