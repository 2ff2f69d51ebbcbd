package completion

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCandidates(t *testing.T) {
	root := t.TempDir()
	dir := func(name string) string { return filepath.Join(root, name) }
	for _, name := range []string{"first", "with space", "last"} {
		if err := os.Mkdir(dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	file := "kubectl_complete-sts"
	if runtime.GOOS == "windows" {
		file += ".cmd"
	}
	t.Setenv("PATH", strings.Join([]string{"", ".", dir("first"), "relative", dir("with space"), dir("first") + "/", dir("last")}, string(filepath.ListSeparator)))
	check := func(when, own string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, candidates(file, own)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	check("a plugin in PATH", dir("last"), dir("last"), dir("first"), dir("with space"))
	check("a plugin elsewhere", dir("elsewhere"), dir("first"), dir("with space"), dir("last"))

	if err := os.WriteFile(filepath.Join(dir("with space"), file), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	check("there is a file, and behind it the plugin", dir("last"), dir("with space"), dir("first"))
}
