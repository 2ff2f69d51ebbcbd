//go:build e2e

package dist

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWorkflows has actionlint look at the workflows: syntax, expressions, inputs of actions.
func TestWorkflows(t *testing.T) {
	files := workflows(t)
	if len(files) < 2 {
		t.Fatalf("workflows: %q", files)
	}
	if said := lint(t, files...); said != "" {
		t.Error(said)
	}
	// And it does find what is wrong.
	broken := filepath.Join(t.TempDir(), "broken.yml")
	text := strings.Replace(read(t, files[0]), "timeout-minutes:", "timeout-hours:", 1)
	if err := os.WriteFile(broken, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := lint(t, broken); !strings.Contains(said, `unexpected key "timeout-hours"`) {
		t.Errorf("of timeout-hours actionlint says %q", said)
	}
}

// lint returns what actionlint finds. It would run shellcheck and pyflakes as well on machines that have them, each in
// another version.
func lint(t *testing.T, files ...string) string {
	t.Helper()
	actionlint := run(t, root(), []string{"CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false"}, "go", "run", "./hack/tool", "actionlint")
	cmd := exec.CommandContext(t.Context(), actionlint, append([]string{"-no-color", "-shellcheck=", "-pyflakes="}, files...)...)
	cmd.Dir = root()
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: it has found something
		t.Fatalf("actionlint: %v\n%s", err, out)
	}
	return string(out)
}

var (
	uses   = regexp.MustCompile(`(?m)^[\s-]*uses: *(.*)$`)
	pinned = regexp.MustCompile(`^([\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./.*)$`)
)

// TestActionsArePinned lets no tag decide what runs: who owns it can move it.
func TestActionsArePinned(t *testing.T) {
	for _, file := range append(workflows(t), filepath.Join(root(), ".github", "actions", "sts", "action.yml")) {
		for _, m := range uses.FindAllStringSubmatch(read(t, file), -1) {
			if !pinned.MatchString(m[1]) {
				t.Errorf("%s: %s: want OWNER/REPOSITORY@COMMIT # vX.Y.Z", filepath.Base(file), m[1])
			}
		}
	}
}

// TestWorkflowsBuildWithTheSameGo wants the newest patch of go.mod's version, as releases contain the Go library.
func TestWorkflowsBuildWithTheSameGo(t *testing.T) {
	goMod := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, filepath.Join(root(), "go.mod")))[1]
	for _, file := range workflows(t) {
		for _, m := range regexp.MustCompile(`go-version: *(\S+)`).FindAllStringSubmatch(read(t, file), -1) {
			if m[1] != goMod+".x" {
				t.Errorf("%s: go-version %s, want %s.x as in go.mod", filepath.Base(file), m[1], goMod)
			}
		}
	}
}

func workflows(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(), ".github", "workflows", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}
