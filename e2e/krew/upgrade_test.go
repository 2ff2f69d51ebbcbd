//go:build e2e

package krew

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// TestUpgrade installs from an index, which gets a newer version after that, as users of Krew do.
func TestUpgrade(t *testing.T) {
	for _, plugin := range plugins {
		t.Run(plugin, func(t *testing.T) {
			f := framework.New(t)
			f.ApplyYAML(small)
			m, index := newKrewMachine(f)
			old, newer := made(t), next(t)
			server := serve(t, old, newer)

			index.publish(old, server)
			m.kubectl("krew", "install", "ours/"+plugin)
			tryPlugin(f, m, plugin, old.tag)

			if r := m.try("kubectl", "krew", "upgrade", plugin); r.code == 0 || !strings.Contains(r.stderr, "newest version") {
				t.Errorf("krew upgrade with nothing newer: %+v", r)
			}

			index.publish(newer, server)
			m.kubectl("krew", "upgrade", plugin)
			if got := installed(t, m, plugin); !slices.Equal(got, []string{newer.tag}) {
				t.Errorf("versions after the upgrade: %q, want %s alone", got, newer.tag)
			}
			// Completion, installed before the upgrade, is the new version's.
			completesTo(t, m, []string{"web"}, plugin, "status", "w")
			contains(t, "kubectl version", m.kubectl(plugin, "version"), newer.tag)
			uninstall(t, m, plugin)
		})
	}
}

// TestDamaged is what Krew's checksums are for: an archive that is not the release's is not installed.
func TestDamaged(t *testing.T) {
	f := framework.New(t)
	m, _ := newKrewMachine(f)
	made(t).manifests(t, m.home, "")
	r := m.try("kubectl", "krew", "install", "--manifest=sts.yaml", "--archive="+filepath.Join(framework.Root(), "LICENSE"))
	if r.code == 0 || !strings.Contains(r.stderr, "checksum") || len(installed(t, m, "sts")) > 0 {
		t.Errorf("krew install: %+v", r)
	}
}
