package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-sts/kubectl-sts/e2e/oracle"
)

func TestChoose(t *testing.T) {
	t.Chdir("../..")
	all, err := choose("")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(all, " "); !strings.HasPrefix(got, "v1.37.1 v1.36.3 v1.35.4 v1.35.0 ") || !strings.HasSuffix(got, " v1.30.0") {
		t.Errorf("versions %s are not all, the newest first", got)
	}
	if two, err := choose("v1.35.0,v1.37.1"); err != nil || strings.Join(two, " ") != "v1.35.0 v1.37.1" {
		t.Errorf("chose %v, error %v", two, err)
	}
	if _, err := choose("v1.29.0"); err == nil || !strings.Contains(err.Error(), "v1.37.1") {
		t.Errorf("error %v does not name the versions there are", err)
	}
	t.Chdir(t.TempDir())
	if _, err := choose(""); err == nil || !strings.Contains(err.Error(), "root of the repository") {
		t.Errorf("error %v does not say where to run this", err)
	}
}

func TestTable(t *testing.T) {
	var out strings.Builder
	err := table(&out, []*oracle.Row{
		{Version: "v1.37.1", Gates: map[string]bool{"A": true, "B": false}, States: 500, Took: 1500 * time.Millisecond},
		{Version: "v1.37.1", Gates: map[string]bool{"A": false}, States: 500, Differences: 2, Took: time.Second},
		{Version: "v1.36.3"},
	})
	want := `VERSION   GATES ON   STATES   DIFFERENCES   SECONDS
v1.37.1   A          500      0             1.5
v1.37.1   none       500      2             1.0
all                  1000     2             2.5
`
	if err != nil || out.String() != want {
		t.Errorf("error %v, table:\n%s\nwant:\n%s", err, out.String(), want)
	}
}

const source = `package statefulset

func (s *control) sync() {
	if err != nil {
		return
	}
}

type fakeHistory struct{}

func (f *fakeHistory) list() {
	return
}
`

func TestCoverage(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for _, file := range files {
		write(file, source)
	}
	// Two processes counted: what either reached is reached.
	profile := write("profile", `mode: set
k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_utils.go:3.26,4.16 2 0
k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_utils.go:3.26,4.16 2 1
k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_utils.go:4.16,6.3 1 0
k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_utils.go:11.30,13.2 1 0
example.com/main.go:1.1,2.2 1 1
`)
	blocks, err := readProfile(profile)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = printCoverage(&out, dir, blocks)
	if err == nil || !strings.Contains(err.Error(), "statefulset/stateful_set_utils.go:4") {
		t.Errorf("error %v does not name what nobody knows a reason for", err)
	}
	for _, want := range []string{"control.sync                        2 of 3", "statefulset/stateful_set_utils.go:4-6   control.sync"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not show %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "fakeHistory") {
		t.Errorf("counts what no sync calls:\n%s", out.String())
	}
}

func TestReasonsAreAboutTheFiles(t *testing.T) {
	for place, why := range unreached {
		file, line, _ := strings.Cut(place, ":")
		known := false
		for _, f := range files {
			known = known || f == file
		}
		if !known || line == "" || why == "" {
			t.Errorf("%s: %q is no reason for a line of %v", place, why, files)
		}
	}
}
