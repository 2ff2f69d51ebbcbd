package nodeimage

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fakeDocker puts a shell script before the real docker, and returns what it is called with.
func fakeDocker(t *testing.T, script string) (calls func() string) {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "docker.log")
	text := "#!/bin/sh\necho \"$*\" >>" + log + "\n" + script
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return func() string {
		content, err := os.ReadFile(log)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return string(content)
	}
}

func TestLoadNamesOnlyWhatIsComplete(t *testing.T) {
	calls := fakeDocker(t, `[ "$1" != import ] || { cat >/dev/null; echo sha256:0; }`)
	files := sample(t)
	if err := new(engine).load(t.Context(), "kubectl-sts/node:x", files); err != nil {
		t.Fatal(err)
	}
	if got := calls(); !strings.Contains(got, "tag sha256:0 kubectl-sts/node:x") {
		t.Errorf("no name: %s", got)
	}

	calls = fakeDocker(t, `[ "$1" != import ] || { cat >/dev/null; echo sha256:0; echo whole >>"$0.log"; }`)
	files.copyOf("etc/lost", 0o644, "/nonexistent")
	if err := new(engine).load(t.Context(), "kubectl-sts/node:x", files); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	if got := calls(); strings.Contains(got, "tag") || strings.Contains(got, "whole") {
		t.Errorf("half an image is taken for a whole one: %s", got)
	}
}

func TestPruneKeepsTheImageBefore(t *testing.T) {
	calls := fakeDocker(t, `[ "$2" != ls ] || cat <<E
kubectl-sts/node:new 5
<none>:<none> 4
kept/by-somebody:1 3
kubectl-sts/node:before 3
kubectl-sts/node:old 2
kubectl-sts/node:older 1
E`)
	if err := new(engine).prune(t.Context(), "kubectl-sts/node:new"); err != nil {
		t.Fatal(err)
	}
	_, removed, _ := strings.Cut(calls(), "\n")
	if diff := cmp.Diff("image rm 4\nimage rm kubectl-sts/node:old\nimage rm kubectl-sts/node:older\n", removed); diff != "" {
		t.Error(diff)
	}
}

func TestEngineSaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"no daemon": {
			`echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2; exit 1`,
			"the Docker Engine does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
		},
		"another refusal": {
			`case $1 in version) echo 28.0.0;; *) echo 'WARNING: Error loading config file' >&2
echo 'docker: Error response from daemon: authorization denied by plugin.' >&2; exit 125; esac`,
			"import the node image into Docker: authorization denied by plugin",
		},
		"a full disk": {
			`case $1 in version) echo 28.0.0;; *) echo 'Error: write /var/lib/docker/x: no space left on device' >&2; exit 1; esac`,
			"import the node image into Docker: no space left where Docker keeps its images: docker system df says what they take",
		},
	} {
		t.Run(name, func(t *testing.T) {
			fakeDocker(t, test.script)
			e, err := newEngine(t.Context())
			if err == nil {
				err = e.load(t.Context(), "image", sample(t))
			}
			if err == nil || err.Error() != test.want {
				t.Errorf("%v\nwant %s", err, test.want)
			}
		})
	}
	t.Run("no docker", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if _, err := newEngine(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "no docker on this machine") {
			t.Error(err)
		}
	})
}
