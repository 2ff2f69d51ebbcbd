package nodeimage

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFetch(t *testing.T) {
	content := "a package"
	good := debianPackage{name: "bash", version: "5.2", path: "pool/bash.deb", size: 9, sha256: fmt.Sprintf("%x", sha256.Sum256([]byte(content)))}
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		if r.URL.Path != "/pool/bash.deb" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, content)
	}))
	defer server.Close()
	debs := &store{mirror: server.URL, dir: t.TempDir()}

	for range 2 {
		files, err := debs.fetch(t.Context(), newMeter(io.Discard), []debianPackage{good})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(files[0]); err != nil || string(got) != content {
			t.Errorf("%q, %v", got, err)
		}
	}
	if requests != 1 {
		t.Errorf("%d downloads of one package", requests)
	}

	broken := filepath.Join(debs.dir, good.sha256+".deb")
	killed := filepath.Join(debs.dir, "download-1")
	for _, file := range []string{broken, killed} {
		if err := os.WriteFile(file, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := debs.fetch(t.Context(), newMeter(io.Discard), []debianPackage{good}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(broken); err != nil || string(got) != content {
		t.Errorf("half a package stays: %q, %v", got, err)
	}

	gone, changed := good, good
	gone.path, gone.sha256 = "pool/old.deb", strings.Repeat("1", 64)
	changed.sha256 = strings.Repeat("2", 64)
	for want, p := range map[string]debianPackage{
		"the mirror of Debian no longer has bash 5.2: pin what it has now with: go run ./hack/nodeimage lock": gone,
		"has the sha256 " + good.sha256 + ", and e2e/nodeimage/debian.lock says 222":                          changed,
	} {
		_, err := debs.fetch(t.Context(), newMeter(io.Discard), []debianPackage{p})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if left, err := os.ReadDir(debs.dir); err != nil || len(left) != 1 {
		t.Errorf("%v in the folder, %v", left, err)
	}
}

func TestFetchOffline(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	debs := &store{mirror: server.URL, dir: t.TempDir()}
	_, err := debs.fetch(t.Context(), newMeter(io.Discard), []debianPackage{{name: "bash", version: "5.2"}})
	if !errors.Is(err, ErrOffline) || !strings.Contains(err.Error(), "bash 5.2") {
		t.Errorf("%v does not say that the mirror cannot be reached", err)
	}
}

func TestMeter(t *testing.T) {
	var out strings.Builder
	m := newMeter(&out)
	now := time.Unix(1000, 0)
	m.now = func() time.Time { return now }
	m.all = now
	m.phase("61 Debian packages")
	for i := range int64(30) {
		m.part(fmt.Sprintf("Debian packages %d of 61", i+1), i, 61)
		now = now.Add(time.Second)
	}
	m.done()
	want := "node image: 61 Debian packages\n" +
		"node image: Debian packages 11 of 61, about 51s left\n" +
		"node image: Debian packages 21 of 61, about 41s left\n" +
		"built the node image in 30s\n"
	if out.String() != want {
		t.Errorf("%s, want\n%s", &out, want)
	}
}
