//go:build e2e

package dist

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestGoInstall installs the plugin as its users do, from a proxy that has this working tree as its newest version.
// `go install` refuses a module with replace lines, and the zip file names that some systems cannot have.
func TestGoInstall(t *testing.T) {
	proxy, bin := t.TempDir(), t.TempDir()
	publish(t, proxy, released(t))
	// What the module cache has is there already; the user's proxies only complete it.
	cache := run(t, root(), nil, "go", "env", "GOMODCACHE", "GOPROXY")
	path, proxies, _ := strings.Cut(cache, "\n")
	env := []string{
		"GOBIN=" + bin, "GOPROXY=" + strings.Join([]string{fileURL(proxy), fileURL(filepath.Join(path, "cache", "download")), proxies}, ","),
		// Not the module cache itself: it would keep a version that nobody released.
		"GOMODCACHE=" + t.TempDir(), "GOFLAGS=-trimpath -modcacherw", "GONOSUMDB=" + modulePath, "GOWORK=off",
		"GOSUMDB=off", // of the others nothing is new, and there may be no network
		"CGO_ENABLED=0",
	}
	run(t, t.TempDir(), env, "go", "install", "-ldflags=-s -w", modulePath+"/cmd/kubectl-sts@latest")

	said := run(t, "", nil, filepath.Join(bin, "kubectl-sts"), "version")
	if first, _, _ := strings.Cut(said, "\n"); strings.Join(strings.Fields(first), " ") != "kubectl-sts "+tag {
		t.Errorf("kubectl-sts version says\n%s\nwant version %s", said, tag)
	}
}

// publish puts the module of a working tree into a proxy's folder, see https://go.dev/ref/mod#goproxy-protocol.
func publish(t *testing.T, proxy, dir string) {
	t.Helper()
	folder := filepath.Join(proxy, filepath.FromSlash(modulePath), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(folder, tag+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// As the go command and proxies do it: of the commit, without the modules below.
	if err := zip.CreateFromVCS(f, module.Version{Path: modulePath, Version: tag}, dir, "HEAD", ""); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"list":        tag + "\n",
		tag + ".info": fmt.Sprintf("{\"Version\":%q}\n", tag),
		tag + ".mod":  read(t, filepath.Join(dir, "go.mod")),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func fileURL(path string) string { return "file://" + filepath.ToSlash(path) }
