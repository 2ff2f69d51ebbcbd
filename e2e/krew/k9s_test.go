//go:build e2e

package krew

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// k9s is the version whose schema and keys our shortcuts are held against. Its source is read, nothing of it is built.
const (
	k9sModule = "github.com/derailed/k9s"
	k9s       = "v0.50.16"
	k9sSums   = k9sModule + " " + k9s + " h1:djzWog8EYth+S6oLE1YjsC4BqMfo2on+mAv1FU/YoZA=\n" +
		k9sModule + " " + k9s + "/go.mod h1:eEMEx/7+6nn+hM8Ddo+tkfdOb3UP+7bgnTCiPKon0OI=\n"
)

// k9sSource is the folder of k9s' source, which the go command has checked against the sums.
func k9sSource(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module keys\n\ngo 1.26.0\n\nrequire " + k9sModule + " " + k9s + "\n", "go.sum": k9sSums} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inRoot(t, "go", "-C", dir, "mod", "download", k9sModule)
	return strings.TrimSpace(inRoot(t, "go", "-C", dir, "list", "-m", "-f", "{{.Dir}}", k9sModule))
}

// k9sPlugin is one entry of the file, as far as it matters here.
type k9sPlugin struct {
	ShortCut string   `json:"shortCut"`
	Command  string   `json:"command"`
	Args     []string `json:"args"`
	Scopes   []string `json:"scopes"`
	Override bool     `json:"override"`
}

var k9sFile = filepath.Join("plugins", "k9s", "plugins.yaml")

func k9sPlugins(t *testing.T) map[string]k9sPlugin {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(framework.Root(), k9sFile))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Plugins map[string]k9sPlugin }
	if err := yaml.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Plugins) == 0 {
		t.Fatalf("no plugins in %s", k9sFile)
	}
	return file.Plugins
}

// TestK9sSchema validates the file with the schema that k9s refuses files by.
func TestK9sSchema(t *testing.T) {
	t.Parallel()
	schema := filepath.Join(k9sSource(t), "internal", "config", "json", "schemas", "plugins.json")
	validate := func(file string) (string, error) {
		out, err := exec.CommandContext(t.Context(), tool(t, "jv"), schema, file).CombinedOutput()
		return string(out), err
	}
	file := filepath.Join(framework.Root(), k9sFile)
	if out, err := validate(file); err != nil {
		t.Errorf("k9s would not load %s: %v\n%s", k9sFile, err, out)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "plugins.yaml")
	if err := os.WriteFile(broken, []byte(strings.Replace(string(content), "shortCut:", "shortcut:", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := validate(broken); err == nil {
		t.Errorf("a misspelt shortCut passes the validation:\n%s", out)
	}
}

// TestK9sCommands runs what the shortcuts run, with the words that k9s puts in place of its variables.
func TestK9sCommands(t *testing.T) {
	f := framework.New(t)
	f.ApplyYAML(small)
	m := newMachine(f, map[string]string{
		"kubectl-sts": underTest(f, "kubectl-sts"), "sh": found(t, "sh"), "touch": found(t, "touch"),
	})
	// A pager that shows what it is given.
	if err := os.WriteFile(filepath.Join(m.bin, "less"), []byte("#!/bin/sh\nexec "+found(t, "cat")+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	context := strings.TrimSpace(m.kubectl("config", "current-context"))
	for name, p := range k9sPlugins(t) {
		// The pager has the last word on the exit code: what went wrong is only to be read.
		shown := m.run(p.Command, substitute(p.Args, f.Namespace, context)...)
		contains(t, name, shown, "web")
		if strings.Contains(shown, "error:") {
			t.Errorf("%s shows an error:\n%s", name, shown)
		}

		// Names of contexts can be anything: they must stay words.
		m.run(p.Command, substitute(p.Args, f.Namespace, `x'"; touch pwned; $(touch pwned) #`)...)
		if got := names(t, m.home); strings.Contains(strings.Join(got, " "), "pwned") {
			t.Fatalf("%s: the shell runs what is in the name of a context", name)
		}
	}
}

// substitute does with arguments what k9s does before it runs them.
func substitute(args []string, namespace, context string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = strings.NewReplacer("$NAMESPACE", namespace, "$NAME", "web", "$CONTEXT", context).Replace(a)
	}
	return out
}
