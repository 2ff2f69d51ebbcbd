//go:build e2e

package dist

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// modulePath is where `go install` finds the plugin.
const modulePath = "github.com/kubectl-sts/kubectl-sts"

// root is the root of the repository.
var root = sync.OnceValue(func() string {
	path, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		panic(err)
	}
	return path
})

// scratch holds what tests share, until all have ended.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sts-dist")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// platforms are those to make archives for.
func platforms() []string {
	return strings.Fields(cmp.Or(os.Getenv("STS_DIST_PLATFORMS"), runtime.GOOS+"/"+runtime.GOARCH))
}

// tag is the version that the tests release.
const tag = "v0.99.0-rc.1"

// tree is a clone of the repository in which all that the working tree holds is committed and has that tag.
var tree = sync.OnceValues(func() (string, error) {
	to := filepath.Join(scratch, "tree")
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", `
		git clone --quiet --no-checkout . "$1"
		# A file that was removed is listed too, as the index still has it.
		git ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done |
			tar -cf - --null -T - | tar -xf - -C "$1"
		cd "$1"
		git add --all
		git commit --quiet --allow-empty --message=release
		git tag --annotate --message=release "$2"
		git tag --force v0 # as users of the action have it, and full clones after the first release`, "bash", to, tag)
	cmd.Dir = root()
	// Nobody's signing keys and hooks.
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@example.com")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("copy the working tree: %w\n%s", err, out)
	}
	return to, nil
})

// released is the copy of the working tree.
func released(t *testing.T) string {
	t.Helper()
	dir, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs a command that has to succeed, and returns its stdout without the last newline.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, &stderr)
	}
	return strings.TrimSuffix(string(out), "\n")
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
