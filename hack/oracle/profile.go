package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// block is a run of statements.
type block struct {
	file       string // below pkg/controller
	from, to   int    // lines
	statements int
	reached    bool
}

// readProfile reads lines like "mode: set" and "path/file.go:1.2,3.4 5 1"; a block
// is there once for each set of packages that a judge counted.
func readProfile(name string) ([]*block, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var blocks []*block
	known := map[string]*block{}
	for line := range strings.Lines(string(text)) {
		path, position, found := strings.Cut(strings.TrimSpace(line), ":")
		file, ours := strings.CutPrefix(path, controllers)
		if !found || !ours {
			continue
		}
		b := &block{file: file}
		var column, count int
		if _, err := fmt.Sscanf(position, "%d.%d,%d.%d %d %d", &b.from, &column, &b.to, &column, &b.statements, &count); err != nil {
			return nil, fmt.Errorf("line %q: %w", line, err)
		}
		key := path + strings.Fields(position)[0]
		if known[key] == nil {
			known[key] = b
			blocks = append(blocks, b)
		}
		known[key].reached = known[key].reached || count > 0
	}
	return blocks, nil
}

// share is how many statements are reached.
type share struct{ reached, all int }

func (s *share) add(b *block) {
	s.all += b.statements
	if b.reached {
		s.reached += b.statements
	}
}

func (s share) String() string { return fmt.Sprintf("%d of %d", s.reached, s.all) }

func printCoverage(out io.Writer, sources string, blocks []*block) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "\nFUNCTION\tSTATEMENTS REACHED")
	var unexplained []string
	var missed []string
	for _, file := range files {
		functions, err := functionsOf(filepath.Join(sources, file))
		if err != nil {
			return err
		}
		var sum share
		each := make([]share, len(functions))
		for _, b := range blocks {
			i := within(functions, b)
			if b.file != file || i < 0 || functions[i].reason != "" {
				continue
			}
			sum.add(b)
			each[i].add(b)
			if b.reached {
				continue
			}
			why := unreached[fmt.Sprintf("%s:%d", file, b.from)]
			if why == "" {
				unexplained = append(unexplained, fmt.Sprintf("%s:%d", file, b.from))
			}
			missed = append(missed, fmt.Sprintf("%s:%d-%d\t%s\t%s", file, b.from, b.to, functions[i].name, why))
		}
		for i, f := range functions {
			if f.reason == "" && each[i].all > 0 {
				fmt.Fprintf(w, "%s\t%s\n", f.name, each[i])
			}
		}
		fmt.Fprintf(w, "%s\t%s\n\n", file, sum)
	}
	fmt.Fprintln(w, "NOT REACHED\tFUNCTION\tBECAUSE")
	for _, line := range missed {
		fmt.Fprintln(w, line)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(unexplained) > 0 {
		return errors.New("not reached, and nobody knows why: " + strings.Join(unexplained, ", "))
	}
	return nil
}

// function is where one lies; reason is why no sync calls it.
type function struct {
	name     string
	from, to int
	reason   string
}

func functionsOf(path string) ([]function, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		return nil, err
	}
	var all []function
	for _, declaration := range tree.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		name := f.Name.Name
		if f.Recv != nil {
			of := f.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			name = of.(*ast.Ident).Name + "." + name
		}
		owner, _, _ := strings.Cut(name, ".")
		reason := notCalled[name]
		if reason == "" {
			reason = notCalled[owner]
		}
		all = append(all, function{name, set.Position(f.Pos()).Line, set.Position(f.End()).Line, reason})
	}
	return all, nil
}

func within(functions []function, b *block) int {
	for i, f := range functions {
		if b.from >= f.from && b.to <= f.to {
			return i
		}
	}
	return -1
}
