package inspect

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// born gives a revision its age.
func born(r *appsv1.ControllerRevision, age time.Duration) *appsv1.ControllerRevision {
	r.CreationTimestamp = ago(age)
	return r
}

// wrote is a manager that owns the image of the template.
func wrote(manager string, age time.Duration) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) {
		at := ago(age)
		s.ManagedFields = append(s.ManagedFields, metav1.ManagedFieldsEntry{Manager: manager, Operation: metav1.ManagedFieldsOperationUpdate, Time: &at,
			FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"nginx\"}":{"f:image":{}}}}}}}`)})
	}
}

func TestChange(t *testing.T) {
	const minute = time.Minute
	old, newer := born(controllerRevision(oldRev, 3), hour), born(controllerRevision(newRev, 4), 12*minute)
	from := &v1alpha1.ChangedRevision{Name: oldRev, Number: 3}
	to := v1alpha1.ChangedRevision{Name: newRev, Number: 4}
	image := []string{"image web-old→web-new"}
	at := func(d time.Duration) *metav1.Time { a := ago(d); return &a }
	broken := born(controllerRevision(oldRev, 3), hour)
	broken.Data = runtime.RawExtension{Raw: []byte(`{}`)}
	again := born(controllerRevision(newRev, 5), 3*hour)
	tests := []struct {
		name  string
		world *world
		want  *v1alpha1.Change
	}{
		{"a rollout under way", newWorld(1, rolling, wrote("argocd-controller", 12*minute)).add(old, newer),
			&v1alpha1.Change{From: from, To: to, Summary: image, By: "argocd-controller", At: at(12 * minute)}},
		{"the last one, when it is over", newWorld(1, wrote("argocd-controller", 12*minute)).pod(0, newRev).add(old, newer, controllerRevision("web-older", 1)),
			&v1alpha1.Change{From: from, To: to, Summary: image, By: "argocd-controller", At: at(12 * minute)}},
		{"a manager that has written something else since", newWorld(1, rolling, wrote("helm", minute)).add(old, newer),
			&v1alpha1.Change{From: from, To: to, Summary: image, By: "helm", At: at(12 * minute)}},
		{"a revision that came back", newWorld(1, wrote("kubectl-rollout", 2*minute)).add(again, born(controllerRevision(oldRev, 4), 12*minute)),
			&v1alpha1.Change{From: &v1alpha1.ChangedRevision{Name: oldRev, Number: 4}, To: v1alpha1.ChangedRevision{Name: newRev, Number: 5},
				Summary: image, By: "kubectl-rollout", At: at(2 * minute)}},
		{"nobody known to have written", newWorld(1, rolling).add(old, newer),
			&v1alpha1.Change{From: from, To: to, Summary: image, At: at(12 * minute)}},
		{"the first revision", newWorld(1).pod(0, newRev).add(newer), &v1alpha1.Change{To: to, At: at(12 * minute)}},
		{"an old revision that is gone", newWorld(1, rolling).add(newer),
			&v1alpha1.Change{From: &v1alpha1.ChangedRevision{Name: oldRev}, To: to, At: at(12 * minute), Message: "the older revision is gone"}},
		{"a new revision that is gone", newWorld(1, rolling).add(old), &v1alpha1.Change{To: v1alpha1.ChangedRevision{Name: newRev}, Message: "the revision is not there"}},
		{"one that holds something else", newWorld(1, rolling).add(broken, newer),
			&v1alpha1.Change{From: from, To: to, At: at(12 * minute), Message: "revision web-old holds no Pod template of a StatefulSet: data has no field spec"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.world.report().Rollout.Change); diff != "" {
				t.Errorf("change (-want +got):\n%s", diff)
			}
		})
	}
	w := newWorld(1, rolling).add(old, newer)
	w.unread = map[string]bool{"controllerrevisions": true}
	if c := w.report().Rollout.Change; c != nil {
		t.Errorf("revisions were not read, and yet: %+v", c)
	}
}

// A restart is called one, and happened when somebody asked for it.
func TestChangeRestart(t *testing.T) {
	w := newWorld(1, rolling)
	before := born(controllerRevision(oldRev, 1), hour)
	before.Data.Raw = replay.Patch(&w.set.Spec.Template, replay.Rules{})
	metav1.SetMetaDataAnnotation(&w.set.Spec.Template.ObjectMeta, "kubectl.kubernetes.io/restartedAt", ago(5*time.Minute).UTC().Format(time.RFC3339))
	after := born(controllerRevision(newRev, 2), 4*time.Minute)
	after.Data.Raw = replay.Patch(&w.set.Spec.Template, replay.Rules{})
	c := w.add(before, after).pod(0, oldRev).report().Rollout.Change
	if !c.Restart || len(c.Summary) != 1 || c.Summary[0] != "restart" || !c.At.Time.Equal(now.Add(-5*time.Minute)) {
		t.Errorf("change = %+v, want a restart of 5 minutes ago", c)
	}
}

// Before the controller has looked, the change is what it is going to find.
func TestChangeUnobserved(t *testing.T) {
	w := newWorld(1, func(s *appsv1.StatefulSet) { s.Generation = 2 })
	running := born(controllerRevision(newRev, 4), hour)
	running.Labels = map[string]string{"app": "web"}
	w.set.Spec.Template.Spec.Containers[0].Image = "nginx:web-next"
	r := w.add(running).pod(0, newRev).report()
	c := r.Rollout.Change
	if r.Rollout.State != v1alpha1.StateUnobserved || c.From == nil || c.From.Name != newRev || c.To.Number != 5 ||
		len(c.Summary) != 1 || c.Summary[0] != "image web-new→web-next" {
		t.Errorf("%s: change = %+v", r.Rollout.State, c)
	}
	if len(r.Rollout.Next) == 0 || r.Rollout.Next[0].Action != v1alpha1.StepCreateRevision || r.Rollout.Next[0].Object.Name != c.To.Name {
		t.Errorf("next = %+v, want the revision %s created first", r.Rollout.Next, c.To.Name)
	}
}

// Of the first revision, whoever owns of the template wrote it, unless an earlier set
// left it behind; of one that only outlived those before it, nobody is known.
func TestAuthorWithoutARevisionBefore(t *testing.T) {
	for _, tt := range []struct {
		name   string
		number int64
		age    time.Duration
		want   string
	}{
		{"by who wrote the template", 1, hour, "helm"},
		{"by nobody known when others were before it", 4, hour, ""},
		{"by nobody known when it is older than the set", 1, 2 * hour, ""},
	} {
		t.Run("it should be "+tt.name, func(t *testing.T) {
			w := newWorld(1, rolling, wrote("helm", time.Minute)).pod(0, newRev).add(born(controllerRevision(newRev, tt.number), tt.age))
			w.set.Status.CurrentRevision = newRev
			if c := w.report().Rollout.Change; c == nil || c.From != nil || c.By != tt.want {
				t.Errorf("change %+v, want it to be by %q", c, tt.want)
			}
		})
	}
}

// A set that its controller has never seen has nothing to come from.
func TestChangeOfNewSet(t *testing.T) {
	w := newWorld(2, func(s *appsv1.StatefulSet) { s.Status = appsv1.StatefulSetStatus{} })
	r := w.report().Rollout
	if c := r.Change; c == nil || c.From != nil || c.To.Number != 1 || c.Message != "" {
		t.Errorf("change = %+v, want the first revision", c)
	}
	want := []string{"create revision 7c447c849c, number 1, of the new template", "create web-0 at revision 7c447c849c"}
	got := said(r.Next)
	for i := range got {
		// The hash is that of the fixture's template.
		got[i] = strings.ReplaceAll(got[i], strings.TrimPrefix(r.Change.To.Name, "web-"), "7c447c849c")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("next (-want +got):\n%s", diff)
	}
}

// A template that was taken back is an old revision with a new number.
func TestChangeTakenBack(t *testing.T) {
	w := newWorld(1, rolling, wrote("kubectl-rollout", time.Second), func(s *appsv1.StatefulSet) {
		s.Generation, s.Status.CurrentRevision = 2, oldRev
		s.Spec.Template.Spec.Containers[0].Image = "nginx:" + oldRev
	})
	before, after := born(controllerRevision(oldRev, 3), hour), born(controllerRevision(newRev, 4), time.Minute)
	for _, r := range []*appsv1.ControllerRevision{before, after} {
		r.Labels = map[string]string{"app": "web"}
	}
	c := w.add(before, after).pod(0, newRev).report().Rollout.Change
	want := &v1alpha1.Change{From: &v1alpha1.ChangedRevision{Name: newRev, Number: 4}, To: v1alpha1.ChangedRevision{Name: oldRev, Number: 5},
		Summary: []string{"image web-new→web-old"}, By: "kubectl-rollout"}
	at := ago(time.Second)
	want.At = &at
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("change (-want +got):\n%s", diff)
	}
}

// Where values were left out of a snapshot, no change that shows is not called no change.
func TestChangeRedacted(t *testing.T) {
	w := newWorld(1, rolling)
	before, after := controllerRevision(oldRev, 3), controllerRevision(newRev, 4)
	for _, r := range []*appsv1.ControllerRevision{before, after} {
		w.set.Spec.Template.Spec.Containers[0].Args = []string{"REDACTED"}
		r.Data.Raw = replay.Patch(&w.set.Spec.Template, replay.Rules{})
	}
	c := w.add(before, after).pod(0, oldRev).report().Rollout.Change
	if c.Message != "values were left out of the snapshot, and may have changed" || len(c.Summary) > 0 {
		t.Errorf("change = %+v", c)
	}
}
