package printer

import (
	"testing"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func TestOneLine(t *testing.T) {
	crash := func(behind ...int32) func(r *v1alpha1.StatefulSetReport) {
		return func(r *v1alpha1.StatefulSetReport) {
			r.Rollout.State = v1alpha1.StateBlocked
			r.Rollout.WaitsFor = []v1alpha1.Wait{{
				Message: "web-3 is CrashLoopBackOff (exit 1, 7 restarts)", Since: agoP(12 * time.Minute), Behind: behind,
			}}
		}
	}
	for name, tc := range map[string]struct {
		edit             func(r *v1alpha1.StatefulSetReport)
		standing, holdup string
	}{
		"a wait": {
			crash(2, 1, 0),
			"Blocked: web-3 is CrashLoopBackOff (exit 1, 7 restarts); ordinals 2–0 wait behind it",
			"web-3 is CrashLoopBackOff since 12m (exit 1, 7 restarts); ordinals 2–0 wait behind it",
		},
		"one behind it": {
			crash(0),
			"Blocked: web-3 is CrashLoopBackOff (exit 1, 7 restarts); ordinal 0 waits behind it",
			"web-3 is CrashLoopBackOff since 12m (exit 1, 7 restarts); ordinal 0 waits behind it",
		},
		"a wait that ends by itself": {
			func(r *v1alpha1.StatefulSetReport) {
				until := ago(-time.Minute)
				r.Rollout.State = v1alpha1.StateProgressing
				r.Rollout.WaitsFor = []v1alpha1.Wait{{Message: "web-3 is terminating", Until: &until}}
			},
			"Progressing: web-3 is terminating", "web-3 is terminating, 60s to go",
		},
		"nothing waited for": {
			func(r *v1alpha1.StatefulSetReport) { r.Summary = []string{"Complete: 3 Pods.", "More."} },
			"Complete: 3 Pods", "Complete: 3 Pods",
		},
		"held": {
			func(r *v1alpha1.StatefulSetReport) {
				r.Rollout.State, r.Summary = v1alpha1.StateHeld, []string{"Held by partition 2: ordinals 1, 0 wait."}
				r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitPerson, Message: "somebody has to lower the partition"}}
			},
			"Held by partition 2: ordinals 1, 0 wait", "Held by partition 2: ordinals 1, 0 wait",
		},
		"hostile": {
			func(r *v1alpha1.StatefulSetReport) {
				r.Rollout.State = v1alpha1.StateBlocked
				r.Rollout.WaitsFor = []v1alpha1.Wait{{Message: "web-3 says \x1b[2J\nhello"}}
			},
			`Blocked: web-3 says \x1b[2J\nhello`, `web-3 says \x1b[2J\nhello`,
		},
		"no words at all": {
			func(r *v1alpha1.StatefulSetReport) { r.Summary = nil },
			"Complete", "Complete",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := fixture("shop", "web", 0, 4)
			tc.edit(r)
			if got := Standing(r); got != tc.standing {
				t.Errorf("Standing: %q, want %q", got, tc.standing)
			}
			if got := Holdup(r, now); got != tc.holdup {
				t.Errorf("Holdup: %q, want %q", got, tc.holdup)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	for line, want := range map[string]int{"": 0, "web–0": 5, "\x1b[31mred\x1b[0m": 3, "日本": 4, "e\u0301": 1} {
		if got := Width(line); got != want {
			t.Errorf("%q takes %d columns, want %d", line, got, want)
		}
	}
}
