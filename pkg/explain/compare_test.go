package explain

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func TestHowRevisionsDiffer(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(w *world, old *appsv1.ControllerRevision)
		want   string
	}{
		{"in an image", func(*world, *appsv1.ControllerRevision) {}, "From 7d9f to 5c4b: image web-7d9f→web-5c4b."},
		{"in a restart alone", func(w *world, old *appsv1.ControllerRevision) {
			template := w.podTemplate(w.revision(w.updated))
			template.Annotations = map[string]string{revision.RestartedAt: "2026-02-28T10:00:00Z"}
			old.Data.Raw = replay.Patch(&template, replay.Rules{})
		}, "From 7d9f to 5c4b nothing changes but a restart that was asked for."},
		{"in nothing", func(w *world, old *appsv1.ControllerRevision) {
			template := w.podTemplate(w.revision(w.updated))
			old.Data.Raw = replay.Patch(&template, replay.Rules{})
		}, "From 7d9f to 5c4b nothing changes that a container would notice."},
		{"in what nobody can read", func(_ *world, old *appsv1.ControllerRevision) {
			old.Data.Raw = []byte(`{"spec":{"template":{"$patch":"replace","spec":7}}}`)
		},
			"How 7d9f and 5c4b differ is not known: revision web-7d9f holds no Pod template of a StatefulSet."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := partition(newWorld(t, shop, 2).rolling(), 2)
			for _, o := range w.objects {
				if r, ok := o.(*appsv1.ControllerRevision); ok && r.Name == w.revision(w.old) {
					tt.change(w, r)
				}
			}
			if got := texts(w.explain(0), v1alpha1.TopicRevision); !strings.Contains(got, tt.want) {
				t.Errorf("it does not say %q:\n%s", tt.want, got)
			}
		})
	}
}

// A Pod of a revision that is neither compares with the newest, and says so when it is gone.
func TestRevisionThatIsGone(t *testing.T) {
	w := newWorld(t, shop, 2)
	w.at(1).Labels[appsv1.StatefulSetRevisionLabel] = "web-gone"
	got := texts(w.explain(1), v1alpha1.TopicRevision)
	for _, want := range []string{"web-1 runs revision gone, while 7d9f is both the current and the update revision of web.", "There is no ControllerRevision web-gone.",
		"How gone and 7d9f differ is not known: there is no ControllerRevision web-gone."} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}

// A status that names no current revision stands for the update revision (getStatefulSetRevisions).
func TestStatusWithoutCurrentRevision(t *testing.T) {
	w := newWorld(t, shop, 2)
	w.set.Status.CurrentRevision = ""
	if got := texts(w.explain(1), v1alpha1.TopicRevision); !strings.Contains(got, "which is both the current and the update revision of web") {
		t.Error(got)
	}
	w.objects = append([]snapshot.Object{}, w.objects...)
	delete(w.at(1).Labels, appsv1.StatefulSetRevisionLabel)
	if got := texts(w.explain(1), v1alpha1.TopicRevision); !strings.Contains(got, "web-1 has no label controller-revision-hash") {
		t.Error(got)
	}
}
