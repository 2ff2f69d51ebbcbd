package inspect

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

func revisionsView(o *Options) { o.Needs, o.History = RolloutNeeds, true }

// revisionOf is a revision of the set's template with edits, as server version writes it.
func (w *world) revisionOf(name string, number int64, age time.Duration, edits ...func(*corev1.PodTemplateSpec)) *appsv1.ControllerRevision {
	return w.writtenBy(replay.Rules{}, name, number, age, edits...)
}

func (w *world) writtenBy(rules replay.Rules, name string, number int64, age time.Duration, edits ...func(*corev1.PodTemplateSpec)) *appsv1.ControllerRevision {
	template := w.set.Spec.Template.DeepCopy()
	for _, edit := range edits {
		edit(template)
	}
	r := born(controllerRevision(name, number), age)
	r.Labels = map[string]string{"app": "web"}
	r.Data = runtime.RawExtension{Raw: replay.Patch(template, rules)}
	return r
}

func image(name string) func(*corev1.PodTemplateSpec) {
	return func(t *corev1.PodTemplateSpec) { t.Spec.Containers[0].Image = name }
}

func env(names ...string) func(*corev1.PodTemplateSpec) {
	return func(t *corev1.PodTemplateSpec) {
		for _, name := range names {
			t.Spec.Containers[0].Env = append(t.Spec.Containers[0].Env, corev1.EnvVar{Name: name, Value: "secret"})
		}
	}
}

func restarted(age time.Duration) func(*corev1.PodTemplateSpec) {
	return func(t *corev1.PodTemplateSpec) {
		metav1.SetMetaDataAnnotation(&t.ObjectMeta, "kubectl.kubernetes.io/restartedAt", ago(age).UTC().Format(time.RFC3339))
	}
}

// before134 writes templates as Kubernetes up to 1.33 does.
var before134 = replay.Rules{WritesNullTimestamps: true}

// updatesTo makes name the revision of the set's template.
func updatesTo(name string) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) { s.Status.CurrentRevision, s.Status.UpdateRevision = name, name }
}

// history is what each revision says of itself, newest first.
func history(r *v1alpha1.StatefulSetReport) []string {
	var out []string
	for i := range r.Revisions {
		v := &r.Revisions[i]
		s := fmt.Sprintf("%d %s %s %s %v %v: %s", v.Number, v.Name, v.Role, v.Kept, v.Ordinals, v.Containers, v.Change.Kind)
		if len(v.Change.Summary) > 0 {
			s += fmt.Sprintf(" %q", v.Change.Summary)
		}
		if v.Change.CameBack {
			s += " came back"
		}
		if v.Change.SameAs != nil {
			s += fmt.Sprintf(" same as %d", v.Change.SameAs.Number)
		}
		if v.Change.By != "" {
			s += " by " + v.Change.By
		}
		if v.Change.Message != "" {
			s += " (" + v.Change.Message + ")"
		}
		out = append(out, s)
	}
	return out
}

