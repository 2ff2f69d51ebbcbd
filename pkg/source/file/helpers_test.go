package file

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// write makes files in a new directory: name → content.
func write(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read gives the text as standard input.
func read(t *testing.T, text string, req source.Request) (*snapshot.Snapshot, []string) {
	t.Helper()
	s := New([]string{"-"}, strings.NewReader(text))
	snap, err := s.Get(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	return snap, s.Notes()
}

// held names what a Snapshot holds: "pods/x/web-0".
func held(s *snapshot.Snapshot) (out []string) {
	for _, obj := range s.Objects() {
		res, _ := snapshot.ResourceOf(obj)
		name := res.Resource + "/" + obj.GetName()
		if ns := obj.GetNamespace(); ns != "" {
			name = res.Resource + "/" + ns + "/" + obj.GetName()
		}
		out = append(out, name)
	}
	return out
}

func filter[T any](in []T, keep func(T) bool) (out []T) {
	for _, v := range in {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
