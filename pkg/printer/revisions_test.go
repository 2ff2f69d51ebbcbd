package printer

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

// histories are sets with histories worth seeing, by the name of the golden file.
func histories() map[string]*v1alpha1.StatefulSetReport {
	return map[string]*v1alpha1.StatefulSetReport{
		"new":        newHistory(),
		"midway":     midwayHistory(),
		"undone":     undoneHistory(),
		"rewritten":  rewrittenHistory(),
		"gone":       goneHistory(),
		"sidecars":   sidecarHistory(),
		"unreadable": unreadableHistory(),
		"unobserved": unobservedHistory(),
		"unread":     unreadHistory(),
		"none":       {ObjectMeta: fixture("shop", "web", 0, 0).ObjectMeta, Revisions: []v1alpha1.Revision{}},
		"bare":       {},
		"hostile":    hostileHistory(),
	}
}

func TestGoldenRevisions(t *testing.T) {
	for name, r := range histories() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			got := show(t, Revisions, Options{Format: format}, *r)
			golden.Assert(t, filepath.Join("testdata", "revisions", name+"."+format), []byte(got))
		}
	}
}

// Whatever a history says, no terminal obeys it.
func TestRevisionsLetNothingEscape(t *testing.T) {
	for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
		got := show(t, Revisions, Options{Format: format}, *hostileHistory())
		if strings.ContainsAny(got, "\x1b\x07\r\t\x7f\u009b\u202e\u2066\u200b\ufeff\u2028") {
			t.Errorf("-o %s lets something through:\n%q", format, got)
		}
	}
}

// past adds revisions to a set, newest first; the last of them is the oldest.
func past(r *v1alpha1.StatefulSetReport, older ...v1alpha1.Revision) {
	r.Revisions[0].Kept, r.Revisions[0].Containers = v1alpha1.KeptForStatus, r.Spec.Containers
	for _, o := range r.Ordinals {
		if o.Pod != nil && o.Pod.Revision == r.Revisions[0].Name {
			r.Revisions[0].Ordinals = append(r.Revisions[0].Ordinals, o.Ordinal)
		}
	}
	r.Revisions[0].Change = &v1alpha1.RevisionChange{}
	r.Revisions = append(r.Revisions[:1], older...)
	for i := range r.Revisions {
		v := &r.Revisions[i]
		v.Pods = int32(len(v.Ordinals))
		if i+1 < len(r.Revisions) {
			v.Change.From = &v1alpha1.ChangedRevision{Name: r.Revisions[i+1].Name, Number: r.Revisions[i+1].Number}
		}
	}
	r.History = &v1alpha1.RevisionHistory{Limit: 10}
	if len(older) > 0 {
		r.History.UndoesTo = r.Revisions[0].Change.From
	}
}

// aged is a revision of the set's history.
func aged(name string, number int64, age time.Duration, image string, c v1alpha1.RevisionChange) v1alpha1.Revision {
	return v1alpha1.Revision{Name: name, Number: number, Role: v1alpha1.RevisionOther, Kept: v1alpha1.KeptAsHistory, CreationTimestamp: ago(age),
		Containers: []v1alpha1.ContainerImage{{Name: "nginx", Image: image}}, Change: &c}
}

func brought(words ...string) v1alpha1.RevisionChange {
	return v1alpha1.RevisionChange{Kind: v1alpha1.RevisionTemplate, Summary: words}
}

func first() v1alpha1.RevisionChange { return v1alpha1.RevisionChange{Kind: v1alpha1.RevisionFirst} }

func noted(r *v1alpha1.StatefulSetReport, code v1alpha1.RevisionNoteCode, message string) {
	r.History.Notes = append(r.History.Notes, v1alpha1.RevisionNote{Code: code, Message: message})
}

func newHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3)
	past(r)
	r.Revisions[0].Change.Kind = v1alpha1.RevisionFirst
	r.Revisions[0].Change.By, r.Revisions[0].Change.At = "helm", agoP(26*day)
	noted(r, v1alpha1.NoteNoUndo, "there is no revision to go back to")
	return r
}

