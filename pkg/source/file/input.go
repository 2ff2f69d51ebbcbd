package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// maxTotal bounds all inputs together.
	maxTotal = 1 << 30
	// maxDepth bounds how deep a directory is searched.
	maxDepth = 8
	// sniffed is how much of an input tells text from anything else.
	sniffed = 4096
)

var extensions = []string{".yaml", ".yml", ".json"}

// unfitError is why a file in a directory is passed over and one given by name refused.
type unfitError struct{ what string }

func (e unfitError) Error() string { return e.what }

func (r *reading) readAll(namespace string) error {
	for _, path := range r.paths {
		if err := r.readPath(path, namespace); err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) readPath(path, namespace string) error {
	switch {
	case path == "-":
		return r.readInput("standard input", r.stdin, namespace)
	case strings.HasPrefix(path, "http://"), strings.HasPrefix(path, "https://"):
		return fmt.Errorf("%s: -f does not read from the network; pipe it in with -f -", path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return pathError(path, err)
	}
	if info.IsDir() {
		return r.readDir(path, namespace)
	}
	// A pipe is welcome here: -f <(kubectl get …).
	return r.readFile(path, namespace)
}

func (r *reading) readFile(path, namespace string) error {
	f, err := os.Open(path)
	if err != nil {
		return pathError(path, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && r.total+info.Size() > maxTotal {
		return tooMuch(path)
	}
	return r.readInput(path, f, namespace)
}

// readInput reads one input that must hold at least one document.
func (r *reading) readInput(name string, in io.Reader, namespace string) error {
	text, err := decodeText(&counted{in: in, r: r, name: name})
	if err == nil {
		var found bool
		if found, err = r.parse(text, namespace); err == nil && !found {
			err = unfitError{"no Kubernetes objects in it"}
		}
	}
	var limit tooMuchError
	switch {
	case err == nil:
		return nil
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case errors.As(err, &limit):
		return limit
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// readDir reads the files of a directory and of those in it: a dump writes one
// for each namespace. What is no text, no regular file or not ours to read is noted.
func (r *reading) readDir(root, namespace string) error {
	files := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if err != nil {
			if path == root {
				return pathError(root, err)
			}
			r.note("skipped %s: %v", path, reason(err))
			return nil
		}
		if e.IsDir() {
			if path != root && strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
			if depth := strings.Count(strings.TrimPrefix(path, root), string(filepath.Separator)); depth > maxDepth {
				r.note("skipped %s: more than %d directories deep", path, maxDepth)
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(extensions, strings.ToLower(filepath.Ext(path))) {
			return nil
		}
		// WalkDir does not follow links; one to a file is read, one to a directory could lead in a circle.
		info, err := os.Stat(path)
		switch {
		case err != nil:
			r.note("skipped %s: %v", path, reason(err))
			return nil
		case !info.Mode().IsRegular():
			r.note("skipped %s: not a regular file", path)
			return nil
		}
		files++
		err = r.readFile(path, namespace)
		var unfit unfitError
		switch {
		case errors.As(err, &unfit):
			r.note("skipped %s", err)
			return nil
		case errors.Is(err, fs.ErrPermission):
			r.note("skipped %s: permission denied", path)
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if files == 0 {
		return fmt.Errorf("%s: no %s files in it", root, strings.Join(extensions, ", "))
	}
	return nil
}
