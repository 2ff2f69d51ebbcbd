package plan

import (
	"testing"

	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func image(i string) []Image { return []Image{{"app", i}} }

func TestOrderOfPods(t *testing.T) {
	two := intstr.FromInt32(2)
	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		moves   string
		outcome v1alpha1.PlanOutcome
		lowest  int32
		seconds int64
	}{
		{"scale up, one after the other", newFixture(1), Change{Replicas: ptr(int32(3))},
			"+web-1 +web-2", v1alpha1.PlanDone, 1, 140},
		{"scale down, highest first", newFixture(3), Change{Replicas: ptr(int32(1))},
			"-web-2 -web-1", v1alpha1.PlanDone, 1, 20},
		{"image change, highest first", newFixture(3), Change{Images: image("app:2")},
			"-web-2 +web-2 -web-1 +web-1 -web-0 +web-0", v1alpha1.PlanDone, 2, 240},
		{"minReadySeconds pass between two Pods", newFixture(2, minReady(30)), Change{Images: image("app:2")},
			"-web-1 +web-1 -web-0 +web-0", v1alpha1.PlanDone, 1, 220},
		{"Parallel and maxUnavailable 2", newFixture(4, parallel), Change{Images: image("app:2"), MaxUnavailable: &two},
			"-web-3 -web-2 +web-2 +web-3 -web-1 -web-0 +web-0 +web-1", v1alpha1.PlanDone, 2, 160},
		{"OrderedReady and maxUnavailable 2", newFixture(4), Change{Images: image("app:2"), MaxUnavailable: &two},
			"-web-3 -web-2 +web-2 +web-3 -web-1 -web-0 +web-0 +web-1", v1alpha1.PlanDone, 2, 300},
		{"Parallel scale up", newFixture(1, parallel), Change{Replicas: ptr(int32(4))},
			"+web-1 +web-2 +web-3", v1alpha1.PlanDone, 1, 70},
		{"OnDelete replaces what is deleted", newFixture(2, onDelete), Change{Images: image("app:2"), DeletePods: []string{"web-0"}},
			"-web-0 +web-0", v1alpha1.PlanHeld, 1, 80},
		{"a partition holds", newFixture(3), Change{Images: image("app:2"), Partition: ptr(int32(2))},
			"-web-2 +web-2", v1alpha1.PlanHeld, 2, 80},
		{"ordinals move", newFixture(2), Change{OrdinalsStart: ptr(int32(5))},
			"+web-5 +web-6 -web-1 -web-0", v1alpha1.PlanDone, 2, 160},
		{"a restart", newFixture(1), Change{Restart: true},
			"-web-0 +web-0", v1alpha1.PlanDone, 0, 70},
		{"scaling comes before updating", newFixture(2), Change{Images: image("app:2"), Replicas: ptr(int32(3))},
			"+web-2 -web-1 +web-1 -web-0 +web-0", v1alpha1.PlanDone, 2, 230},
		{"nothing to do", newFixture(2), Change{}, "", v1alpha1.PlanDone, 2, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.fixture.plan(t, c.change)
			if got := moves(p.Steps); got != c.moves {
				t.Errorf("Pods %q, want %q", got, c.moves)
			}
			if p.Outcome != c.outcome || p.Available.Lowest != c.lowest {
				t.Errorf("outcome %s (%s), lowest available %d; want %s, %d", p.Outcome, p.Message, p.Available.Lowest, c.outcome, c.lowest)
			}
			if p.Estimate == nil || p.Estimate.Seconds != c.seconds {
				t.Errorf("estimate %+v, want %d seconds", p.Estimate, c.seconds)
			}
		})
	}
}
