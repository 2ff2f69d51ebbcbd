package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestClaimRefusesFilesOfOthers(t *testing.T) {
	dir := layout(t.TempDir())
	if err := os.WriteFile(dir.path("precious"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dir.claim(); err == nil {
		t.Error("claimed a directory with files of others")
	}
}

func TestRemoveLeavesFilesOfOthers(t *testing.T) {
	dir := layout(filepath.Join(t.TempDir(), "new"))
	for _, step := range []func() error{dir.claim, dir.makeFolders, func() error { return dir.writeState(state{Port: 1}) }} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(dir.path("precious"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dir.remove(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(string(dir))
	if err != nil || len(left) != 1 || left[0].Name() != "precious" {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestFreePortsPrefersTheWantedOne(t *testing.T) {
	first, err := freePorts(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	ports, err := freePorts(3, first[0])
	if err != nil || ports[0] != first[0] || ports[1] == ports[0] || ports[2] == ports[1] {
		t.Errorf("freePorts(3, %d) = %v, %v", first[0], ports, err)
	}
}
