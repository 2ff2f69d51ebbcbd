//go:build e2e

package krew

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestK9sKeys holds the shortcuts against the keys that k9s has on a list of StatefulSets: of two k9s takes its own
// and complains.
func TestK9sKeys(t *testing.T) {
	t.Parallel()
	taken := k9sKeys(t, k9sSource(t))
	// Of those that a person knows by heart none may be missing, or the search looks in the wrong place.
	for _, known := range []string{"D", "Y", "E", "L", "S", "R", "ShiftF", "ShiftR", "ShiftA", "CtrlD", "Help"} {
		if taken[known] == "" {
			t.Errorf("k9s' source has no key %s for StatefulSets", known)
		}
	}
	// Its tables scroll with the keys of vi.
	taken["ShiftG"] = "tview"
	ours := map[string]string{}
	for name, p := range k9sPlugins(t) {
		key := strings.ReplaceAll(p.ShortCut, "-", "")
		if !regexp.MustCompile(`^Shift[A-Z]$`).MatchString(key) || p.Override || strings.Join(p.Scopes, " ") != "statefulsets" {
			t.Errorf("%s: %+v, want Shift and a letter, on StatefulSets alone, and nothing overridden", name, p)
		}
		if by := taken[key]; by != "" {
			t.Errorf("%s: k9s has %s itself, in %s", name, p.ShortCut, by)
		}
		if by := ours[key]; by != "" {
			t.Errorf("%s and %s: both %s", name, by, p.ShortCut)
		}
		ours[key] = name
	}
}

// k9sKeys are the keys of the view of StatefulSets, of what it is made of, and of the program around it: the names of
// the constants, each with the file that binds it.
func k9sKeys(t *testing.T, source string) map[string]string {
	t.Helper()
	view := filepath.Join(source, "internal", "view")
	files := []string{
		filepath.Join(view, "sts.go"), filepath.Join(view, "browser.go"), filepath.Join(view, "table.go"), filepath.Join(view, "app.go"),
		filepath.Join(source, "internal", "ui", "table.go"), filepath.Join(source, "internal", "ui", "app.go"),
	}
	wrappers := map[string]bool{}
	inspect(t, files[0], func(n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok {
			if f, ok := call.Fun.(*ast.Ident); ok && strings.HasPrefix(f.Name, "New") && strings.HasSuffix(f.Name, "Extender") {
				wrappers[f.Name] = true
			}
		}
	})
	all, err := filepath.Glob(filepath.Join(view, "*_extender.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		inspect(t, file, func(n ast.Node) {
			if f, ok := n.(*ast.FuncDecl); ok && wrappers[f.Name.Name] {
				files = append(files, file)
				delete(wrappers, f.Name.Name)
			}
		})
	}
	if len(wrappers) > 0 {
		t.Fatalf("k9s' view of StatefulSets is made of %v, whose files were not found", wrappers)
	}
	keys := map[string]string{}
	for _, file := range files {
		inspect(t, file, func(n ast.Node) {
			if id, ok := n.(*ast.Ident); ok {
				if key, isKey := strings.CutPrefix(id.Name, "Key"); isKey && key != "" {
					keys[key] = filepath.Base(file)
				}
			}
		})
	}
	return keys
}

func inspect(t *testing.T, file string, visit func(ast.Node)) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		visit(n)
		return true
	})
}
