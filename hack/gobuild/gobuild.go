// Package gobuild runs `go build` and says how far it is, because the first
// build of a large program takes minutes in which `go build` says nothing.
package gobuild

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// quiet is the number of packages up to which a build is too short to announce.
const quiet = 40

// Options say what to build.
type Options struct {
	// Dir is the directory of the module; empty means the working directory.
	Dir string
	// Package is the import path, or path below Dir, of the program.
	Package string
	// Output is the file to write.
	Output string
	// Flags of the compiler are added to those that every build has.
	Flags []string
	// Label names the program in what is printed.
	Label string
	// Progress is where to say how far it is, a terminal or a log.
	Progress *os.File
}

// Build compiles and links a program. Output is replaced only when it succeeds.
func Build(ctx context.Context, o Options) error {
	output, err := filepath.Abs(o.Output)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(output), 0o755); err != nil {
		return err
	}
	total, err := countStale(ctx, o)
	if err != nil {
		return fmt.Errorf("build %s: %w", o.Label, err)
	}
	next := output + ".next"
	defer func() { _ = os.Remove(next) }()

	cmd := command(ctx, o.Dir, o.Flags, "build", "-v", "-ldflags", "-s -w", "-o", next, o.Package)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	m := newMeter(o.Progress, o.Label, total)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start go build: %w", err)
	}
	said := m.follow(pipe)
	if err := cmd.Wait(); err != nil {
		m.end("failed")
		return fmt.Errorf("build %s: %w\n%s", o.Label, err, said)
	}
	m.end("built")
	return os.Rename(next, output)
}

func command(ctx context.Context, dir string, flags []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	// One set of flags for every build, test and check: with another one the Go
	// build cache compiles everything again, the standard library included.
	set := append([]string{os.Getenv("GOFLAGS"), "-trimpath", "-buildvcs=false"}, flags...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="+strings.Join(set, " "))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// follow counts the import paths that `go build -v` prints and returns the rest
// of what it prints: errors.
func (m *meter) follow(r io.Reader) string {
	var said strings.Builder
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(r); s.Scan(); {
			lines <- s.Text()
		}
	}()
	tick := time.NewTicker(m.interval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.show()
		case line, more := <-lines:
			switch {
			case !more:
				return said.String()
			case strings.HasPrefix(line, "go: downloading "):
			case line != "" && !strings.ContainsAny(line, " \t#:"):
				m.done++
			default:
				said.WriteString(line + "\n")
			}
		}
	}
}
