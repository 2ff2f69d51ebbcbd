package printer

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

// rollouts are one set in each state of a rollout, by the name of the golden file.
func rollouts() map[string]*v1alpha1.StatefulSetReport {
	return map[string]*v1alpha1.StatefulSetReport{
		"complete":    completeRollout(),
		"progressing": progressing(),
		"held":        heldRollout(),
		"ondelete":    onDeleteRollout(),
		"blocked":     blockedRollout(),
		"trapped":     trapped(),
		"degraded":    crash(),
		"recreating":  recreating(),
		"unobserved":  unobserved(),
		"deleting":    deleting(),
		"unread":      unread(),
		"gaps":        gaps(),
		"parallel":    parallelRollout(),
		"hostile":     hostile(),
		"bare":        {},
	}
}

func TestGoldenRollout(t *testing.T) {
	for name, r := range rollouts() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			got := show(t, Rollout, Options{Format: format}, *r)
			golden.Assert(t, filepath.Join("testdata", "rollout", name+"."+format), []byte(got))
		}
	}
}

// change is what rolling's two revisions differ in.
func change(r *v1alpha1.StatefulSetReport, age time.Duration, words ...string) *v1alpha1.Change {
	from := v1alpha1.ChangedRevision{Name: r.Name + "-" + oldRevision, Number: 3}
	return &v1alpha1.Change{From: &from, To: v1alpha1.ChangedRevision{Name: r.Name + "-" + newRevision, Number: 4},
		Summary: words, By: "argocd-controller", At: agoP(age)}
}

func completeRollout() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3, "www")
	r.Rollout.Change = change(r, 5*day, "restart")
	r.Rollout.Change.Restart, r.Rollout.Change.By = true, "kubectl-rollout"
	r.Rollout.Change.From.Name, r.Rollout.Change.To.Name = "web-5d8f7c9b44", r.Rollout.UpdateRevision
	r.Rollout.Progress = &v1alpha1.Progress{Done: []int32{2, 1, 0}}
	r.Rollout.Rules = &v1alpha1.Rules{ServerVersion: "v1.37.1", Assumption: "the server's version is not known"}
	return r
}

// progressing has two Pods done, one coming up, and two to do.
func progressing() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 5, "www")
	rolling(r, 4, 3, 2)
	unready(r, 2, "Running", 20*time.Second)
	r.Rollout.State = v1alpha1.StateProgressing
	r.Rollout.Change = change(r, 12*time.Minute, "image 1.2→1.3", "+1 env LOG_LEVEL")
	r.Rollout.Progress = &v1alpha1.Progress{Done: []int32{4, 3}, InProgress: []int32{2}, ToDo: []int32{1, 0}}
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitReady, Object: pod(r, 2), Ordinal: ptr(int32(2)), Since: agoP(20 * time.Second),
		Behind: []int32{1, 0}, Message: "web-2 is running but not ready"}}
	r.Rollout.Next = []v1alpha1.Step{{After: "web-2 is available", Action: v1alpha1.StepDeletePod, Object: pod(r, 1),
		Message: "delete web-1 (outdated; it comes back on " + newRevision + ")"}}
	r.Rollout.Estimate = &v1alpha1.Estimate{Seconds: 130, PodSeconds: 50, Samples: 2,
		Basis: "3 Pods × 50s, the median of 2 Pods on revision " + newRevision + ", less 20s already spent"}
	r.Rollout.Rules = &v1alpha1.Rules{ServerVersion: "v1.37.1"}
	r.Summary = []string{"Progressing: rolling from " + oldRevision + " to " + newRevision + ", 3 of 5 updated.",
		"web-2 is running but not ready since 20s; ordinals 1, 0 wait behind it."}
	return r
}

func heldRollout() *v1alpha1.StatefulSetReport {
	r := held()
	r.Rollout.Change = change(r, 3*day, "volume config: ConfigMap ledger-1→ledger-2")
	r.Rollout.Progress = &v1alpha1.Progress{Done: []int32{8, 7}, Held: []int32{6, 5}}
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitPerson, Message: "partition 2 keeps ordinals 6, 5 on an older revision", Behind: []int32{6, 5}}}
	r.Rollout.Advice = []v1alpha1.Advice{{Message: "To go on with ordinal 6, lower the partition to 1",
		Commands: []string{`kubectl -n shop patch statefulset ledger --type merge -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'`}}}
	return r
}

