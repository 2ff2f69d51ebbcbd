package wait

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

type edit func(*v1alpha1.StatefulSetReport)

// report is a complete set of three Pods, then edited.
func report(name string, edits ...edit) *v1alpha1.StatefulSetReport {
	r := &v1alpha1.StatefulSetReport{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name, UID: "1"},
		Spec:       v1alpha1.SetSpec{Replicas: 3},
		Replicas:   v1alpha1.ReplicaCounts{Counted: &v1alpha1.Counters{Replicas: 3}},
		Rollout:    v1alpha1.Rollout{State: v1alpha1.StateComplete, UpdateRevision: "new"},
	}
	for o := int32(2); o >= 0; o-- {
		r.Ordinals = append(r.Ordinals, v1alpha1.Ordinal{
			Ordinal: o, PodName: fmt.Sprintf("%s-%d", name, o), State: v1alpha1.OrdinalPresent,
			Pod: &v1alpha1.Pod{Ready: true, Available: true, Revision: "new"},
		})
	}
	for _, e := range edits {
		e(r)
	}
	if len(r.Summary) == 0 {
		r.Summary = []string{string(r.Rollout.State) + ": as it is."}
	}
	return r
}

func state(s v1alpha1.RolloutState) edit {
	return func(r *v1alpha1.StatefulSetReport) { r.Rollout.State = s }
}

// pod edits the Pod of an ordinal; without a function there is no Pod.
func pod(ordinal int, f func(*v1alpha1.Pod)) edit {
	return func(r *v1alpha1.StatefulSetReport) {
		row := &r.Ordinals[2-ordinal]
		if f == nil {
			row.State, row.Pod = v1alpha1.OrdinalMissing, nil
			return
		}
		f(row.Pod)
	}
}

func old(p *v1alpha1.Pod)         { p.Revision = "old" }
func unready(p *v1alpha1.Pod)     { p.Ready, p.Available = false, false }
func unavailable(p *v1alpha1.Pod) { p.Available = false }
func terminating(p *v1alpha1.Pod) { p.Terminating = &v1alpha1.Termination{} }

func held(by v1alpha1.HeldBy, ordinals ...int32) edit {
	return func(r *v1alpha1.StatefulSetReport) {
		r.Rollout.Held, r.Rollout.HeldBy, r.Spec.Partition = ordinals, by, ordinals[0]+1
		for _, o := range ordinals {
			pod(int(o), old)(r)
		}
	}
}

// stopsAt: the controller waits for ordinal 2, whose Pod shows this.
func stopsAt(reason string, what v1alpha1.WaitReason) edit {
	return func(r *v1alpha1.StatefulSetReport) {
		r.Ordinals[0].Pod.Name, r.Ordinals[0].Pod.Reason = "web-2", reason
		r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: what, Object: v1alpha1.ObjectReference{Kind: "Pod", Name: "web-2"}, Message: "web-2 is " + reason}}
	}
}

func row(o v1alpha1.Ordinal) edit {
	return func(r *v1alpha1.StatefulSetReport) { r.Ordinals = append(r.Ordinals, o) }
}

