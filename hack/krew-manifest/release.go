package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"golang.org/x/mod/module"

	"github.com/kubectl-sts/kubectl-sts/plugins"
)

// platforms are those that a release is for, in the manifest's order.
var platforms = []string{
	"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64", "windows_arm64",
}

// release is what the template is filled with.
type release struct {
	// Name of the plugin.
	Name string
	// Tag is the version with its v.
	Tag string
	// Releases is the folder in which a folder of each tag has its archives.
	Releases string
	// Draft is one for trying: some platforms may lack, and the working tree may have been changed.
	Draft    bool
	Archives []archive
}

// Released reports whether the version is one that people are given, a candidate say: any other is named after its commit.
func (r *release) Released() bool {
	return !module.IsPseudoVersion(r.Tag) && !strings.Contains(r.Tag, "+")
}

type archive struct{ File, SHA256, OS, Arch string }

var (
	line = regexp.MustCompile(`^([0-9a-f]{64}) [ *](kubectl-sts_(\S+)_([a-z0-9]+_[a-z0-9]+)\.(tar\.gz|zip))$`)
	// Krew takes a semantic version and wants a v before it.
	version = regexp.MustCompile(`^v?(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)$`)
)

// read takes the archives from lines of sha256sum's kind; other files, an SBOM say, may be among them.
func (r *release) read(checksums string) error {
	found := map[string]archive{}
	for text := range strings.Lines(checksums) {
		m := line.FindStringSubmatch(strings.TrimRight(text, "\r\n"))
		if m == nil {
			continue
		}
		v := version.FindStringSubmatch(m[3])
		switch {
		case v == nil:
			return fmt.Errorf("%s: %q is no semantic version", m[2], m[3])
		case r.Tag != "" && r.Tag != "v"+v[1]:
			return fmt.Errorf("%s: another version than %s", m[2], r.Tag)
		}
		r.Tag = "v" + v[1]
		if _, twice := found[m[4]]; twice {
			return fmt.Errorf("two archives for %s", m[4])
		}
		os, arch, _ := strings.Cut(m[4], "_")
		found[m[4]] = archive{File: m[2], SHA256: m[1], OS: os, Arch: arch}
	}
	for _, p := range platforms {
		a, ok := found[p]
		switch {
		case !ok && r.Draft:
			continue
		case !ok:
			return fmt.Errorf("no archive for %s", p)
		}
		delete(found, p)
		r.Archives = append(r.Archives, a)
	}
	if strings.Contains(r.Tag, "dirty") && !r.Draft {
		return fmt.Errorf("%s is of a working tree with changes: commit them, and run make dist again", r.Tag)
	}
	for p := range found {
		return fmt.Errorf("an archive for %s, which hack/krew-manifest does not know", p)
	}
	return nil
}

// manifest is the one of the plugin of that name.
func (r *release) manifest(name string) ([]byte, error) {
	t, err := template.New("krew/plugin.yaml.tmpl").Option("missingkey=error").Parse(plugins.Krew)
	if err != nil {
		return nil, err
	}
	r.Name = name
	var out bytes.Buffer
	err = t.Execute(&out, r)
	return out.Bytes(), err
}
