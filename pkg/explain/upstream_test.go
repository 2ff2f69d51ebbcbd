package explain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// TestSourcesAreThere looks the lines up that explanations refer to.
func TestSourcesAreThere(t *testing.T) {
	cache := os.Getenv("GOMODCACHE")
	if cache == "" {
		home, _ := os.UserHomeDir()
		cache = filepath.Join(home, "go", "pkg", "mod")
	}
	root := filepath.Join(cache, "k8s.io", "kubernetes@"+replay.RuleVersion)
	if _, err := os.Stat(root); err != nil {
		t.Skipf("k8s.io/kubernetes %s is not in the module cache", replay.RuleVersion)
	}
	for _, s := range []source{
		sourceRange, sourceName, sourceIdentity, sourceClaimName, sourceEndpoint, sourceGarbage, sourceProtection, sourceReclaim,
		sourceGrace, sourceEviction, sourceTaint, sourceOutOfService, sourceOrphaned, sourceDetach, sourceAffinity,
	} {
		path := filepath.Join(root, s.path)
		if rest, staged := strings.CutPrefix(s.path, "staging/src/k8s.io/"); staged {
			module, file, _ := strings.Cut(rest, "/")
			path = filepath.Join(cache, "k8s.io", module+"@v0"+strings.TrimPrefix(replay.RuleVersion, "v1"), file)
		}
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if os.IsNotExist(err) {
			t.Logf("%s is not in the module cache", path)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, d := range tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name != s.fn {
				continue
			}
			from := files.Position(f.Pos()).Line
			if f.Doc != nil {
				from = files.Position(f.Doc.Pos()).Line
			}
			found = found || from <= s.from && s.to <= files.Position(f.End()).Line
		}
		if !found {
			t.Errorf("%s#L%d-L%d is not within %s", s.path, s.from, s.to, s.fn)
		}
	}
}
