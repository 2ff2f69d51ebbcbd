package nodeimage

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample has something of everything, added in an order that differs from run to run as a map's does.
func sample(t *testing.T) tree {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("program"), 0o600); err != nil {
		t.Fatal(err)
	}
	tree := newTree()
	for name := range map[string]bool{"etc/a": true, "etc/b": true, "opt/c/d/e": true, "z": true} {
		tree.file(name, 0o644, []byte(name))
	}
	tree.copyOf("bin/program", 0o755, program)
	tree.symlink("usr/bin/other", "program")
	tree.dir("tmp", 0o1777)
	return tree
}

func write(t *testing.T, files tree) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := files.writeTar(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSameFilesAreTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample(t)), write(t, sample(t))) {
		t.Error("the archives differ")
	}
}

func TestEverythingBelongsToRoot(t *testing.T) {
	modes := map[string]int64{}
	for archive := tar.NewReader(bytes.NewReader(write(t, sample(t)))); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if header.Uid != 0 || header.Gid != 0 {
			t.Errorf("%s belongs to %d:%d", header.Name, header.Uid, header.Gid)
		}
		modes[header.Name] = header.Mode
	}
	for name, want := range map[string]int64{"usr/bin/program": 0o755, "tmp/": 0o1777, "etc/a": 0o644, "opt/c/d/": 0o755} {
		if modes[name] != want {
			t.Errorf("%s has the mode %o, want %o", name, modes[name], want)
		}
	}
}

func TestSubtree(t *testing.T) {
	// A static program: the header of an ELF file, with nothing in it.
	content := make([]byte, 64)
	copy(content, "\x7fELF\x02\x01\x01")
	copy(content[16:], []byte{2, 0, 62, 0, 1})
	content[52] = 64
	node := newTree()
	node.file("usr/bin/real", 0o755, content)
	node.symlink("usr/sbin/relative", "../bin/real")
	node.symlink("usr/sbin/absolute", "/bin/real")
	node.symlink("usr/sbin/lost", "nowhere")
	for _, program := range []string{"usr/sbin/relative", "usr/sbin/absolute"} {
		sub, err := node.subtree(program)
		if err != nil {
			t.Fatal(err)
		}
		if sub[program] == nil || sub["usr/bin/real"] == nil || sub["usr/sbin/lost"] != nil {
			t.Errorf("%s: %v", program, sub.names())
		}
	}
	if _, err := node.subtree("usr/sbin/lost"); err == nil || !strings.Contains(err.Error(), "/usr/sbin/nowhere") {
		t.Errorf("a link to nothing: %v", err)
	}
}

func TestUnits(t *testing.T) {
	tree := newTree()
	for _, unit := range []string{"sockets.target.wants/systemd-journald.socket", "sysinit.target.wants/systemd-modules-load.service", "sysinit.target"} {
		tree.symlink("lib/systemd/system/"+unit, "target")
	}
	tree.units()
	var got []string
	for _, name := range tree.names() {
		if strings.HasPrefix(name, "usr/lib/systemd/system/") && tree[name].kind != tar.TypeDir {
			got = append(got, strings.TrimPrefix(name, "usr/lib/systemd/system/"))
		}
	}
	if diff := cmp.Diff([]string{"sockets.target.wants/systemd-journald.socket", "sysinit.target"}, got); diff != "" {
		t.Error(diff)
	}
	for name, e := range tree {
		if unit, ok := strings.CutPrefix(e.link, "/etc/systemd/system/"); ok {
			if _, err := rootfs.Open("rootfs/etc/systemd/system/" + unit); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
