//go:build e2e

package dist

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// member is a file in an archive.
type member struct {
	mode     fs.FileMode
	owner    string // user:group, of a tar
	modified time.Time
	text     string
}

func unpack(t *testing.T, path string) map[string]member {
	t.Helper()
	if strings.HasSuffix(path, ".zip") {
		return unzip(t, path)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]member{}
	for in := tar.NewReader(zipped); ; {
		h, err := in.Next()
		if err == io.EOF {
			return members
		}
		if err != nil {
			t.Fatal(err)
		}
		members[h.Name] = member{h.FileInfo().Mode(), h.Uname + ":" + h.Gname, h.ModTime, readAll(t, in)}
		if h.Uid != 0 || h.Gid != 0 {
			t.Errorf("%s belongs to %d:%d, want nobody's numbers", h.Name, h.Uid, h.Gid)
		}
	}
}

func unzip(t *testing.T, path string) map[string]member {
	t.Helper()
	in, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	members := map[string]member{}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		members[f.Name] = member{f.Mode(), ":", f.Modified, readAll(t, r)}
	}
	return members
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// program is the unpacked program of the archive for this platform.
func program(t *testing.T) string {
	t.Helper()
	members := unpack(t, filepath.Join(made(t), archive(runtime.GOOS+"/"+runtime.GOARCH)))
	path := filepath.Join(t.TempDir(), "kubectl-sts")
	if err := os.WriteFile(path, []byte(members["kubectl-sts"].text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