func onDeleteRollout() *v1alpha1.StatefulSetReport {
	r := onDelete()
	r.Rollout.Change = change(r, time.Hour, "image 8→9")
	r.Rollout.Change.Message = "values were left out of the snapshot, and may have changed"
	r.Rollout.Progress = &v1alpha1.Progress{Done: []int32{3}, InProgress: []int32{1}, Held: []int32{2, 0}}
	r.Rollout.WaitsFor = []v1alpha1.Wait{
		{Reason: v1alpha1.WaitAvailable, Object: pod(r, 1), Since: agoP(52 * time.Second), Until: ptr(ago(-8 * time.Second)),
			Message: "cache-1 is ready but not yet available (minReadySeconds 60)"},
		{Reason: v1alpha1.WaitPerson, Message: "ordinals 2, 0 keep an older revision until deleted (OnDelete)", Behind: []int32{2, 0}},
	}
	r.Rollout.Advice = []v1alpha1.Advice{{Message: "Delete cache-2, wait until it is available again, then go on with the next lower one",
		Commands: []string{"kubectl -n shop delete pod cache-2"}}}
	return r
}

func blockedRollout() *v1alpha1.StatefulSetReport {
	r := blocked()
	r.Rollout.Change = change(r, 14*time.Minute, "image 0.27→nope")
	r.Rollout.Change.By = "kubectl-set"
	r.Rollout.Progress = &v1alpha1.Progress{InProgress: []int32{4}, ToDo: []int32{3, 2, 1, 0}}
	r.Rollout.Next = []v1alpha1.Step{{After: "web-4 is available", Message: "delete web-3 (outdated; it comes back on " + newRevision + ")"}}
	return r
}

// trapped is the forced-rollback trap: taken back, and still waiting for the broken Pod.
func trapped() *v1alpha1.StatefulSetReport {
	r := blocked()
	r.Rollout.CurrentRevision, r.Rollout.UpdateRevision = "web-"+oldRevision, "web-"+oldRevision
	at(r, 4).Pod.RevisionRole = v1alpha1.RevisionOther
	r.Rollout.State, r.Rollout.Updated = v1alpha1.StateTrapped, 4
	r.Rollout.WaitsFor[0].Behind = nil
	from := v1alpha1.ChangedRevision{Name: "web-" + newRevision, Number: 4}
	r.Rollout.Change = &v1alpha1.Change{From: &from, To: v1alpha1.ChangedRevision{Name: "web-" + oldRevision, Number: 5},
		Summary: []string{"image nope→0.27"}, By: "kubectl-rollout", At: agoP(5 * time.Minute)}
	r.Rollout.Progress = &v1alpha1.Progress{Done: []int32{3, 2, 1, 0}, ToDo: []int32{4}}
	r.Rollout.Advice = []v1alpha1.Advice{{Message: "Delete web-4: the controller never replaces it while it is not ready; it comes back on revision " + oldRevision,
		Commands: []string{"kubectl -n shop delete pod web-4"}}}
	r.Summary = []string{"Trapped: ordinal 4 still to move to revision " + oldRevision + ".", "…"}
	return r
}

func recreating() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3)
	rolling(r)
	r.Spec.UpdateStrategy, r.Rollout.FirstUpdatedOrdinal = "Recreate", nil
	r.Rollout.State = v1alpha1.StateRecreating
	r.Rollout.Change = change(r, time.Minute)
	r.Rollout.Change.By = ""
	r.Rollout.Progress = &v1alpha1.Progress{InProgress: []int32{2, 1, 0}}
	for i := range int32(3) {
		r.Rollout.WaitsFor = append(r.Rollout.WaitsFor, v1alpha1.Wait{Reason: v1alpha1.WaitTermination, Object: pod(r, 2-i), Since: agoP(3 * time.Second),
			Until: ptr(ago(-27 * time.Second)), Message: pod(r, 2-i).Name + " is terminating"})
	}
	r.Rollout.Next = []v1alpha1.Step{{After: "web-2, web-1 and web-0 are gone", Message: "create web-0 at revision " + newRevision}}
	r.Summary = []string{"Recreating: rolling from " + oldRevision + " to " + newRevision + ", 0 of 3 updated."}
	return r
}

