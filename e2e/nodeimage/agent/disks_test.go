package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// A volume about which nothing can be found out (here the program that tells is not there) may be in use.
func TestNothingIsDeletedThatMayBeMounted(t *testing.T) {
	d := newDisks(t.TempDir())
	file := d.here(image("pvc-1"))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.remove(ctx, "pvc-1"); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}
