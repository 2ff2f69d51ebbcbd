package nodeimage

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
)

// ErrOffline says that packages are missing and cannot be had.
var ErrOffline = errors.New("the mirror of Debian cannot be reached, and the cache lacks what is needed")

// store is a folder of packages, by their sha256, that fills up from a mirror.
type store struct{ mirror, dir string }

// fetch returns the packages' files, in the order of the lock, after downloading those that are not there.
func (s *store) fetch(ctx context.Context, progress *meter, packages []debianPackage) ([]string, error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, err
	}
	if err := s.sweep(); err != nil {
		return nil, err
	}
	var total, done int64
	for _, p := range packages {
		total += p.size
	}
	files := make([]string, len(packages))
	for i, p := range packages {
		progress.part(fmt.Sprintf("Debian packages %d of %d", i+1, len(packages)), done, total)
		files[i] = filepath.Join(s.dir, p.sha256+".deb")
		if !intact(files[i], p.sha256) {
			if err := s.download(ctx, p, files[i]); err != nil {
				return nil, err
			}
		}
		done += p.size
	}
	return files, nil
}

// sweep removes what killed downloads left.
func (s *store) sweep() error {
	left, err := filepath.Glob(filepath.Join(s.dir, "download-*"))
	for _, file := range left {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

// intact says whether the package is there, all of it: a machine may have lost its power while it was written.
func intact(file, want string) bool {
	content, err := os.ReadFile(file)
	return err == nil && fmt.Sprintf("%x", sha256.Sum256(content)) == want
}

// download writes a package to a file that is there only when all of it is, and is what was locked.
func (s *store) download(ctx context.Context, p debianPackage, file string) error {
	body, err := get(ctx, s.mirror+"/"+p.path)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, errNotThere) {
			return fmt.Errorf("the mirror of Debian no longer has %s %s: pin what it has now with: go run ./hack/nodeimage lock", p.name, p.version)
		}
		var unreachable *url.Error
		if errors.As(err, &unreachable) {
			return fmt.Errorf("%w (%s %s: %w)", ErrOffline, p.name, p.version, unreachable.Err)
		}
		return fmt.Errorf("download %s %s: %w", p.name, p.version, err)
	}
	defer body.Close()
	next, err := os.CreateTemp(s.dir, "download-*")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name())
	defer next.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(next, sum), body); err != nil {
		return fmt.Errorf("download %s %s: %w", p.name, p.version, err)
	}
	if got := fmt.Sprintf("%x", sum.Sum(nil)); got != p.sha256 {
		return fmt.Errorf("%s/%s has the sha256 %s, and %s says %s", s.mirror, p.path, got, lockFile, p.sha256)
	}
	if err := next.Close(); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}
