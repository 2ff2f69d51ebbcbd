package framework

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// Scenarios spend their time waiting for controllers, so more of them run at once than there are cores.
const parallelScenarios = "6"

// shared is the cluster of this test process; Main sets it before any scenario runs.
var shared *cluster

// Main runs the scenarios of a package on one cluster; a TestMain calls it and nothing else. A control plane that it
// starts gets the flags besides its own.
func Main(m *testing.M, flags ...string) { os.Exit(run(m, flags)) }

func run(m *testing.M, flags []string) int {
	flag.Parse()
	if flag.Lookup("test.list").Value.String() != "" {
		return m.Run()
	}
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", parallelScenarios)
	}
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c, err := openCluster(interrupted, flags)
	if err != nil {
		fmt.Fprintf(os.Stderr, "error: the scenarios did not run: %v\n", err)
		return 1
	}
	shared = c
	// A person who has seen enough leaves no control plane and no files behind.
	disarm := context.AfterFunc(interrupted, func() {
		if err := c.close(true); err != nil {
			fmt.Fprintf(os.Stderr, "error: %v\n", err)
		}
		os.Exit(130)
	})
	code := m.Run()
	if !disarm() {
		select {} // the interrupt is being dealt with, and ends the process
	}
	if err := c.close(code != 0); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		return max(code, 1)
	}
	return code
}

// Root is the folder of the repository: the nearest one upwards that has examples/ and a go.mod. (With -trimpath
// the source files' own paths do not tell.)
func Root() string {
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, "go.mod")) && exists(filepath.Join(d, "examples")) {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

// program finds an executable: the file that the variable names, or the one under the repository's root.
func program(variable, path string) (string, error) {
	if p := os.Getenv(variable); p != "" {
		path = p
	} else {
		path = filepath.Join(Root(), path)
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w; run `make test`, which builds it first, or name another in %s", err, variable)
	}
	return filepath.Abs(path)
}
