package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

const (
	// folder on the node. It is below /var, which survives a restart of the node's container.
	folder = "/var/lib/sts-volumes"
	// data is the folder in a file system that a Pod sees. While the file system is not mounted there is none, so
	// that the kubelet waits, where it would otherwise hand the Pod an empty folder.
	data = "data"
)

// disks are the volumes of this node: each is a sparse file with an XFS, mounted through a loop device. Not an ext4,
// because a mounted one grows only for who has CAP_SYS_RESOURCE, which no container gets in many a CI machine.
type disks struct {
	root string // of the node, seen from here
	mu   sync.Mutex
}

func newDisks(root string) *disks { return &disks{root: root} }

func image(volume string) string      { return filepath.Join(folder, volume+".img") }
func mountpoint(volume string) string { return filepath.Join(folder, volume) }

// path is what the PersistentVolume names: the place on the node that the kubelet gives to Pods.
func path(volume string) string { return filepath.Join(mountpoint(volume), data) }

// create makes a volume, or finishes one that was begun.
func (d *disks) create(ctx context.Context, volume string, size int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := os.Stat(d.here(image(volume))); errors.Is(err, fs.ErrNotExist) {
		if err := d.format(ctx, volume, size); err != nil {
			return err
		}
	}
	if err := d.mount(ctx, volume); err != nil {
		return err
	}
	if err := os.MkdirAll(d.here(path(volume)), 0o777); err != nil {
		return err
	}
	// Whoever the Pod runs as may write, as with kind's own StorageClass. MkdirAll leaves out what umask forbids.
	return os.Chmod(d.here(path(volume)), 0o777)
}

// format makes the file. It gets its name at the end, so that a half-made one is never taken for a volume.
func (d *disks) format(ctx context.Context, volume string, size int64) error {
	next := image(volume) + ".new"
	if err := os.MkdirAll(d.here(folder), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(d.here(next), nil, 0o600); err != nil {
		return err
	}
	if err := os.Truncate(d.here(next), size); err != nil {
		return err
	}
	if _, err := d.run(ctx, "mkfs.xfs", formatFlags(size, next)...); err != nil {
		return err
	}
	return os.Rename(d.here(next), d.here(image(volume)))
}

func formatFlags(size int64, file string) []string {
	flags := []string{"-q", "-f", file}
	if size < 300<<20 {
		// mkfs.xfs refuses to make small ones, because they are slow; a test wants a disk that is soon full.
		flags = append([]string{"--unsupported"}, flags...)
	}
	return flags
}

// mount mounts a volume that is not mounted. Mount frees the loop device with the last mount, be it that the whole
// node goes away: nothing stays behind on the machine.
func (d *disks) mount(ctx context.Context, volume string) error {
	if device, err := d.device(ctx, volume); err != nil || device != "" {
		return err
	}
	if err := d.makeLoops(); err != nil {
		return err
	}
	if err := os.MkdirAll(d.here(mountpoint(volume)), 0o700); err != nil {
		return err
	}
	_, err := d.run(ctx, "mount", "-t", "xfs", "-o", "loop", image(volume), mountpoint(volume))
	return err
}

// mountAll mounts every volume there is: a restart of the node has unmounted them.
func (d *disks) mountAll(ctx context.Context) error {
	images, err := filepath.Glob(d.here(image("*")))
	for _, name := range images {
		err = errors.Join(err, d.mount(ctx, strings.TrimSuffix(filepath.Base(name), ".img")))
	}
	return err
}

// grow makes a volume at least as large as size, while it is in use.
func (d *disks) grow(ctx context.Context, volume string, size int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	info, err := os.Stat(d.here(image(volume)))
	if err != nil {
		return err
	}
	if info.Size() < size {
		if err := os.Truncate(d.here(image(volume)), size); err != nil {
			return err
		}
	}
	if err := d.mount(ctx, volume); err != nil {
		return err
	}
	device, err := d.device(ctx, volume)
	if err != nil {
		return err
	}
	if _, err := d.run(ctx, "losetup", "--set-capacity", device); err != nil {
		return err
	}
	_, err = d.run(ctx, "xfs_growfs", mountpoint(volume))
	return err
}

// remove deletes a volume with everything in it.
func (d *disks) remove(ctx context.Context, volume string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	device, err := d.device(ctx, volume)
	if err != nil {
		return err
	}
	if device != "" {
		if _, err := d.run(ctx, "umount", mountpoint(volume)); err != nil {
			return err
		}
	}
	return errors.Join(removed(d.here(image(volume))), removed(d.here(mountpoint(volume))))
}

func removed(name string) error {
	// Not RemoveAll: should the unmounting not have reached us, nothing below may be deleted.
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
