//go:build e2e

package krew

import (
	"bytes"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// machine is a user's: a home, a PATH with no more than is needed, and a kubeconfig.
type machine struct {
	*testing.T
	home, bin string
	env       []string
}

// result is what a command did.
type result struct {
	stdout, stderr string
	code           int
}

// newMachine is one whose kubeconfig is the scenario's and whose PATH has kubectl and these programs.
func newMachine(f *framework.F, programs map[string]string) *machine {
	f.Helper()
	dir := f.TempDir()
	m := &machine{T: f.T, home: filepath.Join(dir, "home"), bin: filepath.Join(dir, "bin")}
	for _, folder := range []string{m.home, m.bin, filepath.Join(dir, "tmp")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			f.Fatal(err)
		}
	}
	m.link("kubectl", underTest(f, "kubectl"))
	for name, path := range programs {
		m.link(name, path)
	}
	kubeconfig := filepath.Join(dir, "kubeconfig")
	if err := os.WriteFile(kubeconfig, []byte(f.Kubectl("config", "view", "--raw", "--flatten")), 0o600); err != nil {
		f.Fatal(err)
	}
	server, err := url.Parse(f.Server())
	if err != nil {
		f.Fatal(err)
	}
	m.env = []string{
		"PATH=" + m.krewBin() + ":" + m.bin, "HOME=" + m.home, "TMPDIR=" + filepath.Join(dir, "tmp"), "KUBECONFIG=" + kubeconfig,
		"SHELL=/bin/bash", "LANG=C.UTF-8", "GIT_CONFIG_NOSYSTEM=1", "KREW_NO_UPGRADE_CHECK=1",
		// Whoever goes elsewhere is noticed: nothing listens on this port.
		"HTTP_PROXY=http://127.0.0.1:1", "HTTPS_PROXY=http://127.0.0.1:1", "NO_PROXY=127.0.0.1,localhost," + server.Hostname(),
	}
	return m
}

// krewBin is where Krew puts its links: its root is the default, in the home.
func (m *machine) krewBin() string { return filepath.Join(m.home, ".krew", "bin") }

func (m *machine) link(name, path string) {
	m.Helper()
	if err := os.Symlink(path, filepath.Join(m.bin, name)); err != nil {
		m.Fatal(err)
	}
}

// run runs a command, which has to succeed, and returns what it printed.
func (m *machine) run(name string, args ...string) string {
	m.Helper()
	r := m.try(name, args...)
	if r.code != 0 {
		m.Fatalf("%s %s\nexit code %d\n%s%s", name, strings.Join(args, " "), r.code, r.stdout, r.stderr)
	}
	return r.stdout
}

// try runs a command of the machine's PATH.
func (m *machine) try(name string, args ...string) result {
	m.Helper()
	path := name
	for _, dir := range []string{m.krewBin(), m.bin} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			path = filepath.Join(dir, name)
			break
		}
	}
	cmd := exec.CommandContext(m.Context(), path, args...)
	cmd.Env, cmd.Dir = m.env, m.home
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		m.Fatalf("%s: %v", name, err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// kubectl runs kubectl, which has to succeed.
func (m *machine) kubectl(args ...string) string {
	m.Helper()
	return m.run("kubectl", args...)
}

// names lists the files below a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// contains fails unless text has all of words.
func contains(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s lacks %q:\n%s", what, w, text)
		}
	}
}
