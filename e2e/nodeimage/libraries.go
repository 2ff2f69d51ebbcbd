package nodeimage

import (
	"bytes"
	"debug/elf"
	"fmt"
	"path"
	"slices"
)

// libraryFolders is where the loader looks without a cache.
var libraryFolders = []string{"usr/lib/x86_64-linux-gnu", "usr/lib", "usr/lib64"}

// subtree is a tree of these programs alone, with every library that they load.
func (t tree) subtree(programs ...string) (tree, error) {
	sub := newTree()
	for queue := slices.Clone(programs); len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		e, ok := t[name]
		if !ok {
			return nil, fmt.Errorf("there is no /%s on the node", name)
		}
		if _, ok := sub[name]; ok {
			continue
		}
		sub.add(name, e)
		if e.link != "" {
			target := e.link
			if !path.IsAbs(target) {
				target = path.Join(path.Dir(name), target)
			}
			queue = append(queue, clean(target))
			continue
		}
		needed, err := t.libraries(e.content)
		if err != nil {
			return nil, fmt.Errorf("/%s: %w", name, err)
		}
		queue = append(queue, needed...)
	}
	return sub, nil
}

// libraries are the paths of the loader and the libraries that a program names.
func (t tree) libraries(program []byte) ([]string, error) {
	file, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		return nil, err
	}
	names, err := file.ImportedLibraries()
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, section := range file.Progs {
		if section.Type == elf.PT_INTERP {
			loader := make([]byte, section.Filesz)
			if _, err := section.ReadAt(loader, 0); err != nil {
				return nil, err
			}
			paths = append(paths, clean(string(bytes.TrimRight(loader, "\x00"))))
		}
	}
	for _, name := range names {
		i := slices.IndexFunc(libraryFolders, func(folder string) bool { return t[folder+"/"+name] != nil })
		if i < 0 {
			return nil, fmt.Errorf("its library %s is not on the node", name)
		}
		paths = append(paths, libraryFolders[i]+"/"+name)
	}
	return paths, nil
}
