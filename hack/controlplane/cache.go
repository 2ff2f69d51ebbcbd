package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// kept is how many programs stay in the cache: the one in use and the one before.
const kept = 2

// cache is a directory with a subdirectory for each program ever built, named by what went into it.
type cache struct{ dir string }

func openCache() (*cache, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Join(user, "kubectl-sts", "controlplane"))
	if err != nil {
		return nil, err
	}
	return &cache{dir}, os.MkdirAll(dir, 0o755)
}

// binary returns the program for the sources as they are, after building it if need be.
func (c *cache) binary(ctx context.Context) (string, error) {
	key, err := contentKey()
	if err != nil {
		return "", err
	}
	home := filepath.Join(c.dir, key)
	binary := filepath.Join(home, "sts-controlplane")
	if c.use(home, binary) {
		return binary, nil
	}
	unlock, err := c.lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	// Whoever held the lock may have built the very same thing.
	if c.use(home, binary) {
		return binary, nil
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", err
	}
	next := binary + ".next"
	defer os.Remove(next)
	if err := build(ctx, next); err != nil {
		_ = os.Remove(home)
		return "", err
	}
	if err := os.Rename(next, binary); err != nil {
		return "", err
	}
	return binary, c.prune(home)
}

// use says whether the program is there, and marks it as used now.
func (c *cache) use(home, binary string) bool {
	if _, err := os.Stat(binary); err != nil {
		return false
	}
	now := time.Now()
	_ = os.Chtimes(home, now, now)
	return true
}

func (c *cache) prune(current string) error {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return err
	}
	type home struct {
		path string
		used time.Time
	}
	var old []home
	for _, entry := range entries {
		path := filepath.Join(c.dir, entry.Name())
		if info, err := entry.Info(); err == nil && info.IsDir() && path != current {
			old = append(old, home{path, info.ModTime()})
		}
	}
	slices.SortFunc(old, func(a, b home) int { return cmp.Or(b.used.Compare(a.used), strings.Compare(a.path, b.path)) })
	for _, h := range old[min(len(old), kept-1):] {
		// A control plane that runs from it keeps running: its file stays until it ends.
		err = errors.Join(err, os.RemoveAll(h.path))
	}
	return err
}

// lock keeps two builds from doing the same work at once.
func (c *cache) lock() (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(c.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		fmt.Fprintln(os.Stderr, "another build of the control plane is running; waiting for it")
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
	}
	return func() { f.Close() }, nil
}

// contentKey stands for everything that goes into the program: the sources, the versions of all modules, the
// compiler and its flags.
func contentKey() (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version(), runtime.GOOS, runtime.GOARCH, goFlags, linkerFlags())
	err := filepath.WalkDir(module, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".md") {
			return err
		}
		content, err := os.ReadFile(path)
		fmt.Fprintf(sum, "%s %x\n", filepath.ToSlash(path), sha256.Sum256(content))
		return err
	})
	return fmt.Sprintf("%x", sum.Sum(nil))[:16], err
}
