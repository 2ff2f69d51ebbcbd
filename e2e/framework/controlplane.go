package framework

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// How long a control plane may take to start on a busy machine, and to stop.
const (
	startTimeout = 2 * time.Minute
	stopTimeout  = 30 * time.Second
)

// startControlPlane runs `sts-controlplane up` as a child in the foreground: should this process die, however
// it dies, the control plane follows it.
func (c *cluster) startControlPlane(ctx context.Context, program string, flags []string) error {
	dir := filepath.Join(c.dir, "controlplane")
	cmd := exec.Command(program, append([]string{"up", "--dir", dir, "--nodes", "6"}, flags...)...)
	cmd.SysProcAttr = diesWithParent()
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	progress, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	started, ended := make(chan error), make(chan error, 1)
	go func() {
		// The kernel watches over the thread that started the child, so that thread has to live as long.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("starting the control plane: %w", err)
	}
	c.stop = func() error { return stop(cmd, ended) }
	ready := make(chan []string, 1)
	go func() {
		var lines []string
		for s := bufio.NewScanner(progress); s.Scan(); {
			lines = append(lines, s.Text())
			if strings.HasPrefix(s.Text(), "export KUBECONFIG=") {
				ready <- nil
				return
			}
		}
		ready <- append(lines, "")
	}()
	select {
	case said := <-ready:
		if said != nil {
			err := <-ended
			c.stop = nil
			return fmt.Errorf("the control plane ended before it was ready (%w):\n%s%s", err, strings.Join(said, "\n"), complaints.String())
		}
	case <-ctx.Done():
		return errors.New("interrupted")
	case <-time.After(startTimeout):
		return fmt.Errorf("the control plane was not ready within %s", startTimeout)
	}
	c.kubeconfig = filepath.Join(dir, "kubeconfig")
	c.auditLog = filepath.Join(dir, "logs", "audit.log")
	return nil
}

func stop(cmd *exec.Cmd, ended <-chan error) error {
	if err := cmd.Process.Signal(syscall.SIGTERM); errors.Is(err, os.ErrProcessDone) {
		return errors.New("the control plane had died before the scenarios ended")
	}
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("stopping the control plane: %w", err)
		}
		return nil
	case <-time.After(stopTimeout):
		_ = cmd.Process.Kill()
		return fmt.Errorf("the control plane did not stop within %s and was killed", stopTimeout)
	}
}