// midwayHistory is a rollout under way, after a restart and before that many changes at once.
func midwayHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 6)
	rolling(r, 5, 4)
	r.Spec.Containers[0].Image = "registry.example:5000/team/app:1.3"
	past(r,
		aged("web-"+oldRevision, 3, 5*day, "registry.example:5000/team/app:1.2", v1alpha1.RevisionChange{Kind: v1alpha1.RevisionRestart, Summary: []string{"restart"}, RestartedAt: agoP(5 * day)}),
		aged("web-5d8f7c9b44", 2, 12*day, "registry.example:5000/team/app:1.2", brought("image 1.1→1.2", "args changed", "+env A, B", "memory limit 1Gi→2Gi", "readiness probe changed", "ports changed")),
		aged("web-9c4f6d7b5", 1, 26*day, "registry.example:5000/team/app:1.1", first()))
	r.Revisions[0].Number, r.Revisions[0].Change.Kind = 4, v1alpha1.RevisionTemplate
	r.Revisions[0].Change.Summary = []string{"image 1.2→1.3", "+env LOG_LEVEL", "memory limit 2Gi→4Gi"}
	r.Revisions[0].Change.By, r.Revisions[0].Change.At = "argocd-controller", agoP(14*time.Minute)
	r.Revisions[1].Role, r.Revisions[1].Kept, r.Revisions[1].Ordinals = v1alpha1.RevisionCurrent, v1alpha1.KeptForStatus, []int32{3, 2, 0}
	r.Revisions[2].Kept, r.Revisions[2].Ordinals = v1alpha1.KeptForPods, []int32{1}
	noted(r, v1alpha1.NoteSeveralLive, "Pods carry 3 revisions: the template changed again before an earlier rollout was over; a Pod that is replaced skips those in between")
	return r
}

// undoneHistory went back to an old revision, and one is about to be deleted.
func undoneHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3)
	past(r,
		aged("web-"+newRevision, 4, 2*day, "nginx:1.27", brought("image 1.29→1.27")),
		aged("web-5d8f7c9b44", 3, 12*day, "nginx:1.29", brought("image 1.27→1.29")),
		aged("web-9c4f6d7b5", 1, 40*day, "nginx:1.27", v1alpha1.RevisionChange{Kind: v1alpha1.RevisionFirst}))
	r.Revisions[0].Number = 5
	r.Revisions[0].Change.Kind, r.Revisions[0].Change.CameBack = v1alpha1.RevisionTemplate, true
	r.Revisions[0].Change.Summary, r.Revisions[0].Change.By, r.Revisions[0].Change.At = []string{"image nginx:1.27→registry.k8s.io/nginx-slim:0.27"}, "kubectl-rollout", agoP(3*time.Minute)
	r.Revisions[1].Change.SameAs = &v1alpha1.ChangedRevision{Name: "web-9c4f6d7b5", Number: 1}
	r.Revisions[3].Kept = v1alpha1.KeptNoLonger
	r.History.Limit = 2
	noted(r, v1alpha1.NoteTruncated, "the controller deletes revision 1 (9c4f6d7b5) at its next sync: no Pod carries it, and revisionHistoryLimit is 2")
	return r
}

// rewrittenHistory is what the upgrade to 1.34.0 did.
func rewrittenHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3)
	rolling(r, 2)
	past(r,
		aged("web-"+oldRevision, 2, 26*day, "registry.k8s.io/nginx-slim:0.27", brought("image 0.26→0.27")),
		aged("web-9c4f6d7b5", 1, 40*day, "registry.k8s.io/nginx-slim:0.26", first()))
	r.Revisions[0].Number = 3
	r.Revisions[0].Change.Kind = v1alpha1.RevisionRewritten
	r.Revisions[0].Change.SameAs = r.Revisions[0].Change.From
	r.Revisions[1].Role, r.Revisions[1].Kept, r.Revisions[1].Ordinals = v1alpha1.RevisionCurrent, v1alpha1.KeptForStatus, []int32{1, 0}
	noted(r, v1alpha1.NoteRewritten, "revision 3 ("+newRevision+") says the same as revision 2 ("+oldRevision+"), only without creationTimestamp: null; Kubernetes 1.34.0 and 1.34.1 make such a revision after an upgrade (kubernetes/kubernetes#134773, mended in 1.34.2); ordinal 2 was replaced for nothing, ordinals 1, 0 will be")
	noted(r, v1alpha1.NoteUndoChangesNothing, "kubectl rollout undo goes back to revision 2 ("+oldRevision+"), which says the same; to revision 1 (9c4f6d7b5) it goes with --to-revision=1")
	return r
}

