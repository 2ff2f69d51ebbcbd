package inspect

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

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

func TestParallelUpdateSeveralWaits(t *testing.T) {
	world := newWorld(3, rolling, parallel).pod(0, oldRev, unready(time.Minute)).pod(1, oldRev).pod(2, newRev, crashing(hour)).pod(5, newRev, terminating(time.Second))
	world.version = "v1.36.0" // 1.37 replaces web-0 first, whatever web-2 does.
	r := world.report()
	if w := r.Rollout.WaitsFor[0]; r.Rollout.State != v1alpha1.StateBlocked || *w.Ordinal != 2 || len(w.Behind) != 2 {
		t.Errorf("state %s, first wait %+v: want Blocked by web-2 with ordinals 1 and 0 behind, whatever else is waited for", r.Rollout.State, w)
	}
}

func TestParallelBudgetOfUnavailablePods(t *testing.T) {
	three := func(s *appsv1.StatefulSet) {
		n := intstr.FromInt32(3)
		s.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &n
	}
	w := newWorld(5, rolling, parallel, three).pod(0, oldRev).pod(1, oldRev).pod(2, oldRev).pod(3, oldRev).pod(4, newRev, crashing(hour))
	w.version = "v1.37.1"
	if r := w.report(); r.Rollout.State != v1alpha1.StateProgressing {
		t.Errorf("state %s, want Progressing: one of three is unavailable", r.Rollout.State)
	}
	w.version = "v1.36.0"
	if r := w.report(); r.Rollout.State != v1alpha1.StateBlocked {
		t.Errorf("state %s, want Blocked: maxUnavailable is not in force", r.Rollout.State)
	}
}

func TestParallelTrapAtTheLastOutdatedPod(t *testing.T) {
	w := newWorld(3, rolling, parallel).pod(0, oldRev, crashing(hour)).pod(1, newRev).pod(2, newRev)
	for version, want := range map[string]v1alpha1.RolloutState{"v1.35.1": v1alpha1.StateTrapped, "v1.37.1": v1alpha1.StateProgressing} {
		w.version = version
		if r := w.report(); r.Rollout.State != want {
			t.Errorf("%s: state %s, want %s", version, r.Rollout.State, want)
		}
	}
}

func TestParallelUpdateStopsAtACreationThatFails(t *testing.T) {
	r := newWorld(3, rolling, parallel).pod(1, oldRev).pod(2, oldRev).
		add(event("a", "FailedCreate", "create Pod web-0 in StatefulSet web failed error: exceeded quota", time.Minute, time.Minute)).report()
	if w := r.Rollout.WaitsFor[0]; r.Rollout.State != v1alpha1.StateBlocked || len(w.Behind) != 2 {
		t.Errorf("state %s, first wait %+v: a failed creation ends the sync before the update", r.Rollout.State, w)
	}
}

func TestReplicasOfBillionsCostNoMemory(t *testing.T) {
	if r := newWorld(2_000_000_000).pod(0, newRev).report(); len(r.Ordinals) > maxRows {
		t.Errorf("%d rows", len(r.Ordinals))
	}
}

// An old Pod that is broken does not hold up an update that is under way above
// it: the update is what cures it.
func TestParallelUpdateIsNotBlockedByWhatItPasses(t *testing.T) {
	three := func(s *appsv1.StatefulSet) {
		n := intstr.FromInt32(3)
		s.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &n
	}
	lowest := func(options ...func(*appsv1.StatefulSet)) *world {
		return newWorld(5, append(options, rolling, parallel)...).pod(0, oldRev, crashing(hour)).pod(1, oldRev).pod(2, oldRev)
	}
	tests := []struct {
		name    string
		version string
		world   *world
		state   v1alpha1.RolloutState
		behind  map[string]int
	}{
		{"between two replacements", "v1.33.4", lowest().pod(3, oldRev).pod(4, oldRev, terminating(time.Second)), v1alpha1.StateProgressing, map[string]int{"web-4": 4}},
		{"the last one comes up", "v1.33.4", lowest().pod(3, oldRev).pod(4, newRev, unready(time.Minute)), v1alpha1.StateProgressing, map[string]int{"web-4": 4}},
		{"the last one is about to be created", "v1.33.4", lowest().pod(3, oldRev), v1alpha1.StateProgressing, map[string]int{"web-4": 4}},
		{"while a Pod outside the range is removed", "v1.33.4", lowest().pod(3, oldRev).pod(4, oldRev).pod(5, oldRev), v1alpha1.StateProgressing, nil},
		{"others use up what is left of maxUnavailable", "v1.35.1", lowest(three).pod(3, oldRev, terminating(time.Second)).pod(4, oldRev, terminating(time.Second)), v1alpha1.StateProgressing, map[string]int{"web-4": 3}},
		{"it uses up maxUnavailable alone", "v1.35.1", lowest().pod(3, oldRev).pod(4, oldRev, terminating(time.Second)), v1alpha1.StateTrapped, map[string]int{"web-0": 3}},
		{"a new one fails above", "v1.33.4", lowest().pod(3, oldRev, terminating(time.Second)).pod(4, newRev, crashing(hour)), v1alpha1.StateBlocked, map[string]int{"web-4": 3}},
	}
	for _, tt := range tests {
		tt.world.version = tt.version
		r := tt.world.report()
		if r.Rollout.State != tt.state {
			t.Errorf("%s: state %s, want %s", tt.name, r.Rollout.State, tt.state)
		}
		for _, w := range r.Rollout.WaitsFor {
			if len(w.Behind) != tt.behind[w.Object.Name] {
				t.Errorf("%s: ordinals %v wait behind %s, want %d of them", tt.name, w.Behind, w.Object.Name, tt.behind[w.Object.Name])
			}
		}
	}
}
