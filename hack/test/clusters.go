package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/kubectl-sts/kubectl-sts/e2e/kind"
	"github.com/kubectl-sts/kubectl-sts/e2e/nodeimage"
	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// programs builds what scenarios run: the plugin, and the control plane, which is their kubectl as well.
func programs(ctx context.Context) error {
	err := gobuild.Fetch(ctx, "e2e/controlplane", os.Stderr, ".")
	if errors.Is(err, gobuild.ErrOffline) {
		return cannotRun{err.Error()}
	}
	if err != nil {
		return err
	}
	if err := call(ctx, "go", "build", "-o", "bin/hack/controlplane", "./hack/controlplane"); err != nil {
		return fmt.Errorf("build hack/controlplane: %w", err)
	}
	if err := call(ctx, "bin/hack/controlplane"); err != nil {
		return fmt.Errorf("build the control plane: %w", err)
	}
	return gobuild.Build(ctx, gobuild.Options{
		Package: "./cmd/kubectl-sts", Output: "bin/kubectl-sts", Label: "kubectl-sts", Progress: os.Stderr,
	})
}

// controlPlane builds the plugin and a control plane, and runs the scenarios on it.
func controlPlane(ctx context.Context) (counts, error) {
	if runtime.GOOS != "linux" {
		return counts{}, cannotRun{"the control plane needs Linux, this is " + runtime.GOOS}
	}
	if err := programs(ctx); err != nil {
		return counts{}, err
	}
	linted, err := check(ctx, "lint-controlplane")
	if err != nil {
		return linted, err
	}
	artifacts, err := emptyArtifacts("controlplane")
	if err != nil {
		return linted, err
	}
	// One package after the other: each has a control plane to itself.
	n, err := goTestWith(ctx, []string{artifacts}, true, "-tags=e2e", "-count=1", "-timeout=20m", "-p=1", "./e2e/scenarios/...", "./e2e/walk/...")
	n.passed += linted.passed
	return n, err
}

// packaging builds what users install, and installs it: archives, `go install`, Krew, completion, k9s.
func packaging(ctx context.Context) (counts, error) {
	if runtime.GOOS != "linux" {
		return counts{}, cannotRun{"what is installed is tried on the control plane, which needs Linux; this is " + runtime.GOOS}
	}
	if err := programs(ctx); err != nil {
		return counts{}, err
	}
	for _, module := range []string{"hack/tools/release", "hack/tools/packaging"} {
		err := gobuild.Fetch(ctx, module, os.Stderr, "tool")
		if errors.Is(err, gobuild.ErrOffline) {
			return counts{}, cannotRun{err.Error()}
		}
		if err != nil {
			return counts{}, err
		}
	}
	artifacts, err := emptyArtifacts("package")
	if err != nil {
		return counts{}, err
	}
	return goTestWith(ctx, []string{artifacts}, true, "-tags=e2e", "-count=1", "-timeout=20m", "-p=1", "./e2e/dist/...", "./e2e/krew/...")
}

// kindCluster makes a cluster of real nodes in containers, runs on it the same scenarios and those that only it can
// show, and removes it.
func kindCluster(ctx context.Context) (counts, error) {
	if !kind.HasDocker() {
		return counts{}, notNeeded{"this machine has no docker command; see docs/e2e.md"}
	}
	if err := kind.CheckEngine(ctx); err != nil {
		return counts{}, cannotRun{err.Error()}
	}
	if err := programs(ctx); err != nil {
		return counts{}, err
	}
	artifacts, err := emptyArtifacts("kind")
	if err != nil {
		return counts{}, err
	}
	name := kind.DefaultName(".", "sts-test")
	o := kind.Options{Name: name, Kubeconfig: kind.Kubeconfig(".", name), Logs: filepath.Join(artifactsDir("kind"), "nodes"), Progress: os.Stdout}
	if err := kind.Up(ctx, o); err != nil {
		return counts{}, whyNoCluster(err)
	}
	n, err := goTestWith(ctx, append(kind.Environment(o), artifacts), true,
		"-tags=e2e", "-count=1", "-timeout=25m", "-p=1", "./e2e/scenarios/...", "./e2e/kind/scenarios/...")
	// With the flags that it was built with for the nodes, its packages are compiled already.
	agent, agentErr := goTestIn(ctx, "e2e/nodeimage/agent", "-gcflags=all=-dwarf=false", "./...")
	n, err = n.plus(agent), errors.Join(err, agentErr)
	// The cluster goes also when this run was interrupted.
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Minute)
	defer stop()
	return n, errors.Join(err, kind.Down(end, o))
}

// whyNoCluster tells a machine that cannot have a cluster from a cluster that does not come up.
func whyNoCluster(err error) error {
	for _, here := range []error{kind.ErrUnbounded, kind.ErrLowDiskRoom, kind.ErrNoDaemon, gobuild.ErrOffline, nodeimage.ErrOffline} {
		if errors.Is(err, here) {
			return cannotRun{err.Error()}
		}
	}
	return err
}

// emptyArtifacts is the variable that says where the failed scenarios of a stage leave what there is to know of them,
// after what the last run has left there is gone. A folder that is set is somebody's, and stays.
func emptyArtifacts(stage string) (variable string, err error) {
	if dir := os.Getenv("E2E_ARTIFACTS"); dir != "" {
		return "E2E_ARTIFACTS=" + dir, nil
	}
	dir := artifactsDir(stage)
	return "E2E_ARTIFACTS=" + dir, os.RemoveAll(dir)
}

func artifactsDir(stage string) string {
	dir := filepath.Join("bin", "artifacts", stage)
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}
