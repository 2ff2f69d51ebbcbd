package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// loops is the number of loop devices on a node. Docker makes device files for those only that exist when the
// container starts; the device itself comes from the kernel when somebody asks for a free one.
const loops = 256

// device is the loop device of a volume, empty when it is not mounted. That it cannot be told is an error: a file must
// not be deleted, nor mounted a second time, while it is in use.
func (d *disks) device(ctx context.Context, volume string) (string, error) {
	out, err := d.run(ctx, "findmnt", "--noheadings", "--output", "SOURCE", "--mountpoint", mountpoint(volume))
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return "", nil
	}
	return strings.TrimSpace(out), err
}

func (d *disks) makeLoops() error {
	// Opening this one loads the kernel's module where nobody has used a loop device yet.
	control := d.here("/dev/loop-control")
	if err := unix.Mknod(control, unix.S_IFCHR|0o660, int(unix.Mkdev(10, 237))); err != nil && err != unix.EEXIST {
		return fmt.Errorf("make %s: %w", control, err)
	}
	for i := range loops {
		name := d.here(fmt.Sprintf("/dev/loop%d", i))
		if err := unix.Mknod(name, unix.S_IFBLK|0o660, int(unix.Mkdev(7, uint32(i)))); err != nil && err != unix.EEXIST {
			return fmt.Errorf("make %s: %w", name, err)
		}
	}
	return nil
}

func (d *disks) here(name string) string { return filepath.Join(d.root, name) }

// run runs a program of the node, in the node's file system: this Pod's own image has none.
func (d *disks) run(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "/usr/bin/env", append([]string{name}, args...)...)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: d.root}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.Join(strings.Fields(string(out)), " "))
	}
	return string(out), nil
}