// goneHistory lost its current revision while a partition was relied on.
func goneHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 5)
	rolling(r, 4, 3)
	r.Spec.Partition, r.Rollout.FirstUpdatedOrdinal = 3, ptr(int32(3))
	past(r, aged("web-9c4f6d7b5", 1, 40*day, "registry.k8s.io/nginx-slim:0.26", first()))
	r.Revisions[0].Number, r.Revisions[0].Change.Kind, r.Revisions[0].Change.Summary = 4, v1alpha1.RevisionTemplate, []string{"image 0.26→0.27"}
	noted(r, v1alpha1.NoteCurrentGone, "status.currentRevision names "+oldRevision+", which does not exist; the controller takes "+newRevision+" instead, and partition 3 protects nothing: ordinals 2–0 get "+newRevision+" when deleted or evicted")
	noted(r, v1alpha1.NoteUnlabelled, "ordinal 1 has no label controller-revision-hash; partition 3 holds it; deleted or evicted, it comes back on "+newRevision)
	noted(r, v1alpha1.NoteCollisions, "the name of a new revision was taken once, and it got another (status.collisionCount): nothing to do")
	return r
}

// sidecarHistory has several containers and a digest.
func sidecarHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "db", 0, 2)
	r.Spec.Containers = []v1alpha1.ContainerImage{{Name: "db", Image: "ghcr.io/acme/db@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}, {Name: "exporter", Image: "quay.io/acme/exporter:v2"}}
	past(r, aged("db-5d8f7c9b44", 1, 26*day, "ghcr.io/acme/db:1", first()))
	r.Revisions[0].Number, r.Revisions[0].Change.Kind = 2, v1alpha1.RevisionTemplate
	r.Revisions[0].Change.Summary = []string{"image of db ghcr.io/acme/db:1→ghcr.io/acme/db@sha256:0123456", "+container exporter"}
	r.Revisions[0].Change.By, r.Revisions[0].Change.At = "kubectl-edit", agoP(26*day)
	return r
}

func unreadableHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3)
	past(r, aged("web-5d8f7c9b44", 1, 26*day, "", v1alpha1.RevisionChange{Kind: v1alpha1.RevisionUnknown, Message: "revision web-5d8f7c9b44 holds no Pod template of a StatefulSet: its data is empty"}))
	r.Revisions[1].Containers = nil
	r.Revisions[0].Number = 2
	r.Revisions[0].Change.Kind, r.Revisions[0].Change.Message = v1alpha1.RevisionUnknown, "revision 1 before it cannot be read"
	noted(r, v1alpha1.NoteUnreadable, "revision web-5d8f7c9b44 holds no Pod template of a StatefulSet: its data is empty")
	r.History.UndoesTo = nil
	noted(r, v1alpha1.NoteNoUndo, "kubectl rollout undo takes revision 1 (5d8f7c9b44), which holds no Pod template: name another with --to-revision")
	return r
}

func unobservedHistory() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3)
	past(r, aged("web-9c4f6d7b5", 1, 40*day, "registry.k8s.io/nginx-slim:0.26", first()))
	r.Revisions[0].Number, r.Revisions[0].Change.Kind, r.Revisions[0].Change.Summary = 2, v1alpha1.RevisionTemplate, []string{"image 0.26→0.27"}
	noted(r, v1alpha1.NoteUnobserved, "the controller has not acted on the newest spec yet (generation 7, observed 6): its template becomes revision 3 ("+newRevision+")")
	return r
}

// unreadHistory could read neither Pods nor revisions.
func unreadHistory() *v1alpha1.StatefulSetReport {
	r := unread()
	r.Revisions, r.History = nil, &v1alpha1.RevisionHistory{Limit: 10}
	r.Gaps = append(r.Gaps, v1alpha1.Gap{Resource: "controllerrevisions.apps", Namespace: "shop", Reason: v1alpha1.GapForbidden, Message: "controllerrevisions.apps is forbidden"})
	return r
}

func hostileHistory() *v1alpha1.StatefulSetReport {
	r := hostile()
	past(r, aged(nasty, 1, 26*day, nasty, v1alpha1.RevisionChange{Kind: nasty, Message: nasty}))
	r.Revisions[0].Change = &v1alpha1.RevisionChange{Kind: v1alpha1.RevisionTemplate, Summary: []string{nasty, nasty}, By: nasty, At: agoP(0)}
	r.Revisions[1].Role, r.Revisions[1].Kept = nasty, nasty
	r.History.UndoesTo = &v1alpha1.ChangedRevision{Name: nasty, Number: 1}
	noted(r, nasty, nasty)
	return r
}
