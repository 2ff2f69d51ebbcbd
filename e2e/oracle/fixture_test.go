package oracle

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// What replay got wrong once it gets right. The judges are not needed for that:
// their answers are in the fixtures.
func TestFixtures(t *testing.T) {
	fixtures, err := ReadFixtures("testdata")
	if err != nil {
		t.Fatal(err)
	}
	if len(fixtures) == 0 {
		t.Fatal("no fixtures: this test looks in the wrong place")
	}
	for _, name := range slices.Sorted(maps.Keys(fixtures)) {
		f := fixtures[name]
		t.Run(name, func(t *testing.T) {
			sync, err := f.Case.Replay()
			if err != nil {
				t.Fatal(err)
			}
			if difference := Compare(sync, f.Outcome); difference != "" {
				t.Errorf("%s: %s", f.About, difference)
			}
		})
	}
}

func TestFixtureIsReadAsWritten(t *testing.T) {
	folder := t.TempDir()
	g := testGenerator(t, "v1.33.4")
	for seed := range uint64(10) {
		c := g.Case(seed, map[string]bool{replay.GateMaxUnavailable: true})
		written := &Fixture{About: "round trip", Case: c, Outcome: &Outcome{Written: true}}
		if err := written.Write(folder); err != nil {
			t.Fatal(err)
		}
		all, err := ReadFixtures(folder)
		if err != nil {
			t.Fatal(err)
		}
		read := all[written.Name()]
		// What counts is that replay cannot tell them apart, down to the bytes of the revisions.
		before, err := c.Replay()
		if err != nil {
			t.Fatal(err)
		}
		after, err := read.Case.Replay()
		if err != nil {
			t.Fatal(err)
		}
		if difference := cmp.Diff(before.Actions, after.Actions); difference != "" {
			t.Errorf("seed %d:\n%s", seed, difference)
		}
	}
}

// Next must not change what it is given: callers hand it objects of their caches.
func TestReplayLeavesTheStateAlone(t *testing.T) {
	for _, version := range []string{"v1.30.0", "v1.35.0", "v1.37.1"} {
		g := testGenerator(t, version)
		for seed := range uint64(500) {
			c := g.Case(seed, nil)
			before := c.DeepCopy()
			if _, err := c.Replay(); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(before, c) {
				t.Fatalf("%s, seed %d: replay changes its state:\n%s", version, seed, cmp.Diff(before, c))
			}
		}
	}
}
