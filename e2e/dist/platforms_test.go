//go:build e2e

package dist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// others are platforms that differ from each other in what the plugin is compiled from.
var others = []string{"darwin/arm64", "linux/arm64", "windows/amd64"}

// TestOtherPlatformsCompile type-checks the plugin as those platforms see it. Compiling it there takes a minute of
// a core each, this seconds: of other modules it reads the declarations alone.
func TestOtherPlatformsCompile(t *testing.T) {
	for _, platform := range others {
		t.Run(platform, func(t *testing.T) {
			for _, complaint := range typeCheck(t, root(), platform, "./cmd/kubectl-sts") {
				t.Error(complaint)
			}
		})
	}
}

// TestTypeCheckComplains proves that the test above can fail.
func TestTypeCheckComplains(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":          "module example.com/p\n\ngo 1.26\n",
		"main.go":         "package main\n\nimport \"syscall\"\n\nfunc main() { _ = syscall.Getuid(); onlyThere() }\n",
		"main_windows.go": "package main\n\nimport \"syscall\"\n\nfunc onlyThere() { _ = syscall.Flock }\n",
	} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for platform, want := range map[string]string{"linux/arm64": "undefined: onlyThere", "windows/amd64": "undefined: syscall.Flock"} {
		if said := typeCheck(t, dir, platform, "."); len(said) != 1 || !strings.HasSuffix(said[0], want) {
			t.Errorf("%s: complaints %q, want %q", platform, said, want)
		}
	}
}

// typeCheck returns what is wrong in the packages of the module in dir.
func typeCheck(t *testing.T, dir, platform, pattern string) []string {
	t.Helper()
	goos, goarch, _ := strings.Cut(platform, "/")
	loaded, err := packages.Load(&packages.Config{
		Dir: dir,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedModule,
		Env: append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0"),
		ParseFile: func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
			file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
			if err == nil && !strings.HasPrefix(name, dir+"/") {
				withoutBodies(file)
			}
			return file, err
		},
	}, pattern)
	if err != nil {
		t.Fatal(err)
	}
	var complaints []string
	packages.Visit(loaded, nil, func(p *packages.Package) {
		if p.Module == nil || !p.Module.Main {
			return // without bodies, imports seem unused
		}
		for _, e := range p.Errors {
			complaints = append(complaints, e.Error())
		}
	})
	return complaints
}

func withoutBodies(file *ast.File) {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			f.Body = nil
		}
	}
}
