//go:build e2e

package dist

import (
	"cmp"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// action is what is tested of .github/actions/sts/action.yml: how its inputs reach its scripts.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Steps []struct {
			Name, Run, Shell string
			Env              map[string]string
		}
	}
}

// runner stands for the machine that GitHub runs a step on.
type runner struct {
	path   string
	temp   string
	output string // what the steps have written into GITHUB_OUTPUT
	said   string // the last step's stdout and stderr
}

var (
	expression = regexp.MustCompile(`\$\{\{ *([^ ]+) *\}\}`)
	runnerOS   = map[string]string{"linux": "Linux", "darwin": "macOS", "windows": "Windows"}
	runnerArch = map[string]string{"amd64": "X64", "arm64": "ARM64"}
)

// theAction is the folder of the action and what action.yml says.
func theAction(t *testing.T) (folder string, a action) {
	t.Helper()
	folder = filepath.Join(root(), ".github", "actions", "sts")
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(folder, "action.yml"))), &a); err != nil || len(a.Runs.Steps) == 0 {
		t.Fatalf("action.yml: %v, %d steps", err, len(a.Runs.Steps))
	}
	return folder, a
}

// tools is a folder for PATH with what the action's scripts call, and without the kubectl-sts of whoever runs the tests.
func tools(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	// touch is for inputs that are run, which must not happen.
	for _, name := range []string{"awk", "bash", "curl", "gzip", "mktemp", "od", "rm", "sha256sum", "shasum", "tar", "touch", "tr"} {
		path, err := exec.LookPath(name)
		if name == "shasum" && err != nil {
			continue // it stands for sha256sum on macOS
		}
		if err != nil {
			t.Fatalf("%v: install it", err)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// use runs the action with these inputs, on a machine that has path on its PATH, and returns its exit code. The
// input @ is the reference by which the action is used.
func use(t *testing.T, path string, inputs map[string]string) (*runner, int) {
	t.Helper()
	folder, a := theAction(t)
	values := map[string]string{"github.action_ref": cmp.Or(inputs["@"], "main")}
	for name, input := range a.Inputs {
		values["inputs."+name] = input.Default
	}
	for name, value := range inputs {
		if name == "@" {
			continue
		}
		if _, known := values["inputs."+name]; !known {
			t.Fatalf("the action has no input %s", name)
		}
		values["inputs."+name] = value
	}
	r := &runner{path: path, temp: t.TempDir()}
	for _, step := range a.Runs.Steps {
		if expression.MatchString(step.Run) || step.Shell != "bash" {
			t.Fatalf("step %s: %s script with an expression in it: %s", step.Name, step.Shell, step.Run)
		}
		env := map[string]string{}
		for name, value := range step.Env {
			env[name] = expression.ReplaceAllStringFunc(value, func(e string) string {
				value, known := values[expression.FindStringSubmatch(e)[1]]
				if !known {
					t.Fatalf("step %s: nobody sets %s", step.Name, e)
				}
				return value
			})
		}
		if code := r.step(t, folder, step.Run, env); code != 0 {
			return r, code
		}
	}
	return r, 0
}

// step runs a script as GitHub does: https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell
func (r *runner) step(t *testing.T, folder, script string, env map[string]string) int {
	t.Helper()
	env = maps.Clone(env)
	maps.Copy(env, map[string]string{
		"PATH": r.path, "HOME": r.temp, "RUNNER_TEMP": r.temp, "RUNNER_OS": runnerOS[runtime.GOOS], "RUNNER_ARCH": runnerArch[runtime.GOARCH],
		"GITHUB_ACTION_PATH": folder, "GITHUB_OUTPUT": filepath.Join(r.temp, "output"), "GITHUB_PATH": filepath.Join(r.temp, "path"),
	})
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir = r.temp
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	r.said = string(out)
	if written, err := os.ReadFile(filepath.Join(r.temp, "output")); err == nil {
		r.output = string(written)
	}
	if added, err := os.ReadFile(filepath.Join(r.temp, "path")); err == nil {
		r.path = strings.TrimSpace(string(added)) + ":" + r.path
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}