func unobserved() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 2)
	const said = "the StatefulSet controller has not acted on the newest spec (generation 7, observed 6)"
	r.Rollout.State = v1alpha1.StateUnobserved
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitController, Message: said, Since: agoP(2 * time.Second)}}
	r.Rollout.Change = &v1alpha1.Change{To: v1alpha1.ChangedRevision{Name: "web-" + oldRevision, Number: 1}, At: agoP(26 * day)}
	r.Rollout.Progress = &v1alpha1.Progress{Done: []int32{1, 0}}
	r.Rollout.Next = []v1alpha1.Step{{Batch: 1, Message: "create web-2 at revision " + oldRevision + ", claims data-web-2, wal-web-2 before it"},
		{Batch: 2, Message: "create web-3 at revision " + oldRevision}, {Batch: 2, Message: "create web-4 at revision " + oldRevision}}
	r.Summary = []string{"Unobserved: " + said + "."}
	return r
}

func deleting() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 2)
	r.Rollout.State = v1alpha1.StateDeleting
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitTermination, Message: "web is being deleted, waiting for finalizer foregroundDeletion", Since: agoP(time.Minute)}}
	r.Summary = []string{"Deleting: its controller no longer creates, replaces or removes Pods; 2 Pods left."}
	return r
}

// parallelRollout waits for many at once, in a version that nobody knows.
func parallelRollout() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 8)
	rolling(r, 7, 6, 5, 4, 3, 2)
	r.Spec.PodManagementPolicy, r.Spec.MaxUnavailable = "Parallel", "6"
	r.Rollout.State = v1alpha1.StateProgressing
	r.Rollout.Change = change(r, time.Minute, "memory limit 1Gi→2Gi")
	r.Rollout.Progress = &v1alpha1.Progress{InProgress: []int32{7, 6, 5, 4, 3, 2}, ToDo: []int32{1, 0}, ToRemove: []int32{9, 8}}
	for n := int32(7); n >= 2; n-- {
		unready(r, n, "Running", 5*time.Second)
		r.Rollout.WaitsFor = append(r.Rollout.WaitsFor, v1alpha1.Wait{Reason: v1alpha1.WaitReady, Object: pod(r, n), Since: agoP(5 * time.Second),
			Message: pod(r, n).Name + " is running but not ready"})
	}
	r.Rollout.WaitsFor[0].Behind = []int32{1}
	r.Rollout.Next = []v1alpha1.Step{{Message: "delete web-9 (outside the range; it does not come back)"}, {Batch: 1, Message: "delete web-8 (outside the range; it does not come back)"}}
	r.Rollout.Estimate = &v1alpha1.Estimate{Basis: "1 Pod × 40s, the median of 1 Pod on revision " + newRevision + ", less 40s already spent"}
	r.Rollout.Rules = &v1alpha1.Rules{ServerVersion: "v1.37.1", Assumption: "the server's version is not known", Alternatives: []v1alpha1.Alternative{
		{ServerVersions: []string{"v1.35.4", "v1.34.2", "v1.34.0", "v1.33.4", "v1.32.0"}, Message: "wait until web-7 is available"}}}
	r.Summary = []string{"Progressing: rolling from " + oldRevision + " to " + newRevision + ", 6 of 8 updated."}
	return r
}

// A long list of waits is cut in the narrow screen, and whole in the wide one.
func TestRolloutManyLines(t *testing.T) {
	narrow, wide := show(t, Rollout, Options{}, *parallelRollout()), show(t, Rollout, Options{Format: FormatWide}, *parallelRollout())
	if !strings.Contains(narrow, "… and 2 more (-o wide shows them)") || strings.Contains(narrow, "web-2 is running") {
		t.Errorf("the narrow screen shows too many lines, or does not say that there are more:\n%s", narrow)
	}
	if strings.Contains(wide, "…") || !strings.Contains(wide, "web-2 is running but not ready") {
		t.Errorf("the wide screen does not show all lines:\n%s", wide)
	}
}

func TestFolded(t *testing.T) {
	tests := []struct {
		want     string
		ordinals []int32
	}{{"-", nil}, {"4", []int32{4}}, {"4–3", []int32{4, 3}}, {"4–2, 0", []int32{4, 3, 2, 0}}, {"9, 5–4", []int32{9, 5, 4}}}
	for _, tt := range tests {
		if got := folded(tt.ordinals); got != tt.want {
			t.Errorf("folded(%v) = %q, want %q", tt.ordinals, got, tt.want)
		}
	}
}
