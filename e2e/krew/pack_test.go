//go:build e2e

package krew

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// nextVersion is newer than any release.
const nextVersion = "v99.0.0"

var nextOnce sync.Once

// next is a release of a version to come, as far as this machine needs it: of the same code, which knows its version.
func next(t *testing.T) release {
	t.Helper()
	dir := filepath.Join(framework.Root(), "bin", "e2e-krew")
	nextOnce.Do(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		program := filepath.Join(dir, "kubectl-sts")
		inRoot(t, "go", "build", "-ldflags", "-s -w -X github.com/kubectl-sts/kubectl-sts/pkg/cmd/version.version="+nextVersion,
			"-o", program, "./cmd/kubectl-sts")
		content, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		pack(t, dir, nextVersion, content, runtime.GOOS+"_"+runtime.GOARCH)
	})
	return release{dir: dir, tag: nextVersion}
}

// everywhere is a release for all platforms, of a program that does nothing: Krew fetches, compares, unpacks and links
// it as it does the real one. What real archives of other platforms hold is e2e/dist's to test.
func everywhere(t *testing.T) release {
	t.Helper()
	r := release{dir: t.TempDir(), tag: "v98.0.0"}
	pack(t, r.dir, r.tag, []byte("a program of another platform"),
		"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64", "windows_arm64")
	return r
}

// pack makes the archives of a version for these platforms, of the form that .goreleaser.yaml gives them, and their
// checksums.txt.
func pack(t *testing.T, dir, version string, program []byte, platforms ...string) {
	t.Helper()
	license, err := os.ReadFile(filepath.Join(framework.Root(), "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	var checksums bytes.Buffer
	for _, platform := range platforms {
		name, archive, executable := "kubectl-sts_"+strings.TrimPrefix(version, "v")+"_"+platform, tarred, "kubectl-sts"
		if strings.HasPrefix(platform, "windows_") {
			archive, executable = zipped, "kubectl-sts.exe"
		}
		extension, content, err := archive(fstest.MapFS{
			executable: {Data: program, Mode: 0o755},
			"LICENSE":  {Data: license, Mode: 0o644},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+extension), content, 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&checksums, "%x  %s\n", sha256.Sum256(content), name+extension)
	}
	if err := os.WriteFile(filepath.Join(dir, "checksums.txt"), checksums.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func tarred(files fstest.MapFS) (extension string, archive []byte, err error) {
	var b bytes.Buffer
	compressed := gzip.NewWriter(&b)
	out := tar.NewWriter(compressed)
	err = errors.Join(out.AddFS(files), out.Close(), compressed.Close())
	return ".tar.gz", b.Bytes(), err
}

func zipped(files fstest.MapFS) (extension string, archive []byte, err error) {
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	err = errors.Join(out.AddFS(files), out.Close())
	return ".zip", b.Bytes(), err
}
