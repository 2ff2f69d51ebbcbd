package nodeimage

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// epoch is the time of every file: the same inputs are the same bytes.
var epoch = time.Unix(0, 0)

// tree is a root file system in memory, by paths without a leading slash. Everything in it belongs to root:
// whoever builds it need not.
type tree map[string]*entry

// entry is a file, a folder or a link.
type entry struct {
	kind byte // as in a tar header
	mode int64
	link string
	// The content, or the file on this machine that has it.
	content []byte
	source  string
}

// merged are the folders that are links into usr, as the package usr-is-merged asks for; packages still
// have files there.
var merged = []string{"bin", "lib", "lib64", "sbin"}

func newTree() tree {
	t := tree{}
	for _, name := range merged {
		t[name] = &entry{kind: tar.TypeSymlink, mode: 0o777, link: "usr/" + name}
		t.dir("usr/"+name, 0o755)
	}
	return t
}

// clean is where a path of a package really lies.
func clean(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if top, _, nested := strings.Cut(name, "/"); nested && slices.Contains(merged, top) {
		return "usr/" + name
	}
	return name
}

// dir adds a folder and those above it; one that is there gets the mode.
func (t tree) dir(name string, mode int64) {
	name = clean(name)
	if name == "" {
		return
	}
	t.parents(name)
	if e, ok := t[name]; ok && e.kind != tar.TypeDir {
		return
	}
	t[name] = &entry{kind: tar.TypeDir, mode: mode}
}

func (t tree) parents(name string) {
	for parent := path.Dir(name); parent != "."; parent = path.Dir(parent) {
		if _, ok := t[parent]; !ok {
			t[parent] = &entry{kind: tar.TypeDir, mode: 0o755}
		}
	}
}

func (t tree) add(name string, e *entry) {
	name = clean(name)
	t.parents(name)
	t[name] = e
}

func (t tree) file(name string, mode int64, content []byte) {
	t.add(name, &entry{kind: tar.TypeReg, mode: mode, content: content})
}

// copyOf adds a file of this machine, read when the tree is written.
func (t tree) copyOf(name string, mode int64, source string) {
	t.add(name, &entry{kind: tar.TypeReg, mode: mode, source: source})
}

func (t tree) symlink(name, target string) {
	t.add(name, &entry{kind: tar.TypeSymlink, mode: 0o777, link: target})
}

// writeTar writes the tree in the order of the paths.
func (t tree) writeTar(out io.Writer) error {
	archive := tar.NewWriter(out)
	for _, name := range t.names() {
		if err := t[name].write(archive, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return archive.Close()
}

func (t tree) names() []string {
	names := make([]string, 0, len(t))
	for name := range t {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (e *entry) write(archive *tar.Writer, name string) error {
	header := &tar.Header{Typeflag: e.kind, Name: name, Linkname: e.link, Mode: e.mode, ModTime: epoch, Format: tar.FormatPAX}
	if e.kind == tar.TypeDir {
		header.Name += "/"
	}
	content, size, err := e.open()
	if err != nil {
		return err
	}
	defer content.Close()
	header.Size = size
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = io.Copy(archive, content)
	return err
}

func (e *entry) open() (io.ReadCloser, int64, error) {
	if e.source == "" {
		return io.NopCloser(bytes.NewReader(e.content)), int64(len(e.content)), nil
	}
	file, err := os.Open(e.source)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}
