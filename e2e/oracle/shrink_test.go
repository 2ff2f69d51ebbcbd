package oracle

import (
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func TestShrinkKeepsWhatTheDifferenceNeeds(t *testing.T) {
	failedThird := func(c *Case) bool {
		return *c.Set.Spec.Replicas >= 3 && slices.ContainsFunc(c.Pods, func(p *corev1.Pod) bool {
			return p.Name == "web-2" && p.Status.Phase == corev1.PodFailed
		})
	}
	g := testGenerator(t, "v1.37.1")
	found := 0
	for seed := range uint64(2000) {
		c := g.Case(seed, nil)
		if !failedThird(c) {
			continue
		}
		found++
		pods := len(c.Pods)
		small := Shrink(c, failedThird)
		if len(c.Pods) != pods {
			t.Fatalf("seed %d: Shrink changed the case it was given", seed)
		}
		if !failedThird(small) || len(small.Pods) != 1 || len(small.Claims)+len(small.Revisions) != 0 || *small.Set.Spec.Replicas != 3 {
			t.Errorf("seed %d: %d Pods, %d claims, %d revisions and %d replicas remain", seed,
				len(small.Pods), len(small.Claims), len(small.Revisions), *small.Set.Spec.Replicas)
		}
		if statefulset.StartOrdinal(small.Set) != 0 || small.Set.Spec.VolumeClaimTemplates != nil {
			t.Errorf("seed %d: %+v remains of the set", seed, small.Set.Spec)
		}
	}
	if found == 0 {
		t.Error("no case has a failed third Pod")
	}
}

// Changes that undo each other would go on for ever.
func TestShrinkEnds(t *testing.T) {
	g := testGenerator(t, "v1.37.1")
	for seed := range uint64(300) {
		small := Shrink(g.Case(seed, nil), func(*Case) bool { return true })
		if len(small.Pods)+len(small.Claims)+len(small.Revisions) > 0 || *small.Set.Spec.Replicas != 0 {
			t.Errorf("seed %d: something is left of a case that differs whatever it is", seed)
		}
	}
}
