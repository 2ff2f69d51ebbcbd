package diff

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func TestBetween(t *testing.T) {
	tests := []struct {
		name  string
		q     Question
		world func(*world)
		want  string
		err   string
		note  string
	}{
		{name: "from the current revision to the newest", want: "7f9c Current → 5d46 Update: image 1→2"},
		{name: "from a number", q: Question{From: "2"}, want: "5d46 Update → 5d46 Update: "},
		{name: "to a number", q: Question{To: "1"}, want: "7f9c Current → 7f9c Current: "},
		{name: "between a hash and a name", q: Question{From: "5d46", To: "web-7f9c"}, want: "5d46 Update → 7f9c Current: image 2→1"},
		{name: "from the beginning of a hash", q: Question{From: "7f"}, want: "7f9c Current → 5d46 Update: image 1→2"},
		{name: "by words", q: Question{From: "current", To: "update"}, want: "7f9c Current → 5d46 Update: image 1→2"},
		{name: "to the set's own template, which is the update revision's", q: Question{To: "live"}, want: "7f9c Current → 5d46 Update Live: image 1→2"},
		{name: "to what the controller has not seen", world: func(w *world) {
			w.set.Generation, w.set.Spec.Template = 3, podTemplate("app:3")
		}, want: " Live: image 1→3"},
		{name: "from the update revision to what the controller has not seen", q: Question{From: "update", To: "live"}, world: func(w *world) {
			w.set.Generation, w.set.Spec.Template = 3, podTemplate("app:3")
		}, want: "5d46 Update → Live: image 2→3"},
		{name: "nothing when no rollout is under way", world: settle, want: "5d46 Current Update → 5d46 Current Update: ", note: "The last change: kubectl sts diff web -n shop --from 7f9c"},
		{name: "what Pods run that an undo has overtaken", world: func(w *world) {
			// The old revision is the newest again; web-2 has still the other.
			w.set.Spec.Template, w.set.Status.UpdateRevision = podTemplate("app:1"), oldRevision
			w.revisions[0].Revision = 3
		}, want: "5d46 → 7f9c Current Update: image 2→1"},
		{name: "the rollout when Pods have a third revision too", world: func(w *world) {
			w.revision("web-0000", 0, podTemplate("app:0"))
			w.pods[0] = w.pod(0, "web-0000", podTemplate("app:0"))
		}, want: "7f9c Current → 5d46 Update: image 1→2", note: "Pods have other revisions than web-7f9c and web-5d46 too: kubectl sts diff web -n shop --each"},
		{name: "what the Pods of an OnDelete set have, not what its status calls current", world: func(w *world) {
			w.set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
			w.revision("web-0000", 0, podTemplate("app:0"))
			w.set.Status.CurrentRevision = "web-0000"
		}, want: "7f9c → 5d46 Update: image 1→2"},
		{name: "from a gone revision", q: Question{From: "7"}, err: `StatefulSet web has no revision "7"; there are: 2 (web-5d46), 1 (web-7f9c)`},
		{name: "from two revisions", q: Question{From: "7f"}, world: func(w *world) { w.revision("web-7faa", 5, podTemplate("app:1")) },
			err: `"7f" is more than one revision of StatefulSet web: 5 (web-7faa), 1 (web-7f9c); give the whole name`},
		{name: "the current revision that is gone", world: func(w *world) { w.revisions = w.revisions[1:] }, err: "web-7f9c is gone from the history; there are: 2 (web-5d46)"},
		{name: "a revision that nobody can read", q: Question{From: "1"}, world: func(w *world) { w.revisions[0].Data.Raw = []byte("{") },
			err: "revision web-7f9c holds no Pod template of a StatefulSet: data is no JSON object"},
		{name: "revisions that were not read", world: func(w *world) { w.unread[snapshot.ControllerRevisions] = true },
			err: "what the rollout changes is not known: ControllerRevisions could not be read: controllerrevisions.apps is forbidden"},
		{name: "a revision of those that were not read", q: Question{From: "1"}, world: func(w *world) { w.unread[snapshot.ControllerRevisions] = true },
			err: "ControllerRevisions could not be read: controllerrevisions.apps is forbidden"},
		{name: "the current revision of a set that has none yet", q: Question{From: "current"}, world: func(w *world) { w.set.Status.CurrentRevision = "" },
			err: "the status of StatefulSet web names no current revision yet"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.world != nil {
				tt.world(w)
			}
			r, err := w.ask(tt.q)
			if tt.err != "" || err != nil {
				if err == nil || tt.err == "" || !strings.HasPrefix(err.Error(), tt.err) || strings.Contains(err.Error(), "\n") {
					t.Fatalf("error %v, want %q", err, tt.err)
				}
				return
			}
			d := r.Report
			if got := way(&d.TemplateDiff); !strings.HasSuffix(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if d.Different != (len(d.Changes) > 0) || d.Different != (d.Unified != "") || d.Different == strings.HasSuffix(tt.want, ": ") {
				t.Errorf("different is %t with %d changes and %q", d.Different, len(d.Changes), d.Unified)
			}
			said := strings.Join(d.Notes, "\n")
			for _, a := range d.Advice {
				said += "\n" + a.Message + ": " + strings.Join(a.Commands, "; ")
			}
			if !strings.Contains(said, tt.note) {
				t.Errorf("said %q, want %q", said, tt.note)
			}
		})
	}
}

