//go:build e2e

package krew

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// index is a plugin index of Krew's kind: a git repository with a folder of manifests.
type index struct {
	m   *machine
	dir string
}

// newKrewMachine is a machine with Krew and an index of our own; without one Krew would ask for its central index.
func newKrewMachine(f *framework.F) (*machine, *index) {
	f.Helper()
	m := newMachine(f, map[string]string{"kubectl-krew": tool(f.T, "krew"), "git": found(f.T, "git")})
	x := &index{m: m, dir: filepath.Join(m.home, "index")}
	if err := os.MkdirAll(filepath.Join(x.dir, "plugins"), 0o700); err != nil {
		f.Fatal(err)
	}
	m.run("git", "init", "--quiet", "--initial-branch=main", x.dir)
	x.git("config", "user.name", "nobody")
	x.git("config", "user.email", "nobody@example.com")
	x.commit("empty")
	m.kubectl("krew", "index", "add", "ours", "file://"+x.dir)
	return m, x
}

func (x *index) git(args ...string) {
	x.m.Helper()
	x.m.run("git", append([]string{"-C", x.dir}, args...)...)
}

func (x *index) commit(message string) {
	x.m.Helper()
	x.git("add", "--all")
	x.git("commit", "--quiet", "--allow-empty", "--message", message)
}

// publish puts the manifests of a release into the index.
func (x *index) publish(r release, server string) {
	x.m.Helper()
	r.manifests(x.m.T, filepath.Join(x.dir, "plugins"), server)
	x.commit(r.tag)
}

// installed is the version of a plugin that Krew has installed, empty for none.
func installed(t *testing.T, m *machine, plugin string) []string {
	t.Helper()
	return names(t, filepath.Join(m.home, ".krew", "store", plugin))
}
