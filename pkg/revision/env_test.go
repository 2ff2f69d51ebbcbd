package revision

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

// Where nothing that counts differs, it says what does: the order, or a variable that a later one overrides.
func TestWordsOfEnvThatCountsTheSame(t *testing.T) {
	for _, tt := range []struct{ name, from, to, want string }{
		{"another order", "A=1 B=2", "B=2 A=1", "order of env changed"},
		{"an overridden value", "A=0 A=1", "A=9 A=1", "env that is overridden changed"},
		{"an overridden variable that is gone", "A=0 A=1", "A=1", "env that is overridden changed"},
		{"the same", "A=0 A=1", "A=0 A=1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			with := func(text string) *corev1.PodTemplateSpec {
				typed := template()
				for _, one := range strings.Fields(text) {
					name, value, _ := strings.Cut(one, "=")
					typed.Spec.Containers[0].Env = append(typed.Spec.Containers[0].Env, corev1.EnvVar{Name: name, Value: value})
				}
				return typed
			}
			if diff := cmp.Diff(tt.want, strings.Join(Words(Diff(with(tt.from), with(tt.to))), ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
