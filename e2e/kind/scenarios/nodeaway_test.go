//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// A node freezes, and comes back. Three sets have a Pod there: one that stays, one that leaves, one that leaves and has data.
func TestNodeFrozen(t *testing.T) {
	f := framework.NewAlone(t)
	f.Require(framework.StoppableNodes)
	f.ApplyApp("web", framework.Replicas(2), apart, leaveSoon)
	f.ApplyApp("api", framework.Replicas(2), apart, leaveSoon, stateless)
	f.ApplyApp("stay", framework.Replicas(2), apart, stateless)
	node := nodeOf(f, settled(f, "web"), 1)
	api, stay := podOn(f, settled(f, "api"), node), podOn(f, settled(f, "stay"), node)
	f.PauseNode(node)
	f.PutBack(node)

	// A Pod that tolerates it for longer is unready, and it is the node that is to be looked at.
	r := waits(f, "stay", v1alpha1.WaitReady, stay.PodName, "is running but not ready", "its node "+node+" is not ready")
	equal(f, "state of a set that waits for its node", r.Rollout.State, v1alpha1.StateDegraded)
	equal(f, "since when is said", r.Rollout.WaitsFor[0].Since != nil, true)
	says(f, obey(f, commands(f, "status", "stay"), "describe node"), "Unknown")

	// Marked for deletion, a Pod stays too: nobody but its node can confirm its end.
	r = waits(f, "web", v1alpha1.WaitTermination, "web-1", "its node is not ready; no other web-1 is created before node "+node+" confirms its end")
	equal(f, "no end is in sight", r.Rollout.WaitsFor[0].Until == nil, true)
	equal(f, "a person should look", framework.HasAttention(r, string(v1alpha1.StateDegraded)), true)
	says(f, f.Sts("list", "--unhealthy"), "web", "api", "stay")
	says(f, prose(f, "web", "1"), "stays Terminating if "+node+" can no longer confirm its end", "the controller creates no other web-1")
	says(f, f.Sts("storage", "web"), "its data is on "+node+", which is not ready; once gone, web-1 could not start again")
	f.OfflineEqualsLive("web")

	// Without data, and with nobody to taint the node, the last resort is enough: the next one starts elsewhere.
	advised := commands(f, "status", "api")
	equal(f, "the order of the advice", strings.Join(verbs(advised), ", "), "get, taint, taint, delete")
	obey(f, advised, "delete pod "+api.PodName+" --force")
	if now := f.Row(settled(f, "api"), api.Ordinal).Pod; now.Node == node || now.UID == api.Pod.UID {
		t.Errorf("%s is on %s with UID %s, want a new one elsewhere than on %s", now.Name, now.Node, now.UID, node)
	}

	// The node goes on: it ends one Pod, whose successor is where its data is, and the other was only away.
	gone := f.Row(r, 1).Pod.UID
	f.UnpauseNode(node)
	if now := f.Row(settled(f, "web"), 1).Pod; now.Node != node || now.UID == gone {
		t.Errorf("web-1 is on %s with UID %s, want a new one on %s", now.Node, now.UID, node)
	}
	equal(f, "UID of "+stay.PodName, f.Row(settled(f, "stay"), stay.Ordinal).Pod.UID, stay.Pod.UID)
}

// podOn is the row of the set's Pod on a node.
func podOn(f *framework.F, r v1alpha1.StatefulSetReport, node string) v1alpha1.Ordinal {
	f.Helper()
	for _, o := range r.Ordinals {
		if o.Pod != nil && o.Pod.Node == node {
			return o
		}
	}
	f.Fatalf("no Pod of %s is on node %s", r.Name, node)
	return v1alpha1.Ordinal{}
}

// verbs are the third words of commands that name a namespace, the second of others.
func verbs(all []string) []string {
	var out []string
	for _, c := range all {
		words := strings.Fields(c)
		if words[1] == "-n" {
			words = words[2:]
		}
		out = append(out, words[1])
	}
	return out
}
