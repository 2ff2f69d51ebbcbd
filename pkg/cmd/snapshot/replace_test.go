package snapshot

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func writing(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "snapshot.yaml")
	for _, text := range []string{"first, and longer", "second"} {
		if err := replaceFile(path, writing(text)); err != nil {
			t.Fatal(err)
		}
		checkFile(t, path, text)
	}

	// What others could read before, they cannot any more.
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(path, writing("private")); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "private")

	link := filepath.Join(dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(link, writing("through the link")); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "through the link")
	if _, err := os.Readlink(link); err != nil {
		t.Errorf("the link is gone: %v", err)
	}
}

func TestReplaceFileFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "snapshot.yaml")
	if err := replaceFile(path, writing("good")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := replaceFile(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return broken
	}); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
	checkFile(t, path, "good")
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := replaceFile(dir, writing("x")); err == nil {
		t.Error("a directory was replaced")
	}
	if err := replaceFile(filepath.Join(dir, "none", "x"), writing("x")); err == nil {
		t.Error("no error for a directory that does not exist")
	}
}

// /dev/null must still be /dev/null afterwards.
func TestReplaceFileKeepsDevices(t *testing.T) {
	if err := replaceFile(os.DevNull, writing("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(os.DevNull)
	if err != nil || info.Mode().IsRegular() {
		t.Errorf("%s is now %v, %v", os.DevNull, info, err)
	}
}

func checkFile(t *testing.T, path, want string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || string(data) != want {
		t.Errorf("%s holds %q, %v; want %q", path, data, err, want)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: mode %v, %v; want 0600", path, info.Mode(), err)
	}
}
