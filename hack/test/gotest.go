package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// event is a line of `go test -json`, see `go doc test2json` and `go help buildjson`.
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string
	Elapsed                       float64
}

// goTest runs `go test` and counts. each names every test as it ends, for
// packages that take minutes.
func goTest(ctx context.Context, each bool, args ...string) (counts, error) {
	return goTestWith(ctx, nil, each, args...)
}

// goTestWith is goTest with variables besides those of this process.
func goTestWith(ctx context.Context, env []string, each bool, args ...string) (counts, error) {
	cmd := testCommand(ctx, args)
	cmd.Env = append(os.Environ(), env...)
	return count(cmd, each)
}

// goTestIn runs the tests of another module.
func goTestIn(ctx context.Context, dir string, args ...string) (counts, error) {
	cmd := testCommand(ctx, args)
	cmd.Dir = dir
	return count(cmd, false)
}

// testCommand leaves go vet out: it has its own place, and once is enough.
func testCommand(ctx context.Context, args []string) *exec.Cmd {
	return exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-vet=off"}, args...)...)
}

// count runs a go test -json and shows what it says.
func count(cmd *exec.Cmd, each bool) (counts, error) {
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second // scenarios stop their control plane first
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return counts{}, err
	}
	if err := cmd.Start(); err != nil {
		return counts{}, fmt.Errorf("start go test: %w", err)
	}
	l := &ledger{out: os.Stdout, each: each, tests: map[string]*record{}}
	l.read(pipe)
	if cmd.Wait() != nil || l.total.failed > 0 {
		return l.total, errTests
	}
	return l.total, nil
}

// ledger keeps what `go test` said until it is known whether anybody needs it.
type ledger struct {
	out   io.Writer
	each  bool
	tests map[string]*record // by package, space, test; "package " is the package itself
	total counts
}

type record struct {
	parent bool // has subtests, which are counted instead
	ended  bool
	failed bool
	output strings.Builder
}

func (l *ledger) read(r io.Reader) {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var e event
		if json.Unmarshal(s.Bytes(), &e) != nil {
			_, _ = fmt.Fprintln(l.out, s.Text()) // not JSON: a complaint of the go command itself
			continue
		}
		l.take(e)
	}
}

func (l *ledger) take(e event) {
	switch e.Action {
	case "build-output":
		_, _ = io.WriteString(l.out, e.Output)
	case "output":
		// Not "=== RUN" and the like, nor the package's own verdict: endPackage says it.
		if !strings.HasPrefix(e.Output, "=== ") && (e.Test != "" || !strings.HasPrefix(e.Output, "FAIL")) {
			l.record(e).output.WriteString(e.Output)
		}
	case "run":
		l.record(e)
		if i := strings.LastIndex(e.Test, "/"); i > 0 {
			l.record(event{Package: e.Package, Test: e.Test[:i]}).parent = true
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			l.endPackage(e)
		} else {
			l.endTest(e)
		}
	}
}

func (l *ledger) record(e event) *record {
	key := e.Package + " " + e.Test
	if l.tests[key] == nil {
		l.tests[key] = &record{}
	}
	return l.tests[key]
}

func (l *ledger) endTest(e event) {
	r := l.record(e)
	r.ended, r.failed = true, e.Action == "fail"
	if r.failed {
		_, _ = io.WriteString(l.out, r.output.String())
	}
	if l.each && !strings.Contains(e.Test, "/") && e.Action != "skip" {
		_, _ = fmt.Fprintf(l.out, "%-5s %s (%.1fs)\n", e.Action, e.Test, e.Elapsed)
	}
	// A parent that fails by itself, after its subtests passed, is a failure of its own.
	if r.parent && (!r.failed || l.anyFailed(e.Package+" "+e.Test+"/")) {
		return
	}
	if e.Action == "skip" {
		why := reason(r.output.String())
		if strings.Contains(why, elsewhere) {
			l.total.elsewhere++
			return
		}
		_, _ = fmt.Fprintf(l.out, "skip  %s: %s\n", e.Test, why)
	}
	l.add(e.Action)
}

// elsewhere is in the reason of a scenario that another kind of cluster is for
// (framework.NotHere). It is neither passed nor left out: the stage of that cluster runs it.
const elsewhere = "for another cluster: this one has no "

// anyFailed reports whether a test whose key starts with prefix has failed.
func (l *ledger) anyFailed(prefix string) bool {
	for key, r := range l.tests {
		if r.failed && strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func (l *ledger) add(action string) {
	switch action {
	case "pass":
		l.total.passed++
	case "fail":
		l.total.failed++
	case "skip":
		l.total.skipped++
	}
}

// endPackage prints the package's line, and when it failed what it and the
// tests that never ended have said: a panic, a time-out, a failed build.
func (l *ledger) endPackage(e event) {
	if e.Action != "fail" {
		if e.Action == "pass" {
			_, _ = fmt.Fprintf(l.out, "ok    %s (%.1fs)\n", e.Package, e.Elapsed)
		}
		return
	}
	for _, key := range slices.Sorted(maps.Keys(l.tests)) {
		if r := l.tests[key]; strings.HasPrefix(key, e.Package+" ") && !r.ended {
			_, _ = io.WriteString(l.out, r.output.String())
		}
	}
	if !l.anyFailed(e.Package + " ") {
		l.total.failed++
	}
	_, _ = fmt.Fprintf(l.out, "FAIL  %s (%.1fs)\n", e.Package, e.Elapsed)
}

// reason is the last line that a skipped test has written: t.Skip's words.
func reason(output string) string {
	last := ""
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "---") {
			last = line
		}
	}
	return last
}
