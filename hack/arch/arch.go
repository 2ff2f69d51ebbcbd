// Package arch holds the rules about who may import whom, and its tests hold the
// repository to them. The lint configuration says the same to editors; this says
// it of everything that is imported in turn, and of the clock.
package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Module is the import path of the repository.
const Module = "github.com/kubectl-sts/kubectl-sts"

// Room is a folder with its subfolders and what it may import of ours.
type Room struct {
	Folder string
	// Imports are folders of ours, each with its subfolders.
	Imports []string
	// Pure rooms do no I/O and read no clock: they give the same answer for the
	// same arguments, wherever they run.
	Pure bool
}

// Rooms are the folders that have rules, see ARCHITECTURE.md.
var Rooms = []Room{
	{Folder: "pkg/apis", Pure: true},
	{Folder: "pkg/statefulset", Pure: true},
	{Folder: "pkg/snapshot", Pure: true, Imports: []string{"pkg/statefulset"}},
	{Folder: "pkg/replay", Pure: true, Imports: []string{"pkg/snapshot", "pkg/statefulset"}},
	{Folder: "pkg/revision", Pure: true, Imports: []string{"pkg/snapshot", "pkg/internal/safetext"}},
	{Folder: "pkg/plan", Pure: true, Imports: []string{"pkg/apis", "pkg/replay", "pkg/revision", "pkg/snapshot", "pkg/statefulset", "pkg/internal/shell"}},
	{Folder: "pkg/inspect", Pure: true, Imports: []string{"pkg/apis", "pkg/replay", "pkg/revision", "pkg/snapshot", "pkg/statefulset", "pkg/internal/shell"}},
	{Folder: "pkg/orphans", Pure: true, Imports: []string{"pkg/apis", "pkg/snapshot", "pkg/statefulset"}},
	{Folder: "pkg/diff", Pure: true, Imports: []string{"pkg/apis", "pkg/revision", "pkg/snapshot", "pkg/statefulset", "pkg/internal/shell"}},
	{Folder: "pkg/explain", Pure: true, Imports: []string{"pkg/apis", "pkg/inspect", "pkg/replay", "pkg/revision", "pkg/snapshot", "pkg/statefulset"}},
	{Folder: "pkg/resize", Pure: true, Imports: []string{"pkg/apis", "pkg/plan", "pkg/replay", "pkg/snapshot", "pkg/statefulset", "pkg/internal/shell"}},
	{Folder: "pkg/source", Imports: []string{"pkg/snapshot", "pkg/statefulset", "pkg/internal/safetext"}},
	{Folder: "pkg/printer", Imports: []string{"pkg/apis", "pkg/internal/shell"}},
	{Folder: "pkg/internal"},
	{Folder: "pkg/cmd", Imports: []string{"pkg"}},
	{Folder: "cmd", Imports: []string{"pkg/cmd"}},
	// Scenarios see the plugin from outside, as a user does.
	{Folder: "e2e/framework", Imports: []string{"pkg/apis"}},
	// The oracle gives the same states to pkg/replay and to the real controller.
	{Folder: "e2e/oracle", Imports: []string{"pkg/replay", "pkg/statefulset", "pkg/snapshot"}},
}

// pureModules are what pure rooms may import besides the standard library and
// each other. What these import in turn is checked against impureModules.
var pureModules = []string{
	"github.com/aymanbagabas/go-udiff", "k8s.io/api", "k8s.io/apimachinery", "k8s.io/component-helpers/scheduling",
}

var impureModules = []string{
	"github.com/spf13/cobra", "github.com/spf13/pflag", "k8s.io/cli-runtime", "k8s.io/client-go", "k8s.io/kubectl",
}

// impureStd are packages of the standard library that pure rooms must not import.
var impureStd = []string{
	"context", "embed", "io/fs", "io/ioutil", "log", "math/rand", "net", "os", "path/filepath", "plugin", "syscall", "testing",
}

// pureStd are exceptions: they lie below a package of impureStd and only compute.
var pureStd = []string{"net/netip", "net/url"}

// clock are the functions that read or wait for the current time.
var clock = map[string][]string{
	"time": {
		"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until",
	},
	"k8s.io/apimachinery/pkg/apis/meta/v1": {"Now", "NowMicro"},
}

// File is one Go file, by its path below the root of the repository.
type File struct {
	Path string
	AST  *ast.File
}

// Read parses the Go files below folder, tests and testdata excepted.
func Read(root, folder string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(filepath.Join(root, folder), func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		files = append(files, File{Path: filepath.ToSlash(rel), AST: tree})
		return err
	})
	return files, err
}

// Check returns what is wrong with a file, a line each.
func Check(f File) []string {
	room := roomOf(path.Dir(f.Path))
	if room == nil {
		return []string{fmt.Sprintf("%s: lies in no room; give its folder one in hack/arch and ARCHITECTURE.md", f.Path)}
	}
	var wrong []string
	for _, spec := range f.AST.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if why := room.refuses(imported); why != "" {
			wrong = append(wrong, fmt.Sprintf("%s: imports %s: %s", f.Path, imported, why))
		}
	}
	if room.Pure {
		wrong = append(wrong, readsClock(f)...)
	}
	return wrong
}

func roomOf(folder string) *Room {
	for i := range Rooms {
		if within(folder, Rooms[i].Folder) {
			return &Rooms[i]
		}
	}
	return nil
}

// refuses says why the room may not import a package, empty when it may.
func (r *Room) refuses(imported string) string {
	if ours, ok := strings.CutPrefix(imported, Module+"/"); ok {
		if within(ours, r.Folder) || withinAny(ours, r.Imports) {
			return ""
		}
		return fmt.Sprintf("%s may import of ours only: %s", r.Folder, cmp.Or(strings.Join(r.Imports, ", "), "nothing"))
	}
	switch isStd := !strings.Contains(strings.Split(imported, "/")[0], "."); {
	case !r.Pure:
		return ""
	case isStd && withinAny(imported, impureStd) && !withinAny(imported, pureStd):
		return r.Folder + " does no I/O: take what is needed as an argument"
	case !isStd && !withinAny(imported, pureModules):
		return r.Folder + " may import only " + strings.Join(pureModules, ", ") + " and the standard library"
	}
	return ""
}

// readsClock finds the uses of functions of clock.
func readsClock(f File) []string {
	names := map[string]string{} // local name of a package → its import path
	for _, spec := range f.AST.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if spec.Name != nil {
			names[spec.Name.Name] = imported
		} else {
			names[path.Base(imported)] = imported
		}
	}
	var wrong []string
	ast.Inspect(f.AST, func(n ast.Node) bool {
		use, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := use.X.(*ast.Ident); ok && slices.Contains(clock[names[pkg.Name]], use.Sel.Name) {
			wrong = append(wrong, fmt.Sprintf("%s: calls %s.%s: the time is an argument", f.Path, pkg.Name, use.Sel.Name))
		}
		return true
	})
	return wrong
}

func within(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

func withinAny(p string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return within(p, f) })
}
