package revision

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestNamedWords(t *testing.T) {
	template := func(labels []string, env ...string) *corev1.PodTemplateSpec {
		t := &corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "app:1"}, {Name: "proxy"}}}}
		for _, l := range labels {
			metav1.SetMetaDataLabel(&t.ObjectMeta, l, "secret")
		}
		for _, e := range env {
			t.Spec.Containers[0].Env = append(t.Spec.Containers[0].Env, corev1.EnvVar{Name: e, Value: "secret"})
		}
		return t
	}
	tests := []struct {
		name     string
		from, to *corev1.PodTemplateSpec
		want     []string
	}{
		{"one that came", template(nil), template(nil, "A"), []string{"+env A of app"}},
		{"two that came and one that went", template(nil, "A"), template(nil, "B", "C"), []string{"+env B, C of app", "-env A of app"}},
		{"no more than three", template(nil), template(nil, "A", "B", "C", "D", "E"), []string{"+env A, B, C and 2 more of app"}},
		{"labels, as many", template(nil), template([]string{"a", "b"}), []string{"+labels a, b"}},
		{"one label", template([]string{"a"}), template(nil), []string{"-label a"}},
		{"what has no names, as ever", template(nil), &corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "app:2"}, {Name: "proxy"}}}},
			[]string{"image of app 1→2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, NamedWords(Diff(tt.from, tt.to))); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
}

// Who owns nothing of what came or changed made no change; what was taken out nobody owns.
func TestMaker(t *testing.T) {
	at := func(minute int) *metav1.Time { t := metav1.Date(2026, 3, 1, 3, minute, 0, 0, time.UTC); return &t }
	owner := func(manager string, minute int, fields string) metav1.ManagedFieldsEntry {
		return metav1.ManagedFieldsEntry{Manager: manager, Time: at(minute),
			FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{` + fields + `}}}}}}`)}
	}
	const image, env = `"f:image":{}`, `"f:env":{"k:{\"name\":\"A\"}":{}}`
	template := func(image string, env ...string) *corev1.PodTemplateSpec {
		t := &corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: image}}}}
		for _, e := range env {
			t.Spec.Containers[0].Env = append(t.Spec.Containers[0].Env, corev1.EnvVar{Name: e})
		}
		return t
	}
	managers := []metav1.ManagedFieldsEntry{owner("helm", 1, image), owner("kubectl-edit", 2, env), owner("argocd", 3, `"f:ports":{}`)}
	tests := []struct {
		name     string
		from, to *corev1.PodTemplateSpec
		want     string
	}{
		{"the owner of the image", template("app:1"), template("app:2"), "helm"},
		{"the owner of the variable", template("app:1"), template("app:1", "A"), "kubectl-edit"},
		{"the last of several", template("app:1"), template("app:2", "A"), "kubectl-edit"},
		{"nobody, for what was taken out", template("app:1", "A"), template("app:1"), ""},
		{"nobody, for no change", template("app:1"), template("app:1"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if w := Maker(managers, Diff(tt.from, tt.to)); w != nil {
				got = w.Manager
			}
			if got != tt.want {
				t.Errorf("maker = %q, want %q", got, tt.want)
			}
		})
	}
}
