package kind

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"
)

func TestTwoClonesDoNotShareACluster(t *testing.T) {
	a, b := DefaultName("/home/a/sts", "sts"), DefaultName("/home/b/sts", "sts")
	if a == b || a != DefaultName("/home/a/sts/", "sts") || len(a) > 30 {
		t.Errorf("names %q and %q", a, b)
	}
}

// A worker in each of two zones, and patches that kubeadm can read.
func TestConfig(t *testing.T) {
	c := config("x", "/p/policy.yaml")
	zones := ""
	for i := range c.Nodes {
		zones += string(c.Nodes[i].Role) + "=" + c.Nodes[i].Labels["topology.kubernetes.io/zone"] + " "
	}
	if want := "control-plane=zone-c worker=zone-a worker=zone-b "; zones != want {
		t.Errorf("nodes %q, want %q", zones, want)
	}
	var ops []struct {
		Op, Path string
		Value    any
	}
	if err := json.Unmarshal([]byte(c.KubeadmConfigPatchesJSON6902[0].Patch), &ops); err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if op.Op != "add" || op.Value == nil || strings.HasSuffix(op.Path, "extraArgs") {
			t.Errorf("%+v replaces what kind has there", op)
		}
	}
}

// Interrupted, nothing is left: neither what creation had made by then, nor what it went on to make.
func TestInterruptible(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	made, undone := 0, make(chan int, 2)
	gone := make(chan struct{})
	err := interruptible(ctx, func() error {
		made++
		interrupt()
		<-gone
		made++
		return errors.New("somebody took my nodes away")
	}, func() error {
		undone <- made
		if len(undone) == 1 {
			close(gone)
		}
		return nil
	})
	if err == nil || err.Error() != "interrupted" {
		t.Errorf("error %v, want interrupted", err)
	}
	if first, last := <-undone, <-undone; first != 1 || last != 2 {
		t.Errorf("undone after %d and %d steps, want 1 and 2", first, last)
	}
}

func TestRegistryAnswers(t *testing.T) {
	for status, want := range map[int]bool{http.StatusUnauthorized: true, http.StatusOK: true, http.StatusForbidden: false} {
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(status) }))
		if got := answers(t.Context(), server.URL); got != want {
			t.Errorf("status %d: answers %t, want %t", status, got, want)
		}
		server.Close()
		if answers(t.Context(), server.URL) {
			t.Error("a registry that is gone answers")
		}
	}
}

// An image that the engine has is taken without asking anybody.
func TestLocalImageIsTaken(t *testing.T) {
	fakeDocker(t, "exit 0")
	image, err := NodeImage(t.Context(), "http://127.0.0.1:1/", io.Discard)
	if err != nil || image != defaults.Image {
		t.Errorf("image %s, error %v; want kind's own", image, err)
	}
	t.Setenv("STS_E2E_NODE_IMAGE", "mine:1")
	if image, err := (Options{}).image(t.Context()); err != nil || image != "mine:1" {
		t.Errorf("image %s, error %v; want the one of STS_E2E_NODE_IMAGE", image, err)
	}
}

// A network that was there before is somebody's, and one that somebody uses by now is, too.
func TestNetworkIsRemovedOnlyIfItIsOurs(t *testing.T) {
	for _, tt := range []struct{ name, before, after, users, want string }{
		{"made for us", "", "0123abc", "", "rm kind"},
		{"there before", "0123abc", "0123abc", "", ""},
		{"used by others now", "", "0123abc", "4567def", ""},
		{"never made", "", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			removed := filepath.Join(t.TempDir(), "removed")
			engine := func(networks string) {
				fakeDocker(t, `case "$1 $2" in "network ls") echo "`+networks+`";; "ps --all") echo "`+tt.users+`";; "network rm") echo "$2 $3" >"`+removed+`";; esac`)
			}
			engine(tt.before)
			kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
			if err := noteNetwork(t.Context(), kubeconfig); err != nil {
				t.Fatal(err)
			}
			engine(tt.after)
			if err := dropNetwork(t.Context(), kubeconfig); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(removed); strings.TrimSpace(string(got)) != tt.want {
				t.Errorf("removed %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLoggerSaysEachStepOnce(t *testing.T) {
	var said strings.Builder
	l := &logger{out: &said}
	l.V(0).Info(" • Preparing nodes 📦 📦  ...\n")
	l.V(0).Info(" ✓ Preparing nodes 📦 📦 \n")
	l.V(1).Info("command output")
	l.Warn("cgroup v1 is deprecated")
	l.Warn("the disk is slow")
	if want := "  Preparing nodes    ...\n  the disk is slow\n"; said.String() != want {
		t.Errorf("said %q, want %q", said.String(), want)
	}
}
