package arch

import (
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func TestRooms(t *testing.T) {
	for _, folder := range []string{"cmd", "pkg", "e2e/framework", "e2e/oracle"} {
		files, err := Read(root, folder)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Errorf("no Go files below %s: this test looks in the wrong place", folder)
		}
		for _, f := range files {
			for _, wrong := range Check(f) {
				t.Error(wrong)
			}
		}
	}
}

// What the pure rooms import in turn must not be a client or a command either.
func TestPureRoomsInTurn(t *testing.T) {
	args := []string{"list", "-deps"}
	for _, r := range Rooms {
		if r.Pure {
			args = append(args, "./"+r.Folder+"/...")
		}
	}
	// The result of this test depends on the module's versions: reading go.mod
	// tells `go test` not to answer from its cache when they change.
	if _, err := os.ReadFile(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	for p := range strings.Lines(string(out)) {
		if p = strings.TrimSpace(p); withinAny(p, impureModules) {
			t.Errorf("the pure rooms import %s; find the way with: go mod why %s", p, p)
		}
	}
}

// Every rule is broken once, so that a rule that no longer works is noticed.
func TestCheck(t *testing.T) {
	tests := []struct{ name, path, code, want string }{
		{"fine", "pkg/snapshot/a.go", `import ("time"; "net/url"; "k8s.io/api/core/v1"); var d = time.Second`, ""},
		{"own room", "pkg/source/live/a.go", `import _ "` + Module + `/pkg/source"`, ""},
		{"impure room may do I/O", "pkg/source/file/a.go", `import "os"; var x = os.Args`, ""},
		{"os", "pkg/inspect/a.go", `import _ "os"`, "does no I/O"},
		{"below os", "pkg/inspect/a.go", `import _ "os/exec"`, "does no I/O"},
		{"net", "pkg/statefulset/a.go", `import _ "net/http"`, "does no I/O"},
		{"context", "pkg/apis/inspect/v1alpha1/a.go", `import _ "context"`, "does no I/O"},
		{"client-go", "pkg/snapshot/a.go", `import _ "k8s.io/client-go/util/jsonpath"`, "may import only"},
		{"cobra", "pkg/inspect/a.go", `import _ "github.com/spf13/cobra"`, "may import only"},
		{"time.Now", "pkg/inspect/a.go", `import "time"; var x = time.Now()`, "calls time.Now"},
		{"time.Since under another name", "pkg/inspect/a.go", `import clock "time"; var f = clock.Since`, "calls clock.Since"},
		{"metav1.Now", "pkg/inspect/a.go", `import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"; var x = metav1.Now()`, "calls metav1.Now"},
		{"wrong way", "pkg/snapshot/a.go", `import _ "` + Module + `/pkg/inspect"`, "may import of ours only: pkg/statefulset"},
		{"printer reads no snapshot", "pkg/printer/a.go", `import _ "` + Module + `/pkg/snapshot"`, "may import of ours only: pkg/apis"},
		{"contract imports nothing", "pkg/apis/inspect/v1alpha1/a.go", `import _ "` + Module + `/pkg/statefulset"`, "only: nothing"},
		{"scenarios see the plugin from outside", "e2e/framework/a.go", `import _ "` + Module + `/pkg/inspect"`, "only: pkg/apis"},
		{"name that only starts alike", "pkg/inspect/a.go", `import _ "` + Module + `/pkg/snapshotter"`, "may import of ours only"},
		{"no room", "pkg/util/a.go", ``, "lies in no room"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree, err := parser.ParseFile(token.NewFileSet(), tt.path, "package p\n"+tt.code, 0)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(Check(File{Path: tt.path, AST: tree}), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
