//go:build e2e

package scenarios

import (
	"fmt"
	"slices"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestMain(m *testing.M) { framework.Main(m, "--feature-gates=StatefulSetRecreateStrategy=true") }

// right fails unless a check of an identity is right and has this value.
func right(f *framework.F, what string, c v1alpha1.Check, value string) {
	f.Helper()
	if c.Verdict != v1alpha1.VerdictRight || c.Actual != value || c.Expected != "" && c.Expected != value {
		f.Errorf("%s = %+v, want it right and %q", what, c, value)
	}
}

// equal compares what a screen says with what is expected of it.
func equal[T comparable](f *framework.F, what string, got, want T) {
	f.Helper()
	if got != want {
		f.Errorf("%s = %v, want %v", what, got, want)
	}
}

func equalOrdinals(f *framework.F, what string, got []int32, want ...int32) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("%s = %v, want %v", what, got, want)
	}
}

// firstWait is what the controller waits for first; the scenario ends when it waits for nothing.
func firstWait(f *framework.F, r v1alpha1.StatefulSetReport) v1alpha1.Wait {
	f.Helper()
	if len(r.Rollout.WaitsFor) == 0 {
		f.Fatalf("%s waits for nothing; summary: %q", r.Name, r.Summary)
	}
	return r.Rollout.WaitsFor[0]
}

// waitSettled waits until the set is complete and its status says so too: a moment after the last Pod is
// available the controller makes the update revision the current one.
func waitSettled(f *framework.F, set string) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitStatus(set, "complete, one revision", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == r.Rollout.UpdateRevision
	})
}

// volumes names the volume behind each ordinal's only claim.
func volumes(f *framework.F, r v1alpha1.StatefulSetReport) map[int32]string {
	f.Helper()
	out := map[int32]string{}
	for _, o := range r.Ordinals {
		if len(o.Claims) != 1 || o.Claims[0].State != v1alpha1.ClaimBound || o.Claims[0].VolumeName == "" {
			f.Fatalf("ordinal %d of %s has claims %+v, want one bound claim", o.Ordinal, r.Name, o.Claims)
		}
		out[o.Ordinal] = o.Claims[0].VolumeName
	}
	return out
}

func podName(set string, ordinal int32) string { return fmt.Sprintf("%s-%d", set, ordinal) }

// gapOf is why a report lacks a resource, empty when it was read.
func gapOf(r v1alpha1.StatefulSetReport, resource string) string {
	for _, g := range r.Gaps {
		if g.Resource == resource {
			return string(g.Reason) + ": " + g.Message
		}
	}
	return ""
}
