package nodeimage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// With other flags, or another version in the ldflags, all of Kubernetes would be compiled a second time.
func TestPartsAreBuiltLikeTheControlPlane(t *testing.T) {
	text, err := os.ReadFile("../../hack/controlplane/flags.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range append([]string{Kubernetes}, compilerFlags...) {
		if !strings.Contains(string(text), fmt.Sprintf("%q", want)) {
			t.Errorf("hack/controlplane has no %q", want)
		}
	}
}

func TestPartsReportTheVersionsOfTheirModules(t *testing.T) {
	for dir, want := range map[string]string{
		"containerd":      containerd + " " + containerdVersion,
		"coredns":         "github.com/coredns/coredns " + corednsVersion,
		"cni":             plugins + " " + pluginsVersion,
		"../controlplane": "k8s.io/kubernetes " + Kubernetes,
	} {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`(?m)\s` + regexp.QuoteMeta(want) + `(?: // indirect)?$`).Match(text) {
			t.Errorf("%s/go.mod does not require %s", dir, want)
		}
	}
}

func TestBuild(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := module{dir: ".", variables: []string{"main.version=v7"}, parts: []part{{"it", "."}}}
	write("go.mod", "module example.com/it\n\ngo 1.26\n")

	write("main.go", "package main\n\nvar version string\n\nfunc main() { print(version) }\n")
	if err := m.build(t.Context(), newMeter(t.Output()), root, root); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(filepath.Join(root, "it")).CombinedOutput(); err != nil || string(out) != "v7" {
		t.Errorf("the program printed %q, %v", out, err)
	}

	write("main.go", "package main\n\nfunc main() { nonsense() }\n")
	err := m.build(t.Context(), newMeter(t.Output()), root, root)
	if err == nil || !strings.Contains(err.Error(), "undefined: nonsense") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q is not one line with the compiler's words", err)
	}

	write("go.mod", "module example.com/it\n\ngo 1.26\n\nrequire example.com/absent v1.0.0\n")
	write("main.go", "package main\n\nimport _ \"example.com/absent\"\n\nfunc main() {}\n")
	write("go.sum", "example.com/absent v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nexample.com/absent v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	t.Setenv("GOPROXY", "off")
	if err := m.build(t.Context(), newMeter(t.Output()), root, root); !errors.Is(err, gobuild.ErrOffline) {
		t.Errorf("error %q does not say that the modules cannot be had", err)
	}
}

func TestBuildSaysWhatItCompiles(t *testing.T) {
	var said bytes.Buffer
	m := modules[len(modules)-1]
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := m.build(t.Context(), newMeter(&said), root, dir); err != nil {
		t.Fatal(err)
	}
	for _, p := range m.parts {
		if _, err := os.Stat(filepath.Join(dir, p.name)); err != nil {
			t.Error(err)
		}
	}
	if strings.Contains(said.String(), "0 Go packages") {
		t.Errorf("said %q with nothing to compile", said.String())
	}
}
