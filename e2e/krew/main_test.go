//go:build e2e

package krew

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestMain(m *testing.M) { framework.Main(m) }

// tools are built one after the other: two would build the same packages at once.
var tools sync.Mutex

// tool is the path of a program that hack/tool builds.
func tool(t *testing.T, name string) string {
	t.Helper()
	tools.Lock()
	defer tools.Unlock()
	return strings.TrimSpace(inRoot(t, "go", "run", "./hack/tool", name))
}

// inRoot runs a command at the root of the repository and returns its stdout.
func inRoot(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = framework.Root()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="+os.Getenv("GOFLAGS")+" -trimpath -buildvcs=false")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, &stderr)
	}
	return string(out)
}

// underTest is the path of kubectl or the plugin as the scenario has them.
func underTest(f *framework.F, name string) string {
	f.Helper()
	path, err := filepath.EvalSymlinks(strings.TrimSpace(f.Shell("command -v " + name)))
	if err != nil {
		f.Fatal(err)
	}
	return path
}

// found is the path of a program of this machine.
func found(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v: install it", err)
	}
	return path
}
