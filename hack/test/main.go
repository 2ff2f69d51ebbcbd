// test runs the repository's checks and tests from the fastest to the slowest
// and stops at the first stage that fails:
//
//	go run ./hack/test                  all stages, as `make test`
//	go run ./hack/test verify unit      only these
//
// On CI (CI=true) a stage that cannot run counts as failed: green means that
// everything ran.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// stage is one group of checks or tests.
type stage struct {
	name, title string
	run         func(context.Context) (counts, error)
}

// counts are the checks or tests of a stage. Skipped ones are never passed ones;
// those that belong to another stage are none of the three.
type counts struct{ passed, failed, skipped, elsewhere int }

func (n counts) plus(m counts) counts {
	return counts{n.passed + m.passed, n.failed + m.failed, n.skipped + m.skipped, n.elsewhere + m.elsewhere}
}

// cannotRun is why a stage cannot run on this machine.
type cannotRun struct{ reason string }

func (e cannotRun) Error() string { return "cannot run here: " + e.reason }

// notNeeded is why a stage has nothing to run on on this machine, which nobody
// has to mend, not even for CI.
type notNeeded struct{ reason string }

func (e notNeeded) Error() string { return "did not run: " + e.reason }

// errTests is the failure of a stage whose output has said why already.
var errTests = errors.New("failed")

var stages = []stage{
	{"verify", "formatting, modules, build, generated files, vet, lint", verify},
	{"unit", "packages one by one", unit},
	{"screens", "what commands print: goldens and scripts", screens},
	{"oracle", "replay against the StatefulSet controller itself", oracle},
	{"controlplane", "scenarios on a real control plane", controlPlane},
	{"package", "what users install: archives, go install, Krew, completion, k9s", packaging},
	{"kind", "scenarios on a kind cluster: kubelets, DNS, volumes", kindCluster},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen, err := choose(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	if !run(ctx, chosen, os.Getenv("CI") == "true") {
		os.Exit(1)
	}
}

// choose picks stages by name, all of them when there is no name.
func choose(names []string) ([]stage, error) {
	if len(names) == 0 {
		return stages, nil
	}
	var chosen []stage
	var known []string
	for _, s := range stages {
		known = append(known, s.name)
		if slices.Contains(names, s.name) {
			chosen = append(chosen, s)
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("no stage %q: the stages are %s", name, strings.Join(known, ", "))
		}
	}
	return chosen, nil
}

// run runs the stages in order and reports whether all went well.
func run(ctx context.Context, chosen []stage, strict bool) bool {
	var done []result
	good := true
	for i, s := range chosen {
		fmt.Printf("\n== %d/%d %s: %s\n", i+1, len(chosen), s.name, s.title)
		start := time.Now()
		n, err := s.run(ctx)
		r := result{stage: s.name, counts: n, took: time.Since(start)}
		var cannot cannotRun
		var none notNeeded
		switch {
		case ctx.Err() != nil:
			r.note, good = "interrupted", false
		case errors.As(err, &none):
			r.note = none.Error()
		case errors.As(err, &cannot):
			r.note = cannot.Error()
			good = good && !strict
		case err != nil:
			r.note, good = err.Error(), false
		}
		if r.note != "" {
			fmt.Printf("%s: %s\n", s.name, r.note)
		}
		done = append(done, r)
		if !good {
			break
		}
	}
	summary(os.Stdout, done, chosen[len(done):])
	return good
}
