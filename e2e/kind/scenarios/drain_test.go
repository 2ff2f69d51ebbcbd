//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// A node is emptied for maintenance. Its Pod cannot leave its data, and a budget may keep it where it is.
func TestNodeDrained(t *testing.T) {
	f := framework.NewAlone(t)
	f.Require(framework.StoppableNodes)
	// Pods that take their time to end: what is said meanwhile can be read.
	f.ApplyApp("web", framework.Replicas(2), apart, framework.Env("STS_APP_MODE", "stuck-terminating"), framework.Grace(8))
	node := nodeOf(f, settled(f, "web"), 1)
	f.PutBack(node)
	drain := func(timeout string) framework.Result {
		return f.TryKubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--pod-selector=app=web", "--timeout="+timeout)
	}

	// With a budget of which nothing is left: said before, and so it is.
	f.Kubectl("create", "poddisruptionbudget", "web", "--selector=app=web", "--min-available=2")
	f.Eventually("the budget is counted", framework.Soon, func() (bool, string) {
		healthy := f.Kubectl("get", "poddisruptionbudget", "web", "-o", "jsonpath={.status.currentHealthy}")
		return healthy == "2", healthy
	})
	says(f, f.Sts("status", "web", "-o", "wide"), "PodDisruptionBudget web: disruptions allowed now: 0")
	says(f, prose(f, "web", "1"), "PodDisruptionBudget web refuses an eviction (kubectl drain) now")
	says(f, f.Sts("storage", "web"), node+" only")
	if r := drain("2s"); r.Code == 0 || !strings.Contains(r.Stderr, "violate the pod's disruption budget") {
		t.Fatalf("the drain was not refused: exit code %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	r := waitSaid(f, "storage", "web", fmt.Sprintf("its data is on %s, which is cordoned; web-1 runs on %s, and once deleted it could not start again", node, node))
	equal(f, "state while the budget holds", r.Rollout.State, v1alpha1.StateComplete)

	// Without one the Pod goes, and its successor has nowhere to go.
	f.Kubectl("delete", "poddisruptionbudget", "web")
	drain("1s")
	r = waits(f, "web", v1alpha1.WaitTermination, "web-1", "evicted from node "+node+", as kubectl drain does")
	equal(f, "an end is in sight", r.Rollout.WaitsFor[0].Until != nil, true)
	if r := drain("40s"); r.Code != 0 {
		t.Fatalf("the drain failed: %s%s", r.Stdout, r.Stderr)
	}
	waits(f, "web", v1alpha1.WaitSchedule, "web-1", "didn't match PersistentVolume's node affinity")
	waitSaid(f, "storage", "web", "its data is on "+node+", which is cordoned; web-1 cannot start")
	f.OfflineEqualsLive("web")

	// Nobody is told to make room: the way leads to storage, and from there to the node.
	screen := obey(f, commands(f, "status", "web", later()), "sts storage web")
	says(f, screen, "web-1", node, "cordoned")
	if out := obey(f, commands(f, "storage", "web"), node); !strings.Contains(out, "uncordoned") {
		t.Errorf("what was advised did something else: %s", out)
	}
	equal(f, "node of web-1", f.Row(settled(f, "web"), 1).Pod.Node, node)
}
