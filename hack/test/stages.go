package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// checks are the verify scripts, fastest first; lint builds its linter the first time.
var checks = []string{"gofmt", "modules", "build", "codegen", "docs", "readme", "vet", "lint"}

// verify runs every check, so that one run shows everything that is wrong.
func verify(ctx context.Context) (counts, error) { return check(ctx, checks...) }

func check(ctx context.Context, names ...string) (counts, error) {
	var n counts
	for _, name := range names {
		script := "hack/verify-" + name + ".sh"
		start := time.Now()
		running(script)
		err := call(ctx, script)
		word := "ok"
		var cannot cannotRun
		switch {
		case ctx.Err() != nil:
			return n, ctx.Err()
		case errors.As(err, &cannot):
			word = "skip"
			n.skipped++
		case err != nil:
			word = "FAIL"
			n.failed++
		default:
			n.passed++
		}
		fmt.Printf("%-5s %s (%s)\n", word, script, seconds(time.Since(start)))
	}
	switch {
	case n.failed > 0:
		return n, errTests
	case n.skipped > 0:
		return n, cannotRun{fmt.Sprintf("%d of %d checks; the lines above say why", n.skipped, len(names))}
	}
	return n, nil
}

// running says on a terminal what is under way, until its result takes the line's place.
func running(what string) {
	if term.IsTerminal(int(os.Stdout.Fd())) {
		fmt.Printf("...   %s\r", what)
	}
}

// screenPackages hold tests on whole screens: the printer's goldens and the
// scripts that run the program.
var screenPackages = []string{"./pkg/printer/...", "./pkg/cmd/...", "./cmd/..."}

func screens(ctx context.Context) (counts, error) {
	return goTest(ctx, false, screenPackages...)
}

// unit tests every package that screens does not test. The scenarios have a
// build tag, without which there is nothing to test in theirs.
func unit(ctx context.Context) (counts, error) {
	all, err := list(ctx, "./...")
	if err != nil {
		return counts{}, err
	}
	others, err := list(ctx, screenPackages...)
	if err != nil {
		return counts{}, err
	}
	packages := slices.DeleteFunc(all, func(p string) bool { return slices.Contains(others, p) })
	return goTest(ctx, false, packages...)
}

func list(ctx context.Context, patterns ...string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list"}, patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", strings.Join(patterns, " "), err)
	}
	return strings.Fields(string(out)), nil
}

// oracleVersions are those that every run compares with: the newest, and the last
// one before updates under maxUnavailable changed. `make oracle` has the others.
var oracleVersions = []string{"v1.37.1", "v1.35.0"}

// oracle builds two judges and gives them, and replay, the same states.
func oracle(ctx context.Context) (counts, error) {
	for _, version := range oracleVersions {
		err := gobuild.Fetch(ctx, "e2e/oracle/"+version, os.Stderr, ".")
		if errors.Is(err, gobuild.ErrOffline) {
			return counts{}, cannotRun{err.Error()}
		}
		if err != nil {
			return counts{}, err
		}
	}
	if err := call(ctx, "go", "build", "-o", "bin/hack/oracle", "./hack/oracle"); err != nil {
		return counts{}, fmt.Errorf("build hack/oracle: %w", err)
	}
	if err := call(ctx, "bin/hack/oracle", "-n", "6000", "-versions", strings.Join(oracleVersions, ",")); err != nil {
		return counts{}, err
	}
	// The rest of its tests need no judge, and are the unit stage's.
	return goTest(ctx, false, "-tags=e2e", "-count=1", "-run=Judge|Rules", "./e2e/oracle")
}

// call runs a command with our streams and nothing to read.
func call(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == gobuild.ExitCannotRun {
		return cannotRun{"see above"}
	}
	return err
}
