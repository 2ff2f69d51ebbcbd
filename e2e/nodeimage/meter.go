package nodeimage

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// quiet is how long a phase may take before its next line.
const quiet = 10 * time.Second

// meter says how far the build is: a line when a phase begins, and one every ten seconds after that.
type meter struct {
	out io.Writer
	now func() time.Time

	mu    sync.Mutex
	all   time.Time // when the build began, and its phase
	began time.Time
	said  time.Time
}

func newMeter(out io.Writer) *meter { return &meter{out: out, now: time.Now, all: time.Now()} }

// phase begins something that is not measured.
func (m *meter) phase(text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.began, m.said = m.now(), m.now()
	fmt.Fprintln(m.out, "node image:", text)
}

// part says that done of total is there, if it is time to say something.
func (m *meter) part(text string, done, total int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if now.Sub(m.said) < quiet {
		return
	}
	m.said = now
	if done > 0 {
		left := time.Duration(float64(now.Sub(m.began)) * float64(total-done) / float64(done))
		text += fmt.Sprintf(", about %s left", max(left, time.Second).Round(time.Second))
	}
	fmt.Fprintln(m.out, "node image:", text)
}

func (m *meter) done() {
	fmt.Fprintf(m.out, "built the node image in %s\n", m.now().Sub(m.all).Round(time.Second))
}
