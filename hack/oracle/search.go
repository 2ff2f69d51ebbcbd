package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"github.com/kubectl-sts/kubectl-sts/e2e/oracle"
)

// reported is how many differences are shown and kept.
const reported = 20

func search(ctx context.Context, out io.Writer, versions []string, states int, seed uint64, fixtures string) error {
	programs, err := build(ctx, versions)
	if err != nil {
		return err
	}
	r := &report{out: out, folder: fixtures, began: time.Now(), terminal: term.IsTerminal(int(os.Stderr.Fd()))}
	s := &oracle.Search{Programs: programs, Versions: versions, States: states, Seed: seed, Found: r.found, Keep: reported, Progress: r.progress}
	rows, err := s.Run(ctx)
	r.clear()
	if tableErr := table(out, rows); tableErr != nil {
		return errors.Join(err, tableErr)
	}
	if err != nil {
		return err
	}
	if r.differences > 0 {
		return errDiffer
	}
	return nil
}

// report says what a search finds while it runs.
type report struct {
	mu          sync.Mutex
	out         io.Writer
	folder      string
	began, said time.Time
	terminal    bool
	differences int
}

// found shows a difference and keeps it as a test.
func (r *report) found(f *oracle.Fixture, difference string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.differences++
	f.About, _, _ = strings.Cut(difference, "\n")
	r.clear()
	fmt.Fprintf(r.out, "%s, gates %s, seed %d: %s\n", f.Case.Version, oracle.GatesText(f.Case.Gates), f.Case.Seed, difference)
	if err := f.Write(r.folder); err != nil {
		fmt.Fprintln(r.out, err)
		return
	}
	fmt.Fprintf(r.out, "kept in %s/%s\n", r.folder, f.Name())
}

func (r *report) progress(done, all, differences int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pause := 20 * time.Second
	if r.terminal {
		pause = time.Second
	}
	if time.Since(r.said) < pause {
		return
	}
	r.said = time.Now()
	took := time.Since(r.began)
	left := time.Duration(float64(took) * float64(all-done) / float64(done))
	line := fmt.Sprintf("%d of %d states, %d differences, about %s left", done, all, differences, left.Round(time.Second))
	if r.terminal {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%s", line)
		return
	}
	fmt.Fprintln(os.Stderr, line)
}

func (r *report) clear() {
	if r.terminal {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}

// table has a row for each version and combination of gates, and their sums.
func table(out io.Writer, rows []*oracle.Row) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "VERSION\tGATES ON\tSTATES\tDIFFERENCES\tSECONDS")
	var sum oracle.Row
	for _, r := range rows {
		if r.States == 0 {
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%.1f\n", r.Version, oracle.GatesText(r.Gates), r.States, r.Differences, r.Took.Seconds())
		sum.States += r.States
		sum.Differences += r.Differences
		sum.Took += r.Took
	}
	fmt.Fprintf(w, "all\t\t%d\t%d\t%.1f\n", sum.States, sum.Differences, sum.Took.Seconds())
	return w.Flush()
}
