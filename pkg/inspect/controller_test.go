package inspect

import (
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// controller of a world, and the report beside it.
func (w *world) controller() (*Controller, *v1alpha1.StatefulSetReport) {
	b := &snapshot.Builder{}
	b.Add(w.set)
	for _, o := range w.objects {
		b.Add(o)
	}
	b.SetServerVersion(w.version)
	for _, need := range SnapshotNeeds {
		if !w.unread[need.Resource] {
			b.MarkRead(need, "")
		}
	}
	opts := Options{Now: now, Needs: ExplainNeeds}
	snap := b.Snapshot()
	return NewController(snap, w.set, opts), Build(snap, w.set, opts)
}

func TestNobodyKnowsWhatAControllerSeesWithoutPods(t *testing.T) {
	w := newWorld(1).pod(0, newRev)
	w.unread = map[string]bool{"pods": true}
	if c, _ := w.controller(); c != nil {
		t.Errorf("a controller that sees %d Pods", len(c.Sees().Pods))
	}
}

func TestSuccessorByOtherRules(t *testing.T) {
	w := newWorld(2, rolling, partition(1)).pod(1, newRev).pod(0, oldRev).add(controllerRevision(oldRev, 1), controllerRevision(newRev, 2))
	w.version = ""
	c, _ := w.controller()
	if len(c.Rules()) < 2 {
		t.Fatalf("%d sets of rules for a version that nobody knows", len(c.Rules()))
	}
	for _, rules := range c.Rules() {
		for _, pod := range c.Sees().Pods {
			want := map[string]string{"web-0": oldRev, "web-1": newRev}[pod.Name]
			if got := c.Successor(pod, rules); got.Name != pod.Name || got.Revision != want {
				t.Errorf("%s: %s comes back as %q on %q, want %q", rules.Version, pod.Name, got.Name, got.Revision, want)
			}
		}
	}
}

func TestNotYet(t *testing.T) {
	w := newWorld(3).pod(4, newRev, unready(time.Minute)).pod(1, newRev, crashing(12*time.Minute)).pod(0, newRev)
	c, r := w.controller()
	want := map[int32]string{
		4: "web-4 is running but not ready since 60s",
		2: "web-2 does not exist yet",
		1: "web-1 is CrashLoopBackOff since 12m (exit 1, 7 restarts)",
		0: "",
	}
	for i := range r.Ordinals {
		o := &r.Ordinals[i]
		got := ""
		if w := c.NotYet(o); w != nil {
			got = c.Words(w)
		}
		if got != want[o.Ordinal] {
			t.Errorf("ordinal %d: %q, want %q", o.Ordinal, got, want[o.Ordinal])
		}
	}
}

func TestGoalIsTheNewestTemplates(t *testing.T) {
	seen := newWorld(1, rolling).pod(0, oldRev)
	if c, _ := seen.controller(); c.Goal() != newRev {
		t.Errorf("goal %s, want %s", c.Goal(), newRev)
	}
	unseen := newWorld(1, func(s *appsv1.StatefulSet) { s.Generation = 2; s.Spec.Template.Labels["more"] = "yes" }).
		pod(0, newRev).add(controllerRevision(newRev, 1))
	c, _ := unseen.controller()
	if goal := c.Goal(); goal == newRev || !strings.HasPrefix(goal, "web-") {
		t.Errorf("goal %s of a template that no revision has", goal)
	}
}