func TestRevisions(t *testing.T) {
	const minute, day = time.Minute, 24 * time.Hour
	atRest := func() *world { return newWorld(2, wrote("argocd-controller", minute)) }
	tests := []struct {
		name  string
		world func() *world
		want  []string
	}{
		{"a history of changes, each against the one before", func() *world {
			w := newWorld(3, rolling, wrote("argocd-controller", minute))
			return w.pod(2, newRev).pod(1, newRev).pod(0, oldRev).add(
				w.revisionOf(newRev, 4, minute, env("A", "B", "C")),
				w.revisionOf(oldRev, 3, day, image("nginx:1.2"), env("A"), restarted(day)),
				w.revisionOf("web-b", 2, 2*day, image("nginx:1.2"), env("A")),
				w.revisionOf("web-a", 1, 9*day, image("nginx:1.1"), env("A")))
		}, []string{
			`4 web-new Update Status [2 1] [{nginx nginx:web-new}]: Template ["image 1.2→web-new" "+env B, C" "restart"] by argocd-controller`,
			`3 web-old Current Status [0] [{nginx nginx:1.2}]: Restart ["restart"]`,
			`2 web-b Other History [] [{nginx nginx:1.2}]: Template ["image 1.1→1.2"]`,
			`1 web-a Other History [] [{nginx nginx:1.1}]: First`,
		}},
		{"the first revision, by who wrote the template", func() *world {
			w := atRest()
			return w.pod(1, newRev).pod(0, newRev).add(w.revisionOf(newRev, 1, hour))
		}, []string{`1 web-new Both Status [1 0] [{nginx nginx:web-new}]: First by argocd-controller`}},
		{"one that is older than its set, which somebody else created anew", func() *world {
			w := atRest()
			return w.pod(1, newRev).pod(0, newRev).add(w.revisionOf(newRev, 1, 2*hour))
		}, []string{`1 web-new Both Status [1 0] [{nginx nginx:web-new}]: First`}},
		{"the oldest one kept, of which nobody knows what it changed", func() *world {
			w := atRest()
			return w.pod(1, newRev).pod(0, newRev).add(w.revisionOf(newRev, 7, hour))
		}, []string{`7 web-new Both Status [1 0] [{nginx nginx:web-new}]: Oldest`}},
		{"kept for a Pod that no rollout has reached", func() *world {
			w := newWorld(2)
			return w.pod(1, newRev).pod(0, "web-a").add(w.revisionOf(newRev, 2, minute), w.revisionOf("web-a", 1, hour, image("nginx:1")))
		}, []string{
			`2 web-new Both Status [1] [{nginx nginx:web-new}]: Template ["image 1→web-new"]`,
			`1 web-a Other Pods [0] [{nginx nginx:1}]: First`,
		}},
		{"one that came back, by who set its image again", func() *world {
			w := newWorld(1, wrote("kubectl-rollout", minute))
			return w.pod(0, newRev).add(w.revisionOf(newRev, 3, 2*day), w.revisionOf("web-b", 2, day, image("nginx:2")))
		}, []string{
			`3 web-new Both Status [0] [{nginx nginx:web-new}]: Template ["image 2→web-new"] came back by kubectl-rollout`,
			`2 web-b Other History [] [{nginx nginx:2}]: Oldest`,
		}},
		{"one that came back, by nobody knows whom, as nobody owns what was taken out", func() *world {
			w := newWorld(1, wrote("helm", minute))
			return w.pod(0, newRev).add(w.revisionOf(newRev, 3, 2*day), w.revisionOf("web-b", 2, day, env("A", "B")))
		}, []string{
			`3 web-new Both Status [0] [{nginx nginx:web-new}]: Template ["-env A, B"] came back`,
			`2 web-b Other History [] [{nginx nginx:web-new}]: Oldest`,
		}},
		{"no coming back when a backup restored all of them in any order", func() *world {
			w := newWorld(1)
			return w.pod(0, newRev).add(w.revisionOf(newRev, 2, 2*hour), w.revisionOf("web-b", 1, hour, image("nginx:2")))
		}, []string{
			`2 web-new Both Status [0] [{nginx nginx:web-new}]: Template ["image 2→web-new"]`,
			`1 web-b Other History [] [{nginx nginx:2}]: First`,
		}},
		{"the same as an older one that another version wrote", func() *world {
			w := newWorld(1)
			return w.pod(0, newRev).add(w.revisionOf(newRev, 3, minute), w.revisionOf("web-b", 2, hour, image("nginx:2")), w.writtenBy(before134, "web-a", 1, day))
		}, []string{
			`3 web-new Both Status [0] [{nginx nginx:web-new}]: Template ["image 2→web-new"] same as 1`,
			`2 web-b Other History [] [{nginx nginx:2}]: Template ["image web-new→2"]`,
			`1 web-a Other History [] [{nginx nginx:web-new}]: First`,
		}},
		{"one that is only written differently, by nobody", func() *world {
			w := atRest()
			return w.pod(1, newRev).pod(0, newRev).add(w.revisionOf(newRev, 2, minute), w.writtenBy(before134, "web-a", 1, day))
		}, []string{
			`2 web-new Both Status [1 0] [{nginx nginx:web-new}]: Rewritten same as 1`,
			`1 web-a Other History [] [{nginx nginx:web-new}]: First`,
		}},
		{"one that cannot be read, and the one after it not compared", func() *world {
			w := atRest()
			broken := w.revisionOf("web-a", 1, day)
			broken.Data.Raw = []byte(`{"spec":{}}`)
			return w.pod(1, newRev).pod(0, newRev).add(w.revisionOf(newRev, 2, minute), broken)
		}, []string{
			`2 web-new Both Status [1 0] [{nginx nginx:web-new}]: Unknown (revision 1 before it cannot be read)`,
			`1 web-a Other History [] []: Unknown (revision web-a holds no Pod template of a StatefulSet: data.spec has no field template)`,
		}},
		{"what was left out of a snapshot may have changed", func() *world {
			w := atRest()
			hidden := func(t *corev1.PodTemplateSpec) { t.Spec.Containers[0].Args = []string{"REDACTED"} }
			return w.pod(1, newRev).pod(0, newRev).add(w.revisionOf(newRev, 3, minute, hidden), w.revisionOf("web-b", 2, hour, hidden),
				w.revisionOf("web-a", 1, hour, hidden, image("nginx:1")))
		}, []string{
			`3 web-new Both Status [1 0] [{nginx nginx:web-new}]: Unknown (values were left out of the snapshot, and may have changed)`,
			`2 web-b Other History [] [{nginx nginx:web-new}]: Template ["image 1→web-new"] (values were left out of the snapshot, and may have changed)`,
			`1 web-a Other History [] [{nginx nginx:1}]: First`,
		}},
		{"one that the next sync deletes", func() *world {
			w := newWorld(1, updatesTo("web-99d7595dc"), func(s *appsv1.StatefulSet) { s.Spec.RevisionHistoryLimit = new(int32) })
			w.version = "v1.37.1"
			now := w.revisionOf("", 2, minute)
			now.Name = w.named()
			updatesTo(now.Name)(w.set)
			return w.pod(0, now.Name).add(now, w.revisionOf("web-a", 1, hour, image("nginx:1")))
		}, []string{
			`2 web-NOW Both Status [0] [{nginx nginx:web-new}]: Template ["image 1→web-new"]`,
			`1 web-a Other NoLonger [] [{nginx nginx:1}]: First`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := tt.world()
			got := history(w.report(revisionsView))
			for i := range got {
				got[i] = w.anonymous(got[i])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("revisions (-want +got):\n%s", diff)
			}
		})
	}
}

