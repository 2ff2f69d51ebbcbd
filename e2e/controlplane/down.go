package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

type downOptions struct {
	Dir  string
	Keep bool
}

func (o *downOptions) run(ctx context.Context) error {
	abs, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	dir := layout(abs)
	if _, err := os.Stat(dir.marker()); errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(abs); errors.Is(err, os.ErrNotExist) {
			fmt.Printf("nothing to stop: %s does not exist\n", dir)
			return nil
		}
		return fmt.Errorf("%s was not made by sts-controlplane; nothing was touched", dir)
	}
	launcher, err := dir.holder()
	if err != nil {
		return err
	}
	if launcher != 0 {
		if err := stopLauncher(ctx, dir, launcher); err != nil {
			return err
		}
		fmt.Printf("stopped the control plane in %s\n", dir)
	} else {
		fmt.Printf("no control plane is running in %s\n", dir)
	}
	if o.Keep {
		fmt.Println("its state is kept; `sts-controlplane up --keep` continues with it")
		return nil
	}
	return dir.remove()
}

// stopLauncher asks politely, and after half a minute no longer: a killed launcher takes its children along.
func stopLauncher(ctx context.Context, dir layout, launcher int) error {
	s, _ := dir.readState()
	if err := syscall.Kill(launcher, syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stopping the launcher (pid %d): %w", launcher, err)
	}
	began, killed := time.Now(), false
	for {
		holder, err := dir.holder()
		if err != nil {
			return err
		}
		left := livingComponents(s)
		if holder == 0 && len(left) == 0 {
			return nil
		}
		switch waited := time.Since(began); {
		case waited > 40*time.Second:
			return fmt.Errorf("still running after 40 s: launcher %d, components %v", holder, left)
		case waited > 30*time.Second && !killed && holder != 0:
			killed = true
			_ = syscall.Kill(holder, syscall.SIGKILL)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// livingComponents are the components that still run. It is asked within a minute of the launcher's own
// word, so a pid that was used again is no concern.
func livingComponents(s state) []string {
	var living []string
	for _, component := range startOrder {
		if pid := s.Components[component]; pid != 0 && syscall.Kill(pid, 0) == nil {
			living = append(living, component)
		}
	}
	return living
}
