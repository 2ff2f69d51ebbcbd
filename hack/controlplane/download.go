package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// download fetches the modules that are not in the module cache. The go command does not say how far it is,
// but each finished module is a file that appears there.
func download(ctx context.Context, m *meter) error {
	missing, err := missingModules(ctx)
	if err != nil || len(missing) == 0 {
		return err
	}
	finished := make(chan error, 1)
	go func() {
		_, err := output(ctx, "mod", "download")
		finished <- err
	}()
	for total := len(missing); ; {
		select {
		case err := <-finished:
			return err
		case <-time.After(300 * time.Millisecond):
		}
		for len(missing) > 0 && exists(missing[0]) {
			missing = missing[1:]
		}
		there := 0
		for _, zip := range missing {
			if exists(zip) {
				there++
			}
		}
		m.phase(fmt.Sprintf("downloading modules: %d of %d", total-len(missing)+there, total))
	}
}

// missingModules are the files of the module cache that a download will make.
func missingModules(ctx context.Context) ([]string, error) {
	type version struct{ Path, Version string }
	var mod struct {
		Require []version
		Replace []struct{ Old, New version }
	}
	out, err := output(ctx, "mod", "edit", "-json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		return nil, fmt.Errorf("reading go.mod: %w", err)
	}
	out, err = output(ctx, "env", "GOMODCACHE")
	if err != nil {
		return nil, err
	}
	downloads := filepath.Join(strings.TrimSpace(string(out)), "cache", "download")
	replaced := map[string]version{}
	for _, r := range mod.Replace {
		replaced[r.Old.Path] = r.New
	}
	var missing []string
	for _, v := range mod.Require {
		if r, ok := replaced[v.Path]; ok {
			v = r
		}
		zip := filepath.Join(downloads, escape(v.Path), "@v", escape(v.Version)+".zip")
		if !exists(zip) {
			missing = append(missing, zip)
		}
	}
	return missing, nil
}

// escape writes a module path as the module cache does: with "!a" for "A", for the sake of file systems that
// do not tell them apart.
func escape(path string) string {
	var out strings.Builder
	for _, r := range path {
		if unicode.IsUpper(r) {
			out.WriteByte('!')
			r = unicode.ToLower(r)
		}
		out.WriteRune(r)
	}
	return out.String()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
