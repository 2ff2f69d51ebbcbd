package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-sts/kubectl-sts/e2e/kind"
	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

func TestRunStopsAtTheFirstFailure(t *testing.T) {
	ran := ""
	at := func(name string, err error) stage {
		return stage{name, "", func(context.Context) (counts, error) { ran += name; return counts{}, err }}
	}
	tests := []struct {
		name   string
		stages []stage
		strict bool
		ran    string
		good   bool
	}{
		{"all well", []stage{at("a", nil), at("b", nil)}, true, "ab", true},
		{"failure", []stage{at("a", errTests), at("b", nil)}, false, "a", false},
		{"cannot run", []stage{at("a", cannotRun{"no network"}), at("b", nil)}, false, "ab", true},
		{"cannot run on CI", []stage{at("a", cannotRun{"no network"}), at("b", nil)}, true, "a", false},
		{"nothing to run on", []stage{at("a", notNeeded{"no docker"}), at("b", nil)}, false, "ab", true},
		{"nothing to run on, on CI", []stage{at("a", notNeeded{"no docker"}), at("b", nil)}, true, "ab", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ran = ""
			if good := run(t.Context(), tt.stages, tt.strict); good != tt.good || ran != tt.ran {
				t.Errorf("ran %q, good %v; want %q, %v", ran, good, tt.ran, tt.good)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	var out strings.Builder
	summary(&out, []result{
		{stage: "verify", counts: counts{passed: 7}, took: 31400 * time.Millisecond},
		{stage: "unit", counts: counts{passed: 90, failed: 1, skipped: 2}, took: 75 * time.Second, note: "failed"},
		{stage: "kind", counts: counts{passed: 3, elsewhere: 4}, took: time.Minute},
	}, []stage{{name: "screens"}})
	want := `
STAGE     PASSED   FAILED   SKIPPED   TIME    NOTE
verify    7        0        0         31.4s   
unit      90       1        2         1m15s   failed
kind      3        0        0         1m0s    4 for another cluster, in its stage
screens   -        -        -         -       not run

100 passed, 1 failed, 2 skipped
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}

func TestChoose(t *testing.T) {
	if got, err := choose(nil); err != nil || len(got) != len(stages) {
		t.Errorf("no name chose %d stages, error %v", len(got), err)
	}
	if got, err := choose([]string{"unit", "verify"}); err != nil || len(got) != 2 || got[0].name != "verify" {
		t.Errorf("chose %v, error %v; want verify before unit", got, err)
	}
	if _, err := choose([]string{"units"}); err == nil || !strings.Contains(err.Error(), "the stages are verify, unit") {
		t.Errorf("error %v does not name the stages", err)
	}
}

// A machine that has the docker command and no cluster is another matter than one without it: CI is told.
func TestKindClusterOnMachinesThatHaveNone(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	_, err := kindCluster(t.Context())
	if none := (notNeeded{}); !errors.As(err, &none) {
		t.Errorf("without a docker command: %v, want that there is nothing to run on", err)
	}
	script := "#!/bin/sh\necho 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock' >&2\nexit 1\n"
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = kindCluster(t.Context())
	if cannot := (cannotRun{}); !errors.As(err, &cannot) || !strings.Contains(err.Error(), "Cannot connect") || strings.Contains(err.Error(), "\n") {
		t.Errorf("without an engine: %v, want that it cannot run, and why, in one line", err)
	}
}

func TestWhyNoCluster(t *testing.T) {
	for _, err := range []error{kind.ErrUnbounded, kind.ErrLowDiskRoom, gobuild.ErrOffline} {
		if cannot := (cannotRun{}); !errors.As(whyNoCluster(fmt.Errorf("%w: why", err)), &cannot) {
			t.Errorf("%v is taken for a failure", err)
		}
	}
	if err := errors.New("kind: no node came up"); !errors.Is(whyNoCluster(err), err) {
		t.Errorf("%v is not taken for a failure", err)
	}
}
