package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// linking is the work of the linker, in the measure of work().
const linking = 20.0

// meter says how far the build is: one line, drawn again and again, on a terminal; elsewhere a line when a
// phase begins and one every ten seconds.
type meter struct {
	out      *os.File
	terminal bool
	began0   time.Time
	quit     chan struct{}
	stopOnce sync.Once

	mu        sync.Mutex
	text      string // the phase, when nothing is being compiled
	said      time.Time
	compile0  time.Time
	todo      map[string]float64 // packages yet to begin
	total     int
	all, left float64
	latest    string
}

func newMeter(out *os.File) *meter {
	m := &meter{out: out, began0: time.Now(), quit: make(chan struct{})}
	if info, err := out.Stat(); err == nil {
		m.terminal = info.Mode()&os.ModeCharDevice != 0
	}
	go func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-m.quit:
				return
			case <-tick.C:
				m.draw()
			}
		}
	}()
	return m
}

// phase names what is being done before there is anything to measure.
func (m *meter) phase(text string) {
	m.mu.Lock()
	m.text = text
	m.mu.Unlock()
}

// compiling begins the phase that takes the time.
func (m *meter) compiling(packages []pkg) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.compile0, m.total, m.todo = time.Now(), len(packages), map[string]float64{}
	m.all = linking
	for _, p := range packages {
		m.todo[p.path] = p.work
		m.all += p.work
	}
	m.left = m.all
	m.said = time.Time{}
}

// began counts a package, and says whether the line was the name of one.
func (m *meter) began(path string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	work, ok := m.todo[path]
	if ok {
		delete(m.todo, path)
		m.left -= work
		m.latest = path
	}
	return ok
}

// timeLeft trusts the speed so far as much as it is old: in the first seconds the guess is that every core
// does four fifths of a second's work a second.
func (m *meter) timeLeft() time.Duration {
	const patience = 20
	elapsed := time.Since(m.compile0).Seconds()
	speed := (m.all - m.left + patience*0.8*float64(runtime.NumCPU())) / (elapsed + patience)
	if len(m.todo) == 0 {
		// The linker uses little more than one core.
		speed = 1
	}
	return time.Duration(m.left / speed * float64(time.Second))
}

func (m *meter) line() string {
	if m.todo == nil {
		return m.text
	}
	left := m.timeLeft()
	elapsed := time.Since(m.compile0)
	percent := int(100 * elapsed / (elapsed + left + 1))
	if len(m.todo) == 0 {
		return fmt.Sprintf("%d%%, linking the program", percent)
	}
	return fmt.Sprintf("%d%%, about %s left: package %d of %d, %s", percent, round(left), m.total-len(m.todo), m.total, m.latest)
}

func round(d time.Duration) time.Duration {
	if d > 2*time.Minute {
		return d.Round(30 * time.Second)
	}
	return d.Round(5 * time.Second)
}

func (m *meter) draw() {
	m.mu.Lock()
	defer m.mu.Unlock()
	line := m.line()
	switch {
	case line == "":
	case m.terminal:
		fmt.Fprintf(m.out, "\r\033[K%.78s", "control plane: "+line)
	case time.Since(m.said) >= 10*time.Second:
		m.said = time.Now()
		fmt.Fprintf(m.out, "control plane: %s\n", line)
	}
}

// stop ends the drawing and leaves the cursor at the beginning of an empty line.
func (m *meter) stop() {
	m.stopOnce.Do(func() {
		close(m.quit)
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.terminal {
			fmt.Fprint(m.out, "\r\033[K")
		}
	})
}

func (m *meter) done(what string) {
	m.stop()
	fmt.Fprintf(m.out, "%s in %s\n", what, time.Since(m.began0).Round(time.Second))
}
