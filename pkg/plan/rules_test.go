package plan

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

func TestAnUnknownVersionGivesBothAnswersWhereTheyDiffer(t *testing.T) {
	two := intstr.FromInt32(2)
	f := newFixture(4, parallel)
	f.version = newest
	unknown := *f
	unknown.version = ""

	p := unknown.plan(t, Change{Images: image("app:2"), MaxUnavailable: &two})
	if len(p.Alternatives) != 1 {
		t.Fatalf("%d alternatives, want one: the controllers that do not obey maxUnavailable", len(p.Alternatives))
	}
	if got := moves(p.Steps); !strings.HasPrefix(got, "-web-3 -web-2 ") {
		t.Errorf("by %v: %s", p.ServerVersions, got)
	}
	other := p.Alternatives[0]
	if got := moves(other.Steps); !strings.HasPrefix(got, "-web-3 +web-3 ") || other.Available.Lowest != 3 {
		t.Errorf("by %v: %s, lowest %d", other.ServerVersions, got, other.Available.Lowest)
	}
	if !slices.Contains(p.ServerVersions, "v1.35.0") || !slices.Contains(other.ServerVersions, "v1.35.4") {
		t.Errorf("maxUnavailable is obeyed by %v, not by %v; it was on in 1.35.0 and off in 1.35.4", p.ServerVersions, other.ServerVersions)
	}
	if !strings.Contains(strings.Join(p.Assumptions, " "), "version is not known") {
		t.Errorf("assumptions %q", p.Assumptions)
	}

	p = unknown.plan(t, Change{Replicas: ptr(int32(2))})
	if len(p.Alternatives) != 0 || len(p.Assumptions) != 0 {
		t.Errorf("scaling down is the same for all: alternatives %v, assumptions %q", p.Alternatives, p.Assumptions)
	}
}

// The revision of a set that its controller has seen tells which versions cannot
// be in force: they would have serialised the template in another way.
func TestRevisionsTellVersions(t *testing.T) {
	for _, version := range []string{"v1.33.4", "v1.37.1"} {
		f := newFixture(1)
		f.set.ResourceVersion = "1"
		f.objects, f.version = nil, version
		first := f.revision("app:1", 1)
		f.set.Status.CurrentRevision, f.set.Status.UpdateRevision = first, first
		f.pod(0, first)
		f.version = ""
		p := f.plan(t, Change{})
		if p.Outcome != v1alpha1.PlanDone || len(p.Steps) != 0 || len(p.Alternatives) != 0 || !slices.Contains(p.ServerVersions, version) {
			t.Errorf("%s: outcome %s, %d steps, %d alternatives, by %v", version, p.Outcome, len(p.Steps), len(p.Alternatives), p.ServerVersions)
		}
	}
}

func TestMaxUnavailableWithoutItsGate(t *testing.T) {
	two := intstr.FromInt32(2)
	f := newFixture(4, parallel)
	f.version = "v1.36.3"
	p := f.plan(t, Change{Images: image("app:2"), MaxUnavailable: &two})
	if p.Available.Lowest != 3 || !strings.Contains(strings.Join(p.Assumptions, " "), "maxUnavailable 2 is not obeyed") {
		t.Errorf("lowest %d, assumptions %q", p.Available.Lowest, p.Assumptions)
	}
	f.gates = map[string]bool{replay.GateMaxUnavailable: true}
	if p = f.plan(t, Change{Images: image("app:2"), MaxUnavailable: &two}); p.Available.Lowest != 2 {
		t.Errorf("with the gate on: lowest %d, want 2", p.Available.Lowest)
	}
}

func TestRecreate(t *testing.T) {
	f := newFixture(2, recreate)
	if p := f.plan(t, Change{Images: image("app:2")}); p.Outcome != v1alpha1.PlanStuck || !strings.Contains(p.Message, "Recreate is not enabled") {
		t.Errorf("gate off: %s, %q", p.Outcome, p.Message)
	}
	f.gates = map[string]bool{replay.GateRecreate: true}
	p := f.plan(t, Change{Images: image("app:2")})
	if got := moves(p.Steps); got != "-web-0 -web-1 +web-0 +web-1" || p.Available.Lowest != 0 || p.Outcome != v1alpha1.PlanDone {
		t.Errorf("%s, lowest %d, %s; want all deleted before the first is created", got, p.Available.Lowest, p.Outcome)
	}
}

func TestSetsThatAreBeingDeleted(t *testing.T) {
	f := newFixture(2, func(s *appsv1.StatefulSet) { at := ago(0); s.DeletionTimestamp = &at })
	if p := f.plan(t, Change{Replicas: ptr(int32(5))}); p.Outcome != v1alpha1.PlanDeleting || moves(p.Steps) != "" {
		t.Errorf("%s: %s", p.Outcome, moves(p.Steps))
	}
}

// The same question gets the same answer, byte for byte.
func TestPlansAreStable(t *testing.T) {
	f := newFixture(5, parallel, claims(destroy))
	change := Change{Images: image("app:2"), Replicas: ptr(int32(3))}
	var first string
	for range 5 {
		text, err := json.Marshal(f.plan(t, change))
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(text)
		} else if first != string(text) {
			t.Fatalf("two plans:\n%s\n%s", first, text)
		}
	}
}

// A set of a thousand is planned while one waits for it.
func BenchmarkRollout(b *testing.B) {
	f := newFixture(1000)
	for b.Loop() {
		if _, err := f.build(Change{Images: image("app:2")}); err != nil {
			b.Fatal(err)
		}
	}
}
