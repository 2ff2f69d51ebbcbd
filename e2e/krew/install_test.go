//go:build e2e

package krew

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// small is a StatefulSet of one Pod; which image it has does not matter.
const small = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.28"}]}
`

// TestInstall installs from a manifest and an archive, as the manual of Krew has it for those who make a plugin, under both names.
func TestInstall(t *testing.T) {
	for _, plugin := range plugins {
		t.Run(plugin, func(t *testing.T) {
			f := framework.New(t)
			f.ApplyYAML(small)
			m, _ := newKrewMachine(f)
			r := made(t)
			r.manifests(t, m.home, "")

			said := m.try("kubectl", "krew", "install", "--manifest="+plugin+".yaml", "--archive="+r.archive)
			if said.code != 0 {
				t.Fatalf("krew install: exit code %d\n%s", said.code, said.stderr)
			}
			contains(t, "what krew install says", said.stderr, "kubectl "+plugin+" completion install")
			tryPlugin(f, m, plugin, r.tag)

			// One that is installed this way Krew does not upgrade, and says so.
			if r := m.try("kubectl", "krew", "upgrade", plugin); !strings.Contains(r.stderr, "installed via manifest") {
				t.Errorf("krew upgrade of what no index has: %+v", r)
			}
			uninstall(t, m, plugin)
		})
	}
}

// tryPlugin does with an installed plugin what its users do first.
func tryPlugin(f *framework.F, m *machine, plugin, version string) {
	f.Helper()
	var info struct{ Version string }
	if err := json.Unmarshal([]byte(m.kubectl(plugin, "version", "-o", "json")), &info); err != nil {
		f.Fatal(err)
	}
	if info.Version != version {
		f.Errorf("kubectl %s version: %s, want the manifest's %s", plugin, info.Version, version)
	}
	if got := m.kubectl(plugin, "list", "-o", "name"); got != "statefulset.apps/web\n" {
		f.Errorf("kubectl %s list: %q", plugin, got)
	}
	help := m.kubectl(plugin, "--help")
	contains(f.T, "its help", help, "kubectl "+plugin+" status web", "Use 'kubectl "+plugin+" options'")
	for _, other := range plugins {
		if other != plugin && strings.Contains(help, "kubectl "+other) {
			f.Errorf("the help of kubectl %s speaks of kubectl %s:\n%s", plugin, other, help)
		}
	}
	contains(f.T, "completion install", m.kubectl(plugin, "completion", "install"), "installed: "+m.krewBin()+"/kubectl_complete-")
	completesTo(f.T, m, []string{"web"}, plugin, "status", "w")
}

// uninstall removes completion and then the plugin, after which nothing of it is left.
func uninstall(t *testing.T, m *machine, plugin string) {
	t.Helper()
	contains(t, "completion uninstall", m.kubectl(plugin, "completion", "uninstall"), "removed: ")
	m.kubectl("krew", "uninstall", plugin)
	for _, folder := range []string{"bin", "store", "receipts"} {
		if left := names(t, filepath.Join(m.home, ".krew", folder)); len(left) > 0 {
			t.Errorf("left in ~/.krew/%s: %q", folder, left)
		}
	}
	if r := m.try("kubectl", plugin, "version"); r.code == 0 {
		t.Errorf("kubectl %s still works: %s", plugin, r.stdout)
	}
}
