//go:build e2e

package krew

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// release is the archives of a version, in a folder with their checksums.txt.
type release struct {
	dir, tag string
	// archive is the path of the one for this machine.
	archive string
}

// plugins are the names under which the plugin is offered: Krew's central index dislikes abbreviations.
var plugins = []string{"sts", "inspect-statefulset"}

var archiveLine = regexp.MustCompile(`(?m)^[0-9a-f]{64}  (kubectl-sts_v?(\S+)_` + runtime.GOOS + "_" + runtime.GOARCH + `\.tar\.gz)$`)

var madeOnce sync.Once

// made is what `make dist` makes for this machine, or what lies in the folder of STS_DIST.
func made(t *testing.T) release {
	t.Helper()
	dir := os.Getenv("STS_DIST")
	if dir == "" {
		dir = filepath.Join(framework.Root(), "dist")
		madeOnce.Do(func() { inRoot(t, "hack/dist.sh", runtime.GOOS+"/"+runtime.GOARCH) })
	}
	checksums, err := os.ReadFile(filepath.Join(dir, "checksums.txt"))
	if err != nil {
		t.Fatal(err)
	}
	m := archiveLine.FindSubmatch(checksums)
	if m == nil {
		t.Fatalf("no archive for this machine in %s/checksums.txt:\n%s", dir, checksums)
	}
	return release{dir: dir, tag: "v" + string(m[2]), archive: filepath.Join(dir, string(m[1]))}
}

// manifests writes the manifests of a release into a folder, each file called after its plugin, as Krew has it. They
// lead to the server when there is one, else to where releases are.
func (r release) manifests(t *testing.T, dir, server string) {
	t.Helper()
	args := []string{"run", "./hack/krew-manifest", "-draft", "-checksums", filepath.Join(r.dir, "checksums.txt")}
	if server != "" {
		args = append(args, "-releases", server)
	}
	for _, name := range plugins {
		args = append(args, name+"="+filepath.Join(dir, name+".yaml"))
	}
	inRoot(t, "go", args...)
}

// serve serves the archives of releases as GitHub does: below their tags.
func serve(t *testing.T, releases ...release) string {
	t.Helper()
	mux := http.NewServeMux()
	for _, r := range releases {
		mux.Handle("/"+r.tag+"/", http.StripPrefix("/"+r.tag, http.FileServer(http.Dir(r.dir))))
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}
