package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// The background launcher tells its foreground half what happens, line by line, through a pipe; a line with
// this prefix is the reason why it gave up.
const failurePrefix = "error: "

// runDetached starts the launcher in a session of its own, repeats its progress, and returns with its success
// or failure.
func (o *upOptions) runDetached(ctx context.Context) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	progress, theirs, err := os.Pipe()
	if err != nil {
		return err
	}
	defer progress.Close()
	cmd := exec.Command(exe, "up", "--dir", o.Dir, "--nodes", strconv.Itoa(o.Nodes), "--scale", strconv.Itoa(o.Scale),
		"--cluster-domain", o.ClusterDomain, "--keep="+strconv.FormatBool(o.Keep),
		"--feature-gates="+o.FeatureGates, "--audit-controller="+strconv.FormatBool(o.AuditController), "--progress-fd=3")
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return fmt.Errorf("starting the background launcher: %w", err)
	}
	forget := context.AfterFunc(ctx, func() { _ = cmd.Process.Signal(syscall.SIGTERM) })
	defer forget()

	ready, failure := false, []string(nil)
	for lines := bufio.NewScanner(progress); lines.Scan(); {
		line := lines.Text()
		if reason, ok := strings.CutPrefix(line, failurePrefix); ok || failure != nil {
			failure = append(failure, reason)
			continue
		}
		ready = ready || strings.HasPrefix(line, "export KUBECONFIG=")
		fmt.Fprintln(o.out, line)
	}
	if ready && ctx.Err() == nil {
		return cmd.Process.Release()
	}
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted; the control plane was stopped")
	case failure != nil:
		return errors.New(strings.Join(failure, "\n"))
	default:
		return fmt.Errorf("the background launcher ended: %w", err)
	}
}
