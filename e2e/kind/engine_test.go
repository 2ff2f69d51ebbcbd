package kind

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeDocker is all of PATH: a docker command that does what a shell script says.
func fakeDocker(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, "docker"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

// Each thing that keeps a machine from having a cluster has a line of its own, which says what to do.
func TestErrorsOfMachines(t *testing.T) {
	privileged := func(t *testing.T) error { return checkPrivileged(t.Context(), "node:1") }
	engine := func(t *testing.T) error { return CheckEngine(t.Context()) }
	for _, tt := range []struct {
		name, script string
		check        func(*testing.T) error
		want         error
		says         []string
	}{
		{"no docker command", "", engine, ErrNoDocker, []string{"install Docker"}},
		{"no engine", "echo warning >&2; echo 'Cannot connect to the Docker daemon at unix:///x.' >&2; exit 1", engine, ErrNoDaemon, []string{"start it", "Cannot connect to the Docker daemon at unix:///x."}},
		{"all is well", "echo " + os.TempDir(), engine, nil, nil},
		{"an engine elsewhere", "echo /var/lib/no/such/folder", engine, nil, nil},
		{"not privileged", "echo 'OCI runtime create failed: unable to apply caps: operation not permitted: unknown.' >&2; exit 126", privileged, ErrUnbounded, []string{"privileged"}},
		{"no such image", "echo 'docker: no such image: node:1.' >&2; exit 125", privileged, nil, []string{"node:1", "no such image"}},
		{"privileged", "exit 0", privileged, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fakeDocker(t, tt.script)
			err := tt.check(t)
			if (err == nil) != (tt.want == nil && tt.says == nil) || tt.want != nil && !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			for _, words := range tt.says {
				if !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %q: want one line with %q", err, words)
				}
			}
		})
	}
}

func TestMissingCapabilities(t *testing.T) {
	for _, tt := range []struct{ status, want string }{
		{"Name:\tx\nCapEff:\t0000000000000000\nCapBnd:\t000001ffffffffff\n", ""},
		{"CapBnd:\t000001fffeffffff\n", "CAP_SYS_RESOURCE"},
		{"CapBnd:\t00000000a80425fb\n", "CAP_NET_ADMIN, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE"},
		{"nothing of the kind\n", ""},
	} {
		file := filepath.Join(t.TempDir(), "status")
		if err := os.WriteFile(file, []byte(tt.status), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := missingCapabilities(file); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.status, got, tt.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	err := oneLine(errors.New("failed to init node\nkubeadm chatter\nerror: the port is taken\nStack Trace:\nsigs.k8s.io/kind/x"))
	if want := "kind: failed to init node: error: the port is taken"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if oneLine(nil) != nil {
		t.Error("made an error of none")
	}
}
