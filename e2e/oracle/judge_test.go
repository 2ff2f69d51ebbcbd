//go:build e2e

package oracle

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// built is the judge of a version that hack/oracle has built; a test that needs
// another than those of `make test` is skipped.
func built(t *testing.T, version string) *Judge {
	t.Helper()
	program, err := filepath.Abs(filepath.Join("../../bin", "judge-"+version))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Skipf("the judge of %s is not built: make oracle", version)
	}
	j, err := StartJudge(version, program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

// The outcomes in the fixtures are the controllers' own.
func TestFixturesAreJudgedAsRecorded(t *testing.T) {
	fixtures, err := ReadFixtures("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(fixtures)) {
		f := fixtures[name]
		t.Run(name, func(t *testing.T) {
			outcome, difference, err := built(t, f.Case.Version).Compare(f.Case)
			if err != nil {
				t.Fatal(err)
			}
			if difference != "" {
				t.Errorf("%s: %s", f.About, difference)
			}
			recorded, err := steps(f.Outcome.Actions, didStep)
			if err != nil {
				t.Fatal(err)
			}
			now, err := steps(outcome.Actions, didStep)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(recorded, now) || statusDiff(f.Outcome.Status, outcome.Status) != "" {
				t.Errorf("the controller of %s does otherwise than is recorded:\n%s%s", f.Case.Version,
					stepsDiff(recorded, now), statusDiff(f.Outcome.Status, outcome.Status))
			}
		})
	}
}

// A judge that does nothing at all, or always the same, would agree with anybody.
func TestJudgeSeesWhatIsWrong(t *testing.T) {
	j := built(t, "v1.37.1")
	encodings, err := j.Encodings()
	if err != nil {
		t.Fatal(err)
	}
	g, err := NewGenerator("v1.37.1", encodings)
	if err != nil {
		t.Fatal(err)
	}
	right, wrong := 0, 0
	for seed := range uint64(300) {
		c := g.Case(seed, nil)
		outcome, difference, err := j.Compare(c)
		if err != nil {
			t.Fatal(err)
		}
		if difference == "" {
			right++
		}
		// Replay is asked about another state than the judge.
		*c.Set.Spec.Replicas++
		sync, err := c.Replay()
		if err != nil {
			t.Fatal(err)
		}
		if Compare(sync, outcome) != "" {
			wrong++
		}
	}
	if right != 300 || wrong < 100 {
		t.Errorf("of 300 cases %d agree, and %d of those about another number of replicas differ", right, wrong)
	}
}

// The order in which states and gates come must not matter.
func TestJudgeForgets(t *testing.T) {
	j := built(t, "v1.37.1")
	encodings, err := j.Encodings()
	if err != nil {
		t.Fatal(err)
	}
	g, err := NewGenerator("v1.37.1", encodings)
	if err != nil {
		t.Fatal(err)
	}
	sets, err := GateSets("v1.37.1")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(seed uint64, gates map[string]bool) *Outcome {
		outcome, err := j.Ask(g.Case(seed, gates))
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	for seed := range uint64(20) {
		before := ask(seed, sets[0])
		for _, gates := range sets {
			ask(seed+1, gates)
		}
		after := ask(seed, sets[0])
		if difference := statusDiff(before.Status, after.Status); difference != "" || len(before.Actions) != len(after.Actions) {
			t.Errorf("seed %d: %s %s", seed, difference, cmp.Diff(len(before.Actions), len(after.Actions)))
		}
	}
}
