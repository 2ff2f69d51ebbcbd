package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kubectl-sts":                          main,
		"kubectl_complete-sts":                 main,
		"kubectl-inspect_statefulset":          main,
		"kubectl_complete-inspect_statefulset": main,
	})
}

// TestScripts runs the command lines of pkg/cmd/testdata/script as a user would:
// each in a process of its own, without a cluster.
func TestScripts(t *testing.T) {
	commands, err := filepath.Abs("../../pkg/cmd")
	if err != nil {
		t.Fatal(err)
	}
	// Of this very program: under a name of testscript.Main's map it is kubectl-sts.
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(commands, "testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("INPUT", filepath.Join(commands, "testdata", "input"))
			env.Setenv("PROGRAM", program)
			env.Setenv("PLUGINS", filepath.Join(commands, "..", "..", "plugins"))
			// Nothing of this machine: a script that means a cluster brings its own kubeconfig.
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("KUBECONFIG", filepath.Join(env.WorkDir, "no-kubeconfig"))
			return nil
		},
	})
}

func TestArguments(t *testing.T) {
	for _, c := range []struct{ argv, want []string }{
		{nil, nil},
		{[]string{"kubectl-sts"}, []string{}},
		{[]string{"/usr/bin/kubectl-sts", "list", "-A"}, []string{"list", "-A"}},
		{[]string{"/usr/bin/kubectl_complete-sts", "status", ""}, []string{"__complete", "status", ""}},
	} {
		if got := arguments(c.argv); !slices.Equal(got, c.want) {
			t.Errorf("arguments(%q) = %q, want %q", c.argv, got, c.want)
		}
	}
}
