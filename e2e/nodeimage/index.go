package nodeimage

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// candidate is a package of the index with what it asks for: any of the names of each dependency.
type candidate struct {
	debianPackage
	depends [][]string
}

// index finds packages by their names and by what they provide.
type index struct {
	byName   map[string]candidate
	provides map[string]string
}

// parseIndex reads the stanzas of a Packages file.
// https://wiki.debian.org/DebianRepository/Format#A.22Packages.22_Indices
func parseIndex(text io.Reader) (*index, error) {
	x := &index{map[string]candidate{}, map[string]string{}}
	fields := map[string]string{}
	flush := func() error {
		defer clear(fields)
		if fields["Package"] == "" {
			return nil
		}
		size, err := strconv.ParseInt(fields["Size"], 10, 64)
		if err != nil {
			return fmt.Errorf("size of %s: %w", fields["Package"], err)
		}
		c := candidate{debianPackage: debianPackage{
			name: fields["Package"], version: fields["Version"], architecture: fields["Architecture"],
			path: fields["Filename"], size: size, sha256: fields["SHA256"],
		}}
		c.depends = append(dependencies(fields["Pre-Depends"]), dependencies(fields["Depends"])...)
		x.byName[c.name] = c
		for _, alternatives := range dependencies(fields["Provides"]) {
			x.provides[alternatives[0]] = c.name
		}
		return nil
	}
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), ": ")
		switch {
		case lines.Text() == "":
			if err := flush(); err != nil {
				return nil, err
			}
		case ok && !strings.HasPrefix(name, " "):
			fields[name] = value
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return x, flush()
}

// dependencies reads "a (>= 1), b | c:any" as the names [[a] [b c]]. One suite has one version of each
// package, so what is said of versions holds.
func dependencies(field string) [][]string {
	var all [][]string
	for group := range strings.SplitSeq(field, ",") {
		var alternatives []string
		for alternative := range strings.SplitSeq(group, "|") {
			name, _, _ := strings.Cut(strings.TrimSpace(alternative), " ")
			name, _, _ = strings.Cut(name, ":")
			if name != "" {
				alternatives = append(alternatives, name)
			}
		}
		if len(alternatives) > 0 {
			all = append(all, alternatives)
		}
	}
	return all
}

// closure are the packages of these names and all they depend on, but for the unwanted, by name.
func (x *index) closure(names []string) ([]debianPackage, error) {
	found := map[string]bool{}
	var packages []debianPackage
	for queue := slices.Clone(names); len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		c, ok := x.byName[name]
		if !ok {
			c, ok = x.byName[x.provides[name]]
		}
		if !ok {
			return nil, fmt.Errorf("no package %s", name)
		}
		if found[c.name] {
			continue
		}
		found[c.name] = true
		packages = append(packages, c.debianPackage)
		for _, alternatives := range c.depends {
			if !slices.ContainsFunc(alternatives, func(a string) bool { return unwanted[a] || found[a] }) {
				queue = append(queue, alternatives[0])
			}
		}
	}
	slices.SortFunc(packages, func(a, b debianPackage) int { return strings.Compare(a.name, b.name) })
	return packages, nil
}
