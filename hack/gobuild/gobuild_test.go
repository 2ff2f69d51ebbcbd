package gobuild

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFollowCountsPackagesAndKeepsErrors(t *testing.T) {
	m := &meter{interval: time.Hour}
	said := m.follow(strings.NewReader("internal/abi\ngo: downloading x v1\nk8s.io/api/core/v1\n# example.com/p\np/a.go:3:1: syntax error\n"))
	if m.done != 2 {
		t.Errorf("counted %d packages, want 2", m.done)
	}
	if want := "# example.com/p\np/a.go:3:1: syntax error\n"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
}

func TestProgress(t *testing.T) {
	tests := []struct {
		done, total int
		took        time.Duration
		want        string
	}{
		{1, 1000, 3 * time.Second, "1 of 1000 packages, 3s"},
		{500, 1000, time.Minute, "500 of 1000 packages, 1m0s, about 1m0s left"},
		{1000, 1000, 90 * time.Second, "linking, 1m30s"},
	}
	for _, tt := range tests {
		m := &meter{done: tt.done, total: tt.total}
		if got := m.progress(tt.took); got != tt.want {
			t.Errorf("%d of %d: %q, want %q", tt.done, tt.total, got, tt.want)
		}
	}
}

func TestFailedBuildKeepsTheOldProgram(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/p\n\ngo 1.26\n")
	write("p.go", "package main\n\nfunc main() { nonsense() }\n")
	write("p", "old")
	err := Build(t.Context(), Options{Dir: dir, Package: ".", Output: filepath.Join(dir, "p"), Label: "p", Progress: os.Stderr})
	if err == nil || !strings.Contains(err.Error(), "undefined: nonsense") {
		t.Errorf("error %v does not have the compiler's words", err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "p")); string(got) != "old" {
		t.Errorf("the old program was replaced by %q", got)
	}
}

func TestOffline(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	mod := "module example.com/p\n\ngo 1.26\n\nrequire example.com/absent v1.0.0\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte("package p\n\nimport _ \"example.com/absent\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Fetch(t.Context(), dir, nil, "."); ExitCode(err) != ExitCannotRun {
		t.Errorf("error %v is not about being offline", err)
	}
}

func TestLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lock")
	var said strings.Builder
	unlock, err := Lock(t.Context(), file, "it", &said)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Lock(ctx, file, "it", &said); !errors.Is(err, context.Canceled) {
		t.Errorf("a second one, interrupted: %v", err)
	}
	if want := "another build of it is running; waiting for it\n"; said.String() != want {
		t.Errorf("said %q, want %q", said.String(), want)
	}
	unlock()
	if _, err := Lock(t.Context(), file, "it", &said); err != nil {
		t.Errorf("after the first: %v", err)
	}
}
