package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"
)

// errNotRunning makes the exit code 1 and prints nothing: status has said it already.
var errNotRunning = errors.New("not running")

func status(out io.Writer, dir layout) error {
	abs, err := filepath.Abs(string(dir))
	if err != nil {
		return err
	}
	dir = layout(abs)
	launcher, err := dir.holder()
	if err != nil {
		return err
	}
	if launcher == 0 {
		fmt.Fprintf(out, "not running: %s\n", dir)
		if reason, err := os.ReadFile(dir.log("launcher")); err == nil {
			fmt.Fprintf(out, "it stopped because %s", reason)
		}
		return errNotRunning
	}
	s, err := dir.readState()
	if err != nil || s.Ready == nil {
		fmt.Fprintf(out, "not yet running: it is being started in %s (pid %d)\n", dir, launcher)
		return errNotRunning
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "running\tfor %s\n", time.Since(*s.Ready).Round(time.Second))
	fmt.Fprintf(w, "directory\t%s\nserver\t%s\nkubeconfig\t%s\n", dir, s.Server, dir.kubeconfig())
	fmt.Fprintf(w, "\nCOMPONENT\tPID\tMEMORY\n")
	total := int64(0)
	for _, component := range append([]string{"launcher"}, startOrder...) {
		pid := s.Components[component]
		if component == "launcher" {
			pid = launcher
		}
		if pid == 0 {
			continue
		}
		bytes := residentBytes(pid)
		total += bytes
		fmt.Fprintf(w, "%s\t%d\t%d MiB\n", component, pid, bytes>>20)
	}
	// The pages of the one binary are counted once a process.
	fmt.Fprintf(w, "total\t\t%d MiB\n", total>>20)
	return w.Flush()
}
