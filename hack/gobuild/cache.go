package gobuild

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
	"time"
)

// kept is how many builds of a program stay in the cache: the one in use and the one before.
const kept = 2

// Cache is a folder of the user's cache directory with a subfolder for each build
// of one program, named by what went into it. What is slow to link is linked once.
type Cache struct {
	dir, program, label string
}

// OpenCache opens the folder of a program: parts are its path below ours, program
// the file name, and label its name in what is printed.
func OpenCache(program, label string, parts ...string) (*Cache, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Join(append([]string{user, "kubectl-sts"}, parts...)...))
	if err != nil {
		return nil, err
	}
	return &Cache{dir, program, label}, os.MkdirAll(dir, 0o755)
}

// Program returns the program that key stands for, after building it if need be.
func (c *Cache) Program(ctx context.Context, key string, build func(ctx context.Context, output string) error) (string, error) {
	home := filepath.Join(c.dir, key)
	binary := filepath.Join(home, c.program)
	if c.use(home, binary) {
		return binary, nil
	}
	unlock, err := Lock(ctx, filepath.Join(c.dir, "lock"), c.label, os.Stderr)
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
	next := binary + ".new"
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
func (c *Cache) use(home, binary string) bool {
	if _, err := os.Stat(binary); err != nil {
		return false
	}
	now := time.Now()
	_ = os.Chtimes(home, now, now)
	return true
}

func (c *Cache) prune(current string) error {
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
		// What runs from it keeps running: its file stays until it ends.
		err = errors.Join(err, os.RemoveAll(h.path))
	}
	return err
}

// ContentKey stands for everything that goes into what is built: the sources and
// the versions of all modules, which lie in folders, the compiler, and its flags.
func ContentKey(files fs.FS, folders []string, flags ...any) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, append([]any{runtime.Version(), runtime.GOOS, runtime.GOARCH}, flags...)...)
	for _, folder := range folders {
		err := fs.WalkDir(files, folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".md") {
				return err
			}
			content, err := fs.ReadFile(files, path)
			fmt.Fprintf(sum, "%s %x\n", path, sha256.Sum256(content))
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))[:16], nil
}

// Link puts a program where people and tests call it.
func Link(name, target string) error {
	if old, err := os.Readlink(name); err == nil && old == target {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	// A new link is renamed into place: somebody may be calling the old one right now.
	next := fmt.Sprintf("%s.%d", name, os.Getpid())
	if err := os.Symlink(target, next); err != nil {
		return err
	}
	return os.Rename(next, name)
}
