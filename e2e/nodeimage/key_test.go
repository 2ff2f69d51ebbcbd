package nodeimage

import (
	"os"
	"path/filepath"
	"testing"
)

func TestKey(t *testing.T) {
	root := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	get := func() string {
		t.Helper()
		k, err := key(root)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	put(lockFile, "packages")
	put("e2e/controlplane/go.mod", "module")
	before := get()
	for _, name := range []string{"e2e/nodeimage/README.md", "e2e/nodeimage/key_test.go", "e2e/kind/kind.go", "bin/nodeimage/parts/ctr"} {
		put(name, "changed")
		if get() != before {
			t.Errorf("%s is not in the image, but makes it another", name)
		}
	}
	for _, name := range []string{lockFile, "e2e/controlplane/go.mod", "e2e/nodeimage/rootfs/kind/new", "e2e/nodeimage/pause/main.go"} {
		put(name, "changed")
		if get() == before {
			t.Errorf("%s changes, the image does not", name)
		}
		before = get()
	}
}

func TestAProgramOlderThanTheSourcesBuildsNothing(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	if err := upToDate(root); err != nil {
		t.Error(err)
	}
	copied := t.TempDir()
	folder := filepath.Join(copied, "e2e", "nodeimage")
	if err := os.CopyFS(folder, compiled); err != nil {
		t.Fatal(err)
	}
	if err := upToDate(copied); err != nil {
		t.Errorf("the same sources elsewhere: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "rootfs", "new"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := upToDate(copied); err == nil {
		t.Error("a file that the program does not know: no error")
	}
}

func TestRepositoryRoot(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Error(err)
	}
	t.Chdir(t.TempDir())
	if root, err := repositoryRoot(); err == nil {
		t.Errorf("outside of a clone: %s", root)
	}
}
