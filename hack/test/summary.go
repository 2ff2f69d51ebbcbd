package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// result is what one stage came to.
type result struct {
	stage string
	counts
	took time.Duration
	// note is why the stage did not end well, empty when it did.
	note string
}

// summary prints a row a stage and, last, the sum in one line that a program can read.
func summary(w io.Writer, done []result, notRun []stage) {
	_, _ = fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(t, "STAGE\tPASSED\tFAILED\tSKIPPED\tTIME\tNOTE")
	var sum counts
	for _, r := range done {
		note := r.note
		if r.elsewhere > 0 {
			note = strings.TrimPrefix(fmt.Sprintf("%s, %d for another cluster, in its stage", note, r.elsewhere), ", ")
		}
		_, _ = fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\n", r.stage, r.passed, r.failed, r.skipped, seconds(r.took), note)
		sum.passed += r.passed
		sum.failed += r.failed
		sum.skipped += r.skipped
	}
	for _, s := range notRun {
		_, _ = fmt.Fprintf(t, "%s\t-\t-\t-\t-\tnot run\n", s.name)
	}
	_ = t.Flush()
	_, _ = fmt.Fprintf(w, "\n%d passed, %d failed, %d skipped\n", sum.passed, sum.failed, sum.skipped)
}

// seconds is a duration to a tenth of a second below a minute, to a second above.
func seconds(d time.Duration) string {
	if d < time.Minute {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