// settle ends the rollout.
func settle(w *world) {
	w.set.Status.CurrentRevision, w.set.Status.CurrentReplicas = newRevision, 3
	for i := range w.pods {
		w.pods[i] = w.pod(int32(i), newRevision, podTemplate("app:2"))
	}
}

// Values that a snapshot left out may have changed, and nobody can tell.
func TestRedactedSnapshotsAreNoted(t *testing.T) {
	w := newWorld(t)
	for _, r := range w.revisions {
		r.Data.Raw = []byte(strings.ReplaceAll(string(r.Data.Raw), "s3cret", "REDACTED"))
	}
	if d := w.answer(Question{}); len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "REDACTED") {
		t.Errorf("notes %q", d.Notes)
	}
}

// The set's own template can be such a one, and a Pod's.
func TestRedactedTemplatesAndPodsAreNoted(t *testing.T) {
	w := newWorld(t)
	w.revisions[0].Data.Raw = []byte(strings.ReplaceAll(string(w.revisions[0].Data.Raw), "s3cret", "REDACTED"))
	w.set.Generation, w.set.Spec.Template = 3, podTemplate("app:3")
	w.set.Spec.Template.Spec.Containers[0].Env[0].Value = "REDACTED"
	if d := w.answer(Question{}); !strings.Contains(strings.Join(d.Notes, "\n"), "REDACTED") {
		t.Errorf("notes %q", d.Notes)
	}
	w = newWorld(t)
	delete(w.pods[2].Labels, appsv1.StatefulSetRevisionLabel)
	w.revisions[1].Data.Raw = []byte(strings.ReplaceAll(string(w.revisions[1].Data.Raw), "s3cret", "REDACTED"))
	if d := w.answer(about(2)); !strings.Contains(strings.Join(d.Notes, "\n"), "REDACTED") {
		t.Errorf("notes %q", d.Notes)
	}
}

// That no Pod has another revision is said when all are known, and only then.
func TestRolloutOfPodsThatAreNotKnown(t *testing.T) {
	w := newWorld(t)
	settle(w)
	w.unread[snapshot.Pods] = true
	d := w.answer(Question{})
	if len(d.Unknown) != 1 || d.Unknown[0] != "which revisions Pods have: Pods could not be read: pods is forbidden" || len(d.Notes) != 0 || len(d.Gaps) != 1 {
		t.Errorf("Pods that were not read: unknown %q, notes %q, gaps %v", d.Unknown, d.Notes, d.Gaps)
	}
	if d = w.answer(Question{From: "1", To: "2"}); len(d.Unknown)+len(d.Gaps) != 0 {
		t.Errorf("of two revisions Pods say nothing: unknown %q, gaps %v", d.Unknown, d.Gaps)
	}
	w = newWorld(t)
	settle(w)
	delete(w.pods[1].Labels, appsv1.StatefulSetRevisionLabel)
	if d = w.answer(Question{}); len(d.Unknown) != 1 || d.Unknown[0] != "web-1: it carries no revision in its labels" || len(d.Notes) != 0 {
		t.Errorf("a Pod without a label: unknown %q, notes %q", d.Unknown, d.Notes)
	}
}

func TestRedact(t *testing.T) {
	w := newWorld(t)
	changed := podTemplate("app:2")
	changed.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "TOKEN", Value: "newer"}}
	w.revision("web-9999", 3, changed)
	q := Question{To: "3", Redact: true}
	r, err := w.ask(q)
	if err != nil {
		t.Fatal(err)
	}
	all := r.Report.Unified + r.Texts[0].From + r.Texts[0].To
	for _, c := range r.Report.Changes {
		if c.From != nil && c.Value != nil {
			all += string(c.From.Raw) + string(c.Value.Raw)
		}
	}
	if strings.Contains(all, "s3cret") || strings.Contains(all, "newer") || !strings.Contains(r.Report.Unified, "-      value: REDACTED-1") {
		t.Errorf("shown:\n%s", all)
	}
}
