package framework

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Background is a command that runs while the scenario goes on.
type Background struct {
	f      *F
	cmd    *exec.Cmd
	ctx    context.Context
	result Result

	mu             sync.Mutex
	stdout, stderr bytes.Buffer
	ended          chan struct{}
}

// StartSts starts the plugin with ARGS. It ends with the scenario at the latest.
func (f *F) StartSts(args ...string) *Background {
	f.Helper()
	ctx, cancel := context.WithTimeout(f.Context(), 2*f.patient(commandTimeout))
	f.Cleanup(cancel)
	b := &Background{f: f, ctx: ctx, ended: make(chan struct{}), result: Result{Command: "kubectl-sts " + strings.Join(args, " ")}}
	b.cmd = exec.CommandContext(ctx, filepath.Join(f.cluster.bin, "kubectl-sts"), args...)
	b.cmd.Stdout, b.cmd.Stderr = locked{&b.mu, &b.stdout}, locked{&b.mu, &b.stderr}
	b.cmd.Env = f.cluster.environment(f.kubeconfig)
	if err := b.cmd.Start(); err != nil {
		f.Fatalf("%s: %v", b.result.Command, err)
	}
	go func() {
		_ = b.cmd.Wait() // ProcessState says what there is to say.
		close(b.ended)
	}()
	return b
}

// Running reports whether it has not ended yet.
func (b *Background) Running() bool {
	select {
	case <-b.ended:
		return false
	default:
		return true
	}
}

// Said is what it has written on stderr so far.
func (b *Background) Said() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stderr.String()
}

// Printed is what it has written on stdout so far.
func (b *Background) Printed() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stdout.String()
}

// Signal sends it a signal.
func (b *Background) Signal(s os.Signal) {
	b.f.Helper()
	if err := b.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		b.f.Fatalf("%s: %v", b.result.Command, err)
	}
}

// Wait waits until it ends by itself, for as long as a command may take.
func (b *Background) Wait() Result {
	b.f.Helper()
	select {
	case <-b.ended:
	case <-time.After(b.f.patient(commandTimeout)):
		b.f.Fatalf("%s\ndid not end within %s\nstderr so far:\n%s", b.result.Command, b.f.patient(commandTimeout), b.Said())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.result.Stdout, b.result.Stderr, b.result.Code = b.stdout.String(), b.stderr.String(), b.cmd.ProcessState.ExitCode()
	return b.result
}

// locked lets a buffer be read while it is written.
type locked struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}
