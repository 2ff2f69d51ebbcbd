package framework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// No command of a scenario takes longer, unless something hangs.
const commandTimeout = time.Minute

// Result is what a command did.
type Result struct {
	// Command as a person would type it.
	Command        string
	Stdout, Stderr string
	// Code is the exit code.
	Code int
}

// Sts runs `kubectl sts ARGS…`, which has to succeed, and returns what it printed.
func (f *F) Sts(args ...string) string {
	f.Helper()
	return f.succeed(f.TrySts(args...))
}

// TrySts runs `kubectl sts ARGS…`.
func (f *F) TrySts(args ...string) Result {
	f.Helper()
	return f.exec(f.Context(), f.kubeconfig, "kubectl", append([]string{"sts"}, args...)...)
}

// Kubectl runs `kubectl ARGS…`, which has to succeed, and returns what it printed.
func (f *F) Kubectl(args ...string) string {
	f.Helper()
	return f.succeed(f.TryKubectl(args...))
}

// TryKubectl runs `kubectl ARGS…`.
func (f *F) TryKubectl(args ...string) Result {
	f.Helper()
	return f.exec(f.Context(), f.kubeconfig, "kubectl", args...)
}

// Shell runs a line as it was printed, in a shell whose current namespace is not the scenario's: a command
// that the plugin advises has to say everything itself.
func (f *F) Shell(line string) string {
	f.Helper()
	return f.succeed(f.exec(f.Context(), f.cluster.kubeconfig, "bash", "-c", line))
}

// plugin runs the plugin itself, without kubectl before it: half the time, for what is asked many times over.
func (f *F) plugin(kubeconfig string, args ...string) Result {
	return f.exec(f.Context(), kubeconfig, "kubectl-sts", args...)
}

func (f *F) succeed(r Result) string {
	f.Helper()
	if r.Code != 0 {
		f.Fatalf("%s\nexit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
	}
	return r.Stdout
}

func (f *F) exec(ctx context.Context, kubeconfig, name string, args ...string) Result {
	f.Helper()
	ctx, cancel := context.WithTimeout(ctx, f.patient(commandTimeout))
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(f.cluster.bin, name), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = f.cluster.environment(kubeconfig)
	err := cmd.Run()
	r := Result{Command: strings.Join(append([]string{name}, args...), " "), Stdout: stdout.String(), Stderr: stderr.String()}
	var exit *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		f.Fatalf("%s\ndid not end within %s\n%s%s", r.Command, f.patient(commandTimeout), r.Stdout, r.Stderr)
	case errors.As(err, &exit):
		r.Code = exit.ExitCode()
	case err != nil:
		f.Fatalf("%s: %v", r.Command, err)
	}
	return r
}

// OneErrorLine fails unless the command failed as every command does: exit code 1, nothing on stdout, and on
// stderr one line `error: …` that has all of these words.
func (f *F) OneErrorLine(r Result, words ...string) {
	f.Helper()
	line := strings.TrimSuffix(r.Stderr, "\n")
	var wrong []string
	if r.Code != 1 {
		wrong = append(wrong, fmt.Sprintf("exit code %d, want 1", r.Code))
	}
	if r.Stdout != "" {
		wrong = append(wrong, "something on stdout")
	}
	if strings.Contains(line, "\n") || !strings.HasPrefix(line, "error: ") {
		wrong = append(wrong, "stderr is not one line `error: …`")
	}
	for _, w := range words {
		if !strings.Contains(line, w) {
			wrong = append(wrong, fmt.Sprintf("stderr lacks %q", w))
		}
	}
	if len(wrong) > 0 {
		f.Errorf("%s: %s\nstdout: %s\nstderr: %s", r.Command, strings.Join(wrong, "; "), r.Stdout, r.Stderr)
	}
}
