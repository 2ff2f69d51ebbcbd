//go:build e2e

package krew

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// block is a piece of shell in a document; it is not run when the comment before it says why.
var block = regexp.MustCompile("(?m)(?:^<!-- not run: (.+) -->\n)?^```sh\n((?:.*\n)*?)```$")

// TestDocs runs what the documents say, in their order, where the files of a clone and of `make dist` are.
func TestDocs(t *testing.T) {
	if runtime.GOOS+"/"+runtime.GOARCH != "linux/amd64" {
		t.Skip("the documents name the archive for linux/amd64, and this machine is another")
	}
	f := framework.New(t)
	f.ApplyYAML(small)
	m, _ := newKrewMachine(f)
	for _, tool := range []string{"bash", "sh", "cp", "gzip", "install", "ln", "ls", "mkdir", "sha256sum", "tar"} {
		m.link(tool, found(t, tool))
	}
	local := filepath.Join(m.home, ".local", "bin")
	m.env[0] += ":" + local
	likeAClone(t, m)
	for _, document := range []string{"install.md", "completion.md"} {
		text, err := os.ReadFile(filepath.Join(framework.Root(), "docs", document))
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		for _, b := range block.FindAllStringSubmatch(string(text), -1) {
			if b[1] != "" {
				continue
			}
			m.run("bash", "-euo", "pipefail", "-c", b[2])
			ran++
		}
		if fences := strings.Count(string(text), "```sh\n"); ran < 2 || len(block.FindAllString(string(text), -1)) != fences {
			t.Errorf("%s: found and ran %d of %d blocks", document, ran, fences)
		}
	}
}

// likeAClone puts into the home what the commands of the documents find in a clone.
func likeAClone(t *testing.T, m *machine) {
	t.Helper()
	r := made(t)
	for folder, from := range map[string]fs.FS{
		"plugins": os.DirFS(filepath.Join(framework.Root(), "plugins")),
		"dist":    os.DirFS(r.dir),
	} {
		if err := os.CopyFS(filepath.Join(m.home, folder), from); err != nil {
			t.Fatal(err)
		}
	}
	r.manifests(t, m.home, "")
	for name, file := range committed {
		if err := os.Rename(filepath.Join(m.home, name+".yaml"), filepath.Join(m.home, file)); err != nil {
			t.Fatal(err)
		}
	}
}
