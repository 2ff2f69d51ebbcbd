package printer

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// The commands that get a Pod to its data are on the screen of storage; advice on anything else is not.
func TestStorageShowsTheWayBack(t *testing.T) {
	const uncordon = "kubectl uncordon node-a"
	away := func(reason v1alpha1.WaitReason, state v1alpha1.PlacementState) string {
		r := stored("shop", "web", 0, 2, "data")
		at(r, 1).Placement = &v1alpha1.Placement{State: state, Message: "its data is on node-a, which is cordoned; web-1 cannot start"}
		r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: reason, Ordinal: ptr(int32(1)), Object: v1alpha1.ObjectReference{Kind: "Pod", Name: "web-1"}}}
		r.Rollout.Advice = []v1alpha1.Advice{{Message: "Let Pods run on node node-a again", Commands: []string{uncordon}}}
		return show(t, Storage, Options{}, *r)
	}
	for name, tt := range map[string]struct {
		screen string
		want   bool
	}{
		"a Pod that no node takes":      {away(v1alpha1.WaitSchedule, v1alpha1.PlacementNowhere), true},
		"a Pod that some node can take": {away(v1alpha1.WaitSchedule, v1alpha1.PlacementFree), false},
		"a Pod that runs and is broken": {away(v1alpha1.WaitReady, v1alpha1.PlacementNowhere), false},
	} {
		if got := strings.Contains(tt.screen, "Let Pods run on node node-a again: "+uncordon); got != tt.want {
			t.Errorf("%s: the way back is shown: %t, want %t\n%s", name, got, tt.want, tt.screen)
		}
	}
}
