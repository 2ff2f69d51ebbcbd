package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kubectl-sts/kubectl-sts/e2e/oracle"
)

// controllers is the import path below which lies what a sync runs.
const controllers = "k8s.io/kubernetes/pkg/controller/"

// coverage searches with a judge of the newest version that counts what it runs,
// and prints what the states reach of the controller, function by function. It
// fails where something is not reached for no reason that is known.
func coverage(ctx context.Context, out io.Writer, states int, seed uint64) error {
	versions, err := choose("")
	if err != nil {
		return err
	}
	version := versions[0]
	// Without its own package in the list, a program does not write down what it counts.
	program, err := judge(ctx, version, "-cover", "-coverpkg=.,"+controllers+"statefulset,"+controllers+"history")
	if err != nil {
		return err
	}
	counts, err := os.MkdirTemp("", "oracle-coverage-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(counts)
	s := &oracle.Search{
		Programs: map[string]string{version: program}, Versions: []string{version}, States: states, Seed: seed,
		Environment: []string{"GOCOVERDIR=" + counts},
	}
	rows, err := s.Run(ctx)
	if err != nil {
		return err
	}
	if err := table(out, rows); err != nil {
		return err
	}
	profile := filepath.Join(counts, "profile")
	if text, err := exec.CommandContext(ctx, "go", "tool", "covdata", "textfmt", "-i="+counts, "-o="+profile).CombinedOutput(); err != nil {
		return fmt.Errorf("read the coverage: %w\n%s", err, text)
	}
	blocks, err := readProfile(profile)
	if err != nil {
		return err
	}
	sources, err := moduleDir(ctx, version)
	if err != nil {
		return err
	}
	return printCoverage(out, filepath.Join(sources, "pkg/controller"), blocks)
}

// moduleDir is where the source of a version of Kubernetes lies.
func moduleDir(ctx context.Context, version string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes")
	cmd.Dir = filepath.Join(folder, version)
	dir, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("find the source of %s: %w", version, err)
	}
	return strings.TrimSpace(string(dir)), nil
}
