package nodeimage

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// deb makes a package whose files are compressed as the suffix says.
func deb(t *testing.T, suffix string, headers ...tar.Header) []byte {
	t.Helper()
	var data, out bytes.Buffer
	compressed := compressor(t, suffix, &data)
	files := tar.NewWriter(compressed)
	for _, h := range headers {
		h.Size = 0
		content := "content of " + h.Name
		if h.Typeflag == tar.TypeReg {
			h.Size = int64(len(content))
		}
		if err := files.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			fmt.Fprint(files, content)
		}
	}
	if err := files.Close(); err != nil {
		t.Fatal(err)
	}
	if err := compressed.Close(); err != nil {
		t.Fatal(err)
	}
	out.WriteString("!<arch>\n")
	for _, member := range []struct {
		name    string
		content []byte
	}{{"debian-binary", []byte("2.0\n")}, {"control.tar.xz", []byte("odd")}, {"data.tar" + suffix, data.Bytes()}} {
		fmt.Fprintf(&out, "%-16s%-12d%-6d%-6d%-8o%-10d`\n", member.name, 0, 0, 0, 0o100644, len(member.content))
		out.Write(member.content)
		if len(member.content)%2 == 1 {
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func compressor(t *testing.T, suffix string, out io.Writer) io.WriteCloser {
	t.Helper()
	var compressed io.WriteCloser = nopCloser{out}
	var err error
	switch suffix {
	case ".xz":
		compressed, err = xz.NewWriter(out)
	case ".zst":
		compressed, err = zstd.NewWriter(out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return compressed
}

func TestReadDeb(t *testing.T) {
	for _, suffix := range []string{"", ".xz", ".zst"} {
		tree := newTree()
		archive := deb(t, suffix,
			tar.Header{Typeflag: tar.TypeDir, Name: "./", Mode: 0o755},
			tar.Header{Typeflag: tar.TypeDir, Name: "./sbin/", Mode: 0o755},
			tar.Header{Typeflag: tar.TypeReg, Name: "./sbin/runc", Mode: 0o4755, Uid: 7, Gid: 7},
			tar.Header{Typeflag: tar.TypeLink, Name: "./usr/bin/second", Linkname: "./sbin/runc"},
			tar.Header{Typeflag: tar.TypeSymlink, Name: "./usr/bin/third", Linkname: "second"},
			tar.Header{Typeflag: tar.TypeDir, Name: "./var/tmp/", Mode: 0o1777},
			tar.Header{Typeflag: tar.TypeReg, Name: "./usr/share/doc/runc/copyright", Mode: 0o644},
		)
		if err := readDebFrom(bytes.NewReader(archive), tree.unpack); err != nil {
			t.Fatalf("%q: %v", suffix, err)
		}
		var got []string
		for _, name := range tree.names() {
			e := tree[name]
			got = append(got, fmt.Sprintf("%c %04o %s %s%s", e.kind, e.mode, name, e.content, e.link))
		}
		want := []string{
			"2 0777 bin usr/bin", "2 0777 lib usr/lib", "2 0777 lib64 usr/lib64", "2 0777 sbin usr/sbin",
			"5 0755 usr ", "5 0755 usr/bin ", "0 4755 usr/bin/second content of ./sbin/runc", "2 0777 usr/bin/third second",
			"5 0755 usr/lib ", "5 0755 usr/lib64 ", "5 0755 usr/sbin ", "0 4755 usr/sbin/runc content of ./sbin/runc",
			"5 0755 var ", "5 1777 var/tmp ",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", suffix, diff)
		}
	}
}

func TestReadDebRefuses(t *testing.T) {
	whole := deb(t, "", tar.Header{Typeflag: tar.TypeReg, Name: "./a", Mode: 0o644})
	for name, test := range map[string]struct {
		archive []byte
		want    string
	}{
		"something else":        {[]byte("<!DOCTYPE html>"), "not a Debian package"},
		"half a package":        {whole[:len(whole)-1600], "unexpected EOF"},
		"no files":              {whole[:72], "without files"},
		"a compression unknown": {deb(t, ".lz4"), "compressed as .lz4"},
		"a device":              {deb(t, "", tar.Header{Typeflag: tar.TypeChar, Name: "./dev/null"}), "dev/null is neither"},
		"a link to nothing":     {deb(t, "", tar.Header{Typeflag: tar.TypeLink, Name: "./a", Linkname: "./b"}), "comes later"},
	} {
		err := readDebFrom(bytes.NewReader(test.archive), newTree().unpack)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
