package nodeimage

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// buildParts builds what the image has from Go modules into a folder. The go command knows what is up to date.
func buildParts(ctx context.Context, progress io.Writer, dir string) error {
	root, err := repositoryRoot()
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	left, err := filepath.Glob(filepath.Join(dir, "go-build*"))
	for _, folder := range left {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	if err != nil {
		return err
	}
	meter := newMeter(progress)
	for _, m := range modules {
		if err := m.build(ctx, meter, root, dir); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("build %s of the node image: %w", m.parts[0].name, err)
		}
	}
	return nil
}

func (m module) build(ctx context.Context, meter *meter, root, dir string) error {
	stale, err := m.stale(ctx, root)
	if err != nil {
		return err
	}
	// A program counts as stale whenever its file is not where `go install` would put it.
	if count := len(stale) - len(m.parts); count > 0 {
		meter.phase(fmt.Sprintf("compiling %d Go packages for %s", count, m.parts[0].name))
	}
	done := 0
	for _, p := range m.parts {
		cmd := m.command(ctx, root, "build", "-v", "-ldflags", m.linkerFlags(), "-o", filepath.Join(dir, p.name), p.pkg)
		// From here the go command renames the program into its place, where it would otherwise copy it; half a copy
		// has the build ID by which the next build takes it for done.
		cmd.Env = append(cmd.Env, "GOTMPDIR="+dir)
		err := follow(cmd, func(line string) bool {
			if !stale[line] {
				return false
			}
			done++
			meter.part(fmt.Sprintf("%s: package %d of %d", p.name, done, len(stale)), int64(done), int64(len(stale)))
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stale downloads what is missing and returns the packages that have to be compiled.
func (m module) stale(ctx context.Context, root string) (map[string]bool, error) {
	args := []string{"list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"}
	for _, p := range m.parts {
		args = append(args, p.pkg)
	}
	var out bytes.Buffer
	cmd := m.command(ctx, root, args...)
	cmd.Stdout = &out
	if err := follow(cmd, func(line string) bool { return strings.HasPrefix(line, "go: downloading ") }); err != nil {
		return nil, err
	}
	packages := map[string]bool{}
	for line := range strings.Lines(out.String()) {
		if name := strings.TrimSpace(line); name != "" {
			packages[name] = true
		}
	}
	return packages, nil
}

// command is a go command in the module. Without cgo the programs need nothing of the system they run on.
func (m module) command(ctx context.Context, root string, args ...string) *exec.Cmd {
	flags := compilerFlags
	if len(m.tags) > 0 {
		flags = append(flags[:len(flags):len(flags)], "-tags="+strings.Join(m.tags, ","))
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join(root, m.dir)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture, "GOWORK=off", "GOFLAGS="+strings.Join(flags, " "))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

func (m module) linkerFlags() string {
	flags := []string{"-s", "-w"}
	for _, variable := range m.variables {
		flags = append(flags, "-X", variable)
	}
	return strings.Join(flags, " ")
}

// follow runs a go command. What it says that known does not know is a complaint, and the first one is the error.
func follow(cmd *exec.Cmd, known func(line string) bool) error {
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	var complaints []string
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := lines.Text(); !known(line) {
			complaints = append(complaints, line)
		}
	}
	if err := cmd.Wait(); err != nil {
		return explain(err, complaints)
	}
	return nil
}

// explain makes one line of what the go command said.
func explain(err error, complaints []string) error {
	if gobuild.Offline(strings.Join(complaints, "\n")) {
		return gobuild.ErrOffline
	}
	for _, line := range complaints {
		// "# package" is a headline; "go: downloading" and names of packages are no complaints.
		if line = strings.TrimSpace(line); strings.ContainsAny(line, " ") && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "go: downloading ") {
			return fmt.Errorf("%w: %s", err, line)
		}
	}
	return err
}
