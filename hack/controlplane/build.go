package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// build downloads, compiles and links the program, and says how far it is. The output is an absolute path.
func build(ctx context.Context, output string) error {
	m := newMeter(os.Stderr)
	defer m.stop()
	if err := download(ctx, m); err != nil {
		return err
	}
	m.phase("finding out what is compiled already")
	packages, program, err := stalePackages(ctx)
	if err != nil {
		return err
	}
	m.compiling(packages)
	cmd := goCommand(ctx, "build", "-v", "-ldflags", linkerFlags(), "-o", output, ".")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	// With -v the go command names each package as it begins to compile it; everything else is a complaint.
	var complaints strings.Builder
	for lines := bufio.NewReader(stderr); ; {
		line, err := lines.ReadString('\n')
		if name := strings.TrimSpace(line); name != program && !m.began(name) {
			complaints.WriteString(line)
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		m.stop()
		fmt.Fprint(os.Stderr, complaints.String())
		if ctx.Err() != nil {
			return errors.New("interrupted; the next build continues where this one stopped")
		}
		return fmt.Errorf("the control plane does not build: %w", err)
	}
	m.done("built the control plane")
	return nil
}

// pkg is a package that has to be compiled.
type pkg struct {
	path string
	work float64
}

// stalePackages are the packages that the build cache does not have, and the name of the program's own.
func stalePackages(ctx context.Context) (stale []pkg, program string, err error) {
	// EmbedFiles is asked for because without it the go command takes a short cut that makes every package
	// with embedded files, and all that import it, look as if it were stale.
	out, err := output(ctx, "list", "-deps", "-json=ImportPath,Name,Dir,GoFiles,EmbedFiles,Stale", ".")
	if err != nil {
		return nil, "", err
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Name, Dir string
			GoFiles               []string
			Stale                 bool
		}
		if err := decoder.Decode(&p); err == io.EOF {
			return stale, program, nil
		} else if err != nil {
			return nil, "", fmt.Errorf("reading what go list says: %w", err)
		}
		// The program itself is stale whenever it is not linked, and small.
		if p.Name == "main" {
			program = p.ImportPath
		}
		if !p.Stale || p.Name == "main" {
			continue
		}
		bytes := int64(0)
		for _, name := range p.GoFiles {
			if info, err := os.Stat(filepath.Join(p.Dir, name)); err == nil {
				bytes += info.Size()
			}
		}
		stale = append(stale, pkg{p.ImportPath, work(bytes)})
	}
}

// work is about how many seconds of one core a package of so many bytes takes. The two figures are a least
// squares fit over the 2,810 packages of a cold build: what a package costs is mostly that it is one.
func work(bytes int64) float64 { return 0.24 + 2.7e-6*float64(bytes) }

// output runs a go command and returns what it prints; its complaints become the error.
func output(ctx context.Context, args ...string) ([]byte, error) {
	cmd := goCommand(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, stderr.String())
	}
	return out, nil
}
