//go:build e2e

package krew

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// committed are the manifests in the repository.
var committed = map[string]string{
	"sts":                 "krew-manifest.yaml",
	"inspect-statefulset": "plugins/krew/inspect-statefulset.yaml",
}

// TestValidator runs Krew's own validator, which also installs the archives of every platform that a manifest names.
func TestValidator(t *testing.T) {
	f := framework.New(t)
	m, _ := newKrewMachine(f)
	m.link("validate-krew-manifest", tool(t, "validate-krew-manifest"))
	for words, r := range map[string]release{
		"spec.platforms installed fine":       made(t),
		"all 6 spec.platforms installed fine": everywhere(t),
	} {
		folder := filepath.Join(m.home, r.tag)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		r.manifests(t, folder, serve(t, r))
		for _, name := range plugins {
			said := m.try("validate-krew-manifest", "-manifest", filepath.Join(folder, name+".yaml"))
			if said.code != 0 || !strings.Contains(said.stderr, words) {
				t.Errorf("%s %s: exit code %d\n%s", name, r.tag, said.code, said.stderr)
			}
		}
	}
}

// TestCommitted compares the manifests in the repository with those that would be made now. Releases differ in three
// things; what else differs was changed by hand, or the template was and they were not made again.
func TestCommitted(t *testing.T) {
	f := framework.New(t)
	m, _ := newKrewMachine(f)
	// Of the form alone: any sums do.
	checksums := f.File("checksums.txt", strings.Join([]string{
		line("linux_amd64.tar.gz"), line("linux_arm64.tar.gz"), line("darwin_amd64.tar.gz"), line("darwin_arm64.tar.gz"),
		line("windows_amd64.zip"), line("windows_arm64.zip"),
	}, ""))
	release{dir: filepath.Dir(checksums)}.manifests(t, m.home, "")
	m.link("validate-krew-manifest", tool(t, "validate-krew-manifest"))
	for name, file := range committed {
		have, err := os.ReadFile(filepath.Join(framework.Root(), file))
		if err != nil {
			t.Fatalf("%v; run: make dist krew-manifest", err)
		}
		want, err := os.ReadFile(filepath.Join(m.home, name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(form(want), form(have)); diff != "" {
			t.Errorf("%s is not what make krew-manifest makes (-made +committed):\n%s", file, diff)
		}
		if err := os.WriteFile(filepath.Join(m.home, name+".yaml"), have, 0o600); err != nil {
			t.Fatal(err)
		}
		if said := m.try("validate-krew-manifest", "-skip-install", "-manifest", name+".yaml"); said.code != 0 {
			t.Errorf("%s: exit code %d\n%s", file, said.code, said.stderr)
		}
	}
}

var (
	version = regexp.MustCompile(`(?m)^  version: v(\S+)$`)
	sum     = regexp.MustCompile(`(?m)sha256: [0-9a-f]{64}$`)
	between = regexp.MustCompile(`(?m)^# No release: .*\n`)
)

func line(platform string) string {
	return strings.Repeat("0", 64) + "  kubectl-sts_1.0.0_" + platform + "\n"
}

// form is a manifest without what each release has of its own.
func form(manifest []byte) string {
	text := string(manifest)
	if m := version.FindStringSubmatch(text); m != nil {
		text = strings.ReplaceAll(text, m[1], "VERSION")
	}
	return between.ReplaceAllString(sum.ReplaceAllString(text, "sha256: SUM"), "")
}