func TestJudge(t *testing.T) {
	set := func(edits ...edit) subject { return subject{name: "web", report: report("web", edits...)} }
	managed := func(s subject) subject { s.managed = true; return s }
	deleting := func(r *v1alpha1.StatefulSetReport) {
		r.Rollout.State, r.DeletionTimestamp = v1alpha1.StateDeleting, &metav1.Time{Time: now}
	}
	// For each of complete, ready, available, held and deleted: met, cannot be met, or wait.
	for name, tc := range map[string]struct {
		set  subject
		want string
	}{
		"complete":                             {set(), "met met met met wait"},
		"scaled to 0":                          {set(func(r *v1alpha1.StatefulSetReport) { r.Spec.Replicas, r.Ordinals = 0, nil }), "met met met met wait"},
		"complete, with a stranger besides":    {set(row(v1alpha1.Ordinal{Ordinal: 1, State: v1alpha1.OrdinalStranger, Pod: &v1alpha1.Pod{}})), "met met met met wait"},
		"complete, with claims left over":      {set(row(v1alpha1.Ordinal{Ordinal: 7, State: v1alpha1.OrdinalLeftover})), "met met met met wait"},
		"gone":                                 {subject{name: "web"}, "never never never never met"},
		"being deleted":                        {set(deleting), "never never never never wait"},
		"not seen by its controller":           {set(state(v1alpha1.StateUnobserved)), "wait wait wait wait wait"},
		"not known":                            {set(state(v1alpha1.StateUnknown), func(r *v1alpha1.StatefulSetReport) { r.Ordinals = nil }), "wait wait wait wait wait"},
		"trapped":                              {set(state(v1alpha1.StateTrapped), pod(2, unready), pod(2, old)), "never never never never wait"},
		"trapped, by a Pod that is only slow":  {set(state(v1alpha1.StateTrapped), pod(2, unready), pod(2, old), stopsAt("Running", v1alpha1.WaitReady)), "wait wait wait wait wait"},
		"trapped, by a Pod without a node":     {set(state(v1alpha1.StateTrapped), pod(2, unready), pod(2, old), stopsAt("Unschedulable", v1alpha1.WaitSchedule)), "wait wait wait wait wait"},
		"trapped, by a Pod that fails":         {set(state(v1alpha1.StateTrapped), pod(2, unready), pod(2, old), stopsAt("CrashLoopBackOff", v1alpha1.WaitReady)), "never never never never wait"},
		"blocked":                              {set(state(v1alpha1.StateBlocked), pod(2, unready)), "wait wait wait wait wait"},
		"blocked by a taken name":              {set(state(v1alpha1.StateBlocked), func(r *v1alpha1.StatefulSetReport) { r.Ordinals[0].State = v1alpha1.OrdinalStranger }), "wait wait wait wait wait"},
		"degraded":                             {set(state(v1alpha1.StateDegraded), pod(1, unready)), "wait wait wait wait wait"},
		"a Pod is missing":                     {set(state(v1alpha1.StateProgressing), pod(0, nil)), "wait wait wait wait wait"},
		"a ready Pod is terminating":           {set(state(v1alpha1.StateProgressing), pod(0, terminating)), "wait wait wait wait wait"},
		"minReadySeconds have not passed":      {set(state(v1alpha1.StateProgressing), pod(0, unavailable)), "wait met wait wait wait"},
		"between two Pods of a rollout":        {set(state(v1alpha1.StateProgressing), pod(0, old), pod(1, old)), "wait met met wait wait"},
		"a Pod outside the range is left":      {set(state(v1alpha1.StateProgressing), row(v1alpha1.Ordinal{Ordinal: 3, State: v1alpha1.OrdinalOutOfRange, Pod: &v1alpha1.Pod{Ready: true, Available: true}})), "wait met met wait wait"},
		"one too many does not make up for it": {set(state(v1alpha1.StateProgressing), pod(0, nil), row(v1alpha1.Ordinal{Ordinal: 3, State: v1alpha1.OrdinalOutOfRange, Pod: &v1alpha1.Pod{Ready: true, Available: true}})), "wait wait wait wait wait"},
		"recreating":                           {set(state(v1alpha1.StateRecreating), pod(0, nil), pod(1, nil), pod(2, nil)), "wait wait wait wait wait"},
		"recreating, old Pods still there":     {set(state(v1alpha1.StateRecreating), pod(0, old), pod(1, old), pod(2, old)), "wait met met wait wait"},
		"held by the partition":                {set(state(v1alpha1.StateHeld), held(v1alpha1.HeldByPartition, 1, 0)), "never met met met wait"},
		"held by OnDelete":                     {set(state(v1alpha1.StateHeld), held(v1alpha1.HeldByOnDelete, 2, 1, 0)), "never met met met wait"},
		"held, and an operator at work":        {managed(set(state(v1alpha1.StateHeld), held(v1alpha1.HeldByOnDelete, 1, 0))), "wait met met met wait"},
		"rolling above the partition":          {set(state(v1alpha1.StateProgressing), held(v1alpha1.HeldByPartition, 0), pod(2, terminating)), "never wait wait wait wait"},
		"rolling, and an operator at work":     {managed(set(state(v1alpha1.StateProgressing), held(v1alpha1.HeldByPartition, 0), pod(2, nil))), "wait wait wait wait wait"},
		"the canary fails":                     {set(state(v1alpha1.StateBlocked), held(v1alpha1.HeldByPartition, 1, 0), pod(2, unready)), "never wait wait wait wait"},
		"rows that contradict the state":       {set(pod(1, old)), "wait met met wait wait"},
	} {
		words := map[v1alpha1.WaitVerdict]string{
			v1alpha1.WaitVerdictMet: "met", v1alpha1.WaitVerdictCannotBeMet: "never", v1alpha1.WaitVerdictWaiting: "wait",
		}
		var got []string
		for _, c := range conditions {
			j := judge(c, tc.set, now)
			got = append(got, words[j.verdict])
			if j.message == "" || j.verdict != v1alpha1.WaitVerdictWaiting && !strings.HasPrefix(j.message, "web ") {
				t.Errorf("%s, %s: message %q", name, c, j.message)
			}
		}
		if got := strings.Join(got, " "); got != tc.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, tc.want)
		}
	}
}

