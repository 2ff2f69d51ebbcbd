package oracle

import (
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// The judge does not say what the controller waits for. But if it is true, then
// the controller goes on once it has come about, and not while it has not.
func TestWaitsEndWithWhatTheyWaitFor(t *testing.T) {
	conditions := map[replay.Condition]int{}
	for _, version := range []string{"v1.30.0", "v1.33.4", "v1.35.0", "v1.37.1"} {
		g := testGenerator(t, version)
		for seed := range uint64(1500) {
			c := g.Case(seed, nil)
			before, err := c.Replay()
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(before.Waits, func(w replay.Wait) bool { return w.Stops })
			if i < 0 || before.Failure != nil {
				continue
			}
			w := before.Waits[i]
			met := c.DeepCopy()
			if !meet(met, w) {
				continue
			}
			conditions[w.Condition]++
			after, err := met.Replay()
			if err != nil {
				t.Fatal(err)
			}
			same := func(x replay.Wait) bool {
				return x.Stops && x.Pod == w.Pod && x.Condition == w.Condition && x.Claim == w.Claim
			}
			if slices.ContainsFunc(after.Waits, same) {
				t.Errorf("%s, seed %d: waits for %s to be %s (%s) when it is", version, seed, w.Pod, w.Condition, w.Rule.Says)
			}
			ignore := cmpopts.IgnoreFields(replay.Action{}, "Object", "Batch")
			if cmp.Equal(before.Actions, after.Actions, ignore) && cmp.Equal(before.Waits, after.Waits) {
				t.Errorf("%s, seed %d: %s is %s, and nothing changes (%s)", version, seed, w.Pod, w.Condition, w.Rule.Says)
			}
		}
	}
	for _, condition := range []replay.Condition{replay.WaitGone, replay.WaitReady, replay.WaitAvailable, replay.WaitEnded, replay.WaitClaim} {
		if conditions[condition] == 0 {
			t.Errorf("no state waits for a Pod to be %s", condition)
		}
	}
}

// meet brings about what is waited for, and reports whether it could.
func meet(c *Case, w replay.Wait) bool {
	if w.Condition == replay.WaitClaim {
		before := len(c.Claims)
		c.Claims = slices.DeleteFunc(c.Claims, func(claim *corev1.PersistentVolumeClaim) bool { return claim.Name == w.Claim })
		return len(c.Claims) < before
	}
	i := slices.IndexFunc(c.Pods, func(p *corev1.Pod) bool { return p.Name == w.Pod })
	if i < 0 {
		return false
	}
	switch w.Condition {
	case replay.WaitGone, replay.WaitEnded:
		c.Pods = slices.Delete(c.Pods, i, i+1)
	case replay.WaitReady, replay.WaitAvailable:
		c.Pods[i].Status = corev1.PodStatus{Phase: corev1.PodRunning, Conditions: []corev1.PodCondition{{
			Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(c.Now.Add(-time.Hour)),
		}}}
	default:
		return false // what this sync creates, the next sees
	}
	return true
}

// A sync that does nothing and waits for nothing has nothing left to do.
func TestIdleMeansDone(t *testing.T) {
	idle := 0
	g := testGenerator(t, "v1.37.1")
	for seed := range uint64(4000) {
		c := g.Case(seed, nil)
		sync, err := c.Replay()
		if err != nil {
			t.Fatal(err)
		}
		if len(sync.Actions)+len(sync.Waits) > 0 || sync.Failure != nil || c.Set.DeletionTimestamp != nil {
			continue
		}
		idle++
		// What the partition or OnDelete holds back is done, as far as the controller goes.
		if sync.Status.Replicas != *c.Set.Spec.Replicas {
			t.Errorf("seed %d: idle with %d of %d replicas", seed, sync.Status.Replicas, *c.Set.Spec.Replicas)
		}
	}
	if idle == 0 {
		t.Error("no state is idle")
	}
}
