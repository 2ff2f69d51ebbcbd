package nodeimage

import (
	"archive/tar"
	"fmt"
	"io"
	"slices"
	"strings"
)

// unpack adds an entry of a package.
func (t tree) unpack(header *tar.Header, content io.Reader) error {
	name := clean(header.Name)
	if leftOut(name) {
		return nil
	}
	switch header.Typeflag {
	case tar.TypeDir:
		if !slices.Contains(merged, name) {
			t.dir(name, header.Mode)
		}
	case tar.TypeReg:
		bytes, err := io.ReadAll(content)
		if err != nil {
			return err
		}
		t.file(name, header.Mode, bytes)
	case tar.TypeSymlink:
		t.symlink(name, header.Linkname)
	case tar.TypeLink:
		// Two names of one file become two files; they are few and small.
		original, ok := t[clean(header.Linkname)]
		if !ok {
			return fmt.Errorf("%s is a link to %s, which comes later", name, header.Linkname)
		}
		t.add(name, original)
	default:
		return fmt.Errorf("%s is neither a file nor a folder nor a link", name)
	}
	return nil
}

// leftOut says what of a package no node needs.
func leftOut(name string) bool {
	return slices.ContainsFunc([]string{
		"usr/share/bash-completion", "usr/share/bug", "usr/share/common-licenses", "usr/share/doc", "usr/share/doc-base", "usr/share/info",
		"usr/share/lintian", "usr/share/locale", "usr/share/man", "usr/share/zsh", "usr/lib/systemd/catalog", "usr/lib/udev/hwdb.d",
		"usr/lib/x86_64-linux-gnu/gconv", "usr/share/i18n",
	}, func(folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") })
}
