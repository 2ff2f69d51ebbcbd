package inspect

import (
	"testing"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// What a Parallel set waits for depends on the server: an outdated, broken Pod
// below the next target holds the update up only where maxUnavailable counts
// all Pods and the controller does not replace broken ones first.
func TestParallelUpdateByServerVersion(t *testing.T) {
	build := func(version string) *v1alpha1.StatefulSetReport {
		w := newWorld(3, rolling, parallel).pod(0, oldRev, crashing(hour)).pod(1, oldRev).pod(2, newRev)
		w.version = version
		return w.report()
	}
	for version, want := range map[string]struct {
		state  v1alpha1.RolloutState
		behind int
	}{
		"":        {v1alpha1.StateProgressing, 0},
		"v1.34.4": {v1alpha1.StateProgressing, 0},
		"v1.35.0": {v1alpha1.StateTrapped, 1},
		"v1.35.3": {v1alpha1.StateTrapped, 1},
		"v1.35.4": {v1alpha1.StateProgressing, 0},
		"v1.37.1": {v1alpha1.StateProgressing, 0},
	} {
		r := build(version)
		if r.Rollout.State != want.state || len(r.Rollout.WaitsFor[0].Behind) != want.behind {
			t.Errorf("%q: state %s with %v behind, want %s with %d", version, r.Rollout.State, r.Rollout.WaitsFor[0].Behind, want.state, want.behind)
		}
	}
}

func TestParallelCreatesAllAtOnce(t *testing.T) {
	r := newWorld(3, parallel).pod(0, newRev, unready(5*time.Second)).report()
	if got := len(r.Rollout.WaitsFor); got != 3 {
		t.Errorf("waits for %d things, want all three Pods", got)
	}
	for _, w := range r.Rollout.WaitsFor {
		if len(w.Behind) != 0 {
			t.Errorf("%s: nothing waits behind a Pod of a Parallel set that is being created, got %v", w.Message, w.Behind)
		}
	}
}

func TestParallelUpdateWaitsForTheReplacedPod(t *testing.T) {
	for _, version := range []string{"v1.33.0", "v1.37.1"} {
		w := newWorld(3, rolling, parallel).pod(0, oldRev).pod(1, oldRev).pod(2, newRev, crashing(hour))
		w.version = version
		r := w.report()
		if r.Rollout.State != v1alpha1.StateBlocked || len(r.Rollout.WaitsFor[0].Behind) != 2 {
			t.Errorf("%s: state %s, behind %v; want Blocked with ordinals 1 and 0 behind web-2", version, r.Rollout.State, r.Rollout.WaitsFor[0].Behind)
		}
	}
}