func TestJudgeInWords(t *testing.T) {
	trapped := report("web", state(v1alpha1.StateTrapped), func(r *v1alpha1.StatefulSetReport) {
		r.Rollout.WaitsFor = []v1alpha1.Wait{{Message: "web-2 is ImagePullBackOff", Since: &metav1.Time{Time: now.Add(-5 * time.Minute)}}}
		r.Rollout.Advice = []v1alpha1.Advice{{Message: "Delete web-2", Commands: []string{"kubectl -n shop delete pod web-2"}}, {Message: "Look"}}
	})
	partition := report("web", state(v1alpha1.StateHeld), held(v1alpha1.HeldByPartition, 1, 0), func(r *v1alpha1.StatefulSetReport) {
		r.Summary = []string{"Held by partition 2: ordinals 1, 0 wait."}
		r.Rollout.Advice = []v1alpha1.Advice{{Message: "To go on, lower the partition to 1", Commands: []string{"kubectl patch"}}}
	})
	for name, tc := range map[string]struct {
		condition v1alpha1.WaitCondition
		set       subject
		want      judgement
	}{
		"met": {
			v1alpha1.WaitForComplete, subject{report: report("web")},
			judgement{v1alpha1.WaitVerdictMet, "web is complete: as it is", nil},
		},
		"met in numbers": {
			v1alpha1.WaitForReady, subject{report: report("web")},
			judgement{v1alpha1.WaitVerdictMet, "web is ready: 3 of 3 Pods", nil},
		},
		"held": {
			v1alpha1.WaitForHeld, subject{report: partition},
			judgement{v1alpha1.WaitVerdictMet, "web is held by partition 2: ordinals 1, 0 wait", nil},
		},
		"complete where something could be held": {
			v1alpha1.WaitForHeld, subject{report: report("web")},
			judgement{v1alpha1.WaitVerdictMet, "web is complete: as it is; nothing is held", nil},
		},
		"deleted": {
			v1alpha1.WaitForDeleted, subject{survivors: 3},
			judgement{v1alpha1.WaitVerdictMet, "web does not exist; 3 of its Pods are still there", nil},
		},
		"trapped": {
			v1alpha1.WaitForReady, subject{report: trapped},
			judgement{
				v1alpha1.WaitVerdictCannotBeMet,
				"web cannot be ready: it is trapped: web-2 is ImagePullBackOff since 5m. Delete web-2: kubectl -n shop delete pod web-2",
				[]string{"kubectl -n shop delete pod web-2"},
			},
		},
		"held for ever": {
			v1alpha1.WaitForComplete, subject{report: partition},
			judgement{
				v1alpha1.WaitVerdictCannotBeMet,
				"web cannot be complete: ordinals 1, 0 are held by partition 2. To go on, lower the partition to 1: kubectl patch",
				[]string{"kubectl patch"},
			},
		},
		"held for ever, and still at work": {
			v1alpha1.WaitForComplete, subject{report: report("web", state(v1alpha1.StateProgressing), held(v1alpha1.HeldByOnDelete, 0))},
			judgement{v1alpha1.WaitVerdictCannotBeMet, "web cannot be complete: ordinal 0 is held by OnDelete. Somebody has to delete their Pods", nil},
		},
		"gone meanwhile": {
			v1alpha1.WaitForAvailable, subject{survivors: 1},
			judgement{v1alpha1.WaitVerdictCannotBeMet, "web cannot be available: it was deleted; one of its Pods is still there", nil},
		},
		"not yet deleted": {
			v1alpha1.WaitForDeleted, subject{report: report("web")},
			judgement{v1alpha1.WaitVerdictWaiting, "nobody has deleted it", nil},
		},
	} {
		tc.set.name = "web"
		if diff := cmp.Diff(tc.want, judge(tc.condition, tc.set, now), cmp.AllowUnexported(judgement{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestUnreadable(t *testing.T) {
	gap := func(resource string, reason v1alpha1.GapReason) edit {
		return func(r *v1alpha1.StatefulSetReport) {
			r.Gaps = append(r.Gaps, v1alpha1.Gap{Resource: resource, Reason: reason, Message: "no"})
		}
	}
	unread := func(r *v1alpha1.StatefulSetReport) { r.Replicas.Counted = nil }
	for name, tc := range map[string]struct {
		condition v1alpha1.WaitCondition
		report    *v1alpha1.StatefulSetReport
		want      string
	}{
		"forbidden":          {v1alpha1.WaitForReady, report("web", unread, gap("pods", v1alpha1.GapForbidden)), "cannot tell whether web is ready: not read: pods: forbidden: no"},
		"not in the file":    {v1alpha1.WaitForHeld, report("web", unread, gap("pods", v1alpha1.GapNotInInput)), "cannot tell whether web is held: not read: pods: not in the input: no"},
		"for a while":        {v1alpha1.WaitForReady, report("web", unread, gap("pods", v1alpha1.GapFailed)), ""},
		"something else":     {v1alpha1.WaitForReady, report("web", gap("events", v1alpha1.GapForbidden)), ""},
		"in part":            {v1alpha1.WaitForReady, report("web", gap("pods", v1alpha1.GapForbidden)), ""},
		"no matter":          {v1alpha1.WaitForDeleted, report("web", unread, gap("pods", v1alpha1.GapForbidden)), ""},
		"of a set that went": {v1alpha1.WaitForReady, nil, ""},
	} {
		got := ""
		if err := unreadable(tc.condition, subject{name: "web", report: tc.report}); err != nil {
			got = err.Error()
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestParseCondition(t *testing.T) {
	for text, want := range map[string]v1alpha1.WaitCondition{
		"complete": v1alpha1.WaitForComplete, "Available": v1alpha1.WaitForAvailable, "HELD": v1alpha1.WaitForHeld,
		"deleted": v1alpha1.WaitForDeleted, "delete": v1alpha1.WaitForDeleted,
	} {
		if got, err := parseCondition(text); got != want || err != nil {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "done", "condition=ready"} {
		if _, err := parseCondition(text); err == nil || !strings.Contains(err.Error(), "complete, ready, available, held, deleted") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