// Who made the newest revision is told only as long as its template is the set's.
func TestRevisionsAuthor(t *testing.T) {
	const minute = time.Minute
	tests := []struct {
		name    string
		options []func(*appsv1.StatefulSet)
		by      string
		at      *metav1.Time
	}{
		{"the owner of what changed, when the revision was made", []func(*appsv1.StatefulSet){wrote("helm", minute)}, "helm", timePtr(now.Add(-10 * minute))},
		{"the owner, when it wrote before the controller looked", []func(*appsv1.StatefulSet){wrote("helm", 12*minute)}, "helm", timePtr(now.Add(-12 * minute))},
		{"nobody without managedFields", nil, "", nil},
		{"nobody while the set has a newer template", []func(*appsv1.StatefulSet){wrote("helm", minute), func(s *appsv1.StatefulSet) { s.Generation = 2 }}, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(1, tt.options...)
			w.pod(0, newRev).add(w.revisionOf(newRev, 2, 10*minute, image("nginx:2")), w.revisionOf("web-a", 1, hour, image("nginx:1")))
			c := w.report(revisionsView).Revisions[0].Change
			if c.By != tt.by || !c.At.Equal(tt.at) {
				t.Errorf("by %q at %v, want %q at %v", c.By, c.At, tt.by, tt.at)
			}
		})
	}
}

func TestRevisionsRestartedAt(t *testing.T) {
	w := newWorld(1)
	w.pod(0, newRev).add(w.revisionOf(newRev, 2, time.Minute, restarted(2*time.Minute)), w.revisionOf("web-a", 1, hour))
	if at := w.report(revisionsView).Revisions[0].Change.RestartedAt; at == nil || !at.Time.Equal(now.Add(-2*time.Minute)) {
		t.Errorf("restarted at %v, want two minutes ago", at)
	}
}

// What could not be read is not taken for absent.
func TestRevisionsUnread(t *testing.T) {
	w := newWorld(2, rolling)
	w.pod(1, newRev).pod(0, oldRev).add(w.revisionOf(newRev, 2, time.Minute), w.revisionOf("web-a", 1, hour, image("nginx:1")))
	w.unread = map[string]bool{"controllerrevisions": true}
	r := w.report(revisionsView)
	if r.Revisions != nil || r.History == nil || len(r.History.Notes) > 0 || r.History.UndoesTo != nil {
		t.Errorf("revisions were not read, and yet: %+v %+v", r.Revisions, r.History)
	}
	w.unread = map[string]bool{"pods": true}
	r = w.report(revisionsView)
	if len(r.Revisions) != 2 || r.Revisions[1].Kept != "" || r.Revisions[0].Kept != v1alpha1.KeptForStatus {
		t.Errorf("Pods were not read: kept = %q and %q, want Status and not known", r.Revisions[0].Kept, r.Revisions[1].Kept)
	}
	if to := r.History.UndoesTo; to == nil || to.Number != 1 {
		t.Errorf("undo goes back to %+v, want revision 1", to)
	}
	if n := r.History.Notes; len(n) != 1 || n[0].Code != v1alpha1.NoteCurrentGone {
		t.Errorf("notes = %+v, want that the current revision is gone", n)
	}
}

// Other views have the revisions, and no more of them than is quick to find.
func TestRevisionsInOtherViews(t *testing.T) {
	w := newWorld(1)
	r := w.pod(0, newRev).add(w.revisionOf(newRev, 1, hour)).report()
	if len(r.Revisions) != 1 || r.Revisions[0].Kept != v1alpha1.KeptForStatus || r.Revisions[0].Change != nil || r.History != nil {
		t.Errorf("revisions = %+v, history %+v; want one that is kept, and nothing about its change", r.Revisions, r.History)
	}
}
