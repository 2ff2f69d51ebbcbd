package gobuild

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// ErrOffline says that a build needs modules that are neither in the module
// cache nor to be had from here.
var ErrOffline = errors.New("the Go module proxy cannot be reached, and the module cache lacks what is needed")

// ExitCannotRun is how the scripts and programs of hack/ say that what they do
// cannot be done here: EX_TEMPFAIL of sysexits.h.
const ExitCannotRun = 75

// ExitCode is the exit code for an error.
func ExitCode(err error) int {
	if errors.Is(err, ErrOffline) {
		return ExitCannotRun
	}
	return 1
}

// offline are the go command's words when it cannot reach a proxy at all; a
// proxy that answers "not found" is another matter.
var offline = []string{
	"dial tcp", "no such host", "connection refused", "i/o timeout", "network is unreachable",
	"module lookup disabled by GOPROXY=off",
}

// Offline says whether what the go command said is that it cannot reach a proxy.
func Offline(said string) bool {
	return slices.ContainsFunc(offline, func(words string) bool { return strings.Contains(said, words) })
}

// Fetch downloads the modules that the packages of a module are made of. Where
// progress is not nil it shows what is being downloaded.
func Fetch(ctx context.Context, dir string, progress *os.File, patterns ...string) error {
	_, err := list(ctx, Options{Dir: dir, Progress: progress}, "", patterns...)
	return err
}

// countStale counts the packages that the build cache does not have.
func countStale(ctx context.Context, o Options) (int, error) {
	out, err := list(ctx, o, "{{if .Stale}}x{{end}}", o.Package)
	return bytes.Count(out, []byte("x")), err
}

func list(ctx context.Context, o Options, format string, patterns ...string) ([]byte, error) {
	cmd := command(ctx, o.Dir, o.Flags, append([]string{"list", "-deps", "-f", format}, patterns...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	if o.Progress != nil {
		cmd.Stderr = io.MultiWriter(&said, downloads{o.Progress})
	}
	out, err := cmd.Output()
	if err == nil {
		return out, nil
	}
	if Offline(said.String()) {
		return nil, ErrOffline
	}
	return nil, fmt.Errorf("list the packages of %s: %w\n%s", strings.Join(patterns, " "), err, said.String())
}

// downloads passes on the lines "go: downloading …" and nothing else.
type downloads struct{ out io.Writer }

func (d downloads) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if bytes.HasPrefix(line, []byte("go: downloading ")) {
			if _, err := d.out.Write(line); err != nil {
				return 0, err
			}
		}
	}
	return len(p), nil
}
