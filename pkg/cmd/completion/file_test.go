package completion

import (
	"os"
	"path/filepath"
	"testing"
)

// TestScript is of what Windows gets in place of a link.
func TestScript(t *testing.T) {
	const plugin = `C:\Users\me\100%\kubectl-sts.exe`
	if got, want := script(plugin), `@"C:\Users\me\100%%\kubectl-sts.exe" __complete %*`+"\r\n"; got != want {
		t.Errorf("script %q, want %q", got, want)
	}
	here := filepath.Join(t.TempDir(), "kubectl-sts.exe")
	for name, tt := range map[string]struct {
		content string
		want    kind
	}{
		"of this plugin":        {script(here), current},
		"of one that has moved": {script(filepath.Join("D:", "old", "kubectl-sts.exe")), outdated},
		"of another plugin":     {script("kubectl-other.exe"), stranger},
		"of another name":       {script("not-kubectl-sts.exe"), stranger},
		"somebody's":            {"@echo hello\r\n", stranger},
		"delivered":             {"#!/bin/sh\n" + delivered, current},
		"empty":                 {"", stranger},
	} {
		path := filepath.Join(t.TempDir(), "kubectl_complete-sts.cmd")
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := examine(path, here); err != nil || got != tt.want {
			t.Errorf("a script %s is %v (%v), want %v", name, got, err, tt.want)
		}
	}
}
