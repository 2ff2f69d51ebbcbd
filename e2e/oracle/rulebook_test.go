//go:build e2e

package oracle

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// The lines that a rule names lie in the function that it names: whoever follows
// the link finds what the rule says.
func TestRulesNameTheirLines(t *testing.T) {
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes")
	cmd.Dir = replay.RuleVersion
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("find the source of %s: %v", replay.RuleVersion, err)
	}
	sources := filepath.Join(strings.TrimSpace(string(out)), "pkg/controller")
	for _, rule := range replay.Rulebook() {
		from, to := linesOf(t, filepath.Join(sources, rule.File), rule.Func)
		if rule.From < from || rule.To > to || rule.From > rule.To {
			t.Errorf("%q names lines %d to %d of %s, which is at %d to %d", rule.Says, rule.From, rule.To, rule.Func, from, to)
			continue
		}
		text, err := os.ReadFile(filepath.Join(sources, rule.File))
		if err != nil {
			t.Fatal(err)
		}
		// A range that begins with the end of another statement is off by a few lines.
		if first := strings.TrimSpace(strings.Split(string(text), "\n")[rule.From-1]); first == "" || first == "}" {
			t.Errorf("%q begins at line %d, %q", rule.Says, rule.From, first)
		}
	}
}

func linesOf(t *testing.T, file, function string) (from, to int) {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range tree.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.Name == function {
			from, to = set.Position(f.Pos()).Line, set.Position(f.End()).Line
			// The first of that name may be a type's for tests.
			return from, to
		}
	}
	t.Errorf("%s has no function %s", file, function)
	return 0, 0
}
