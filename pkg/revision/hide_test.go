package revision

import (
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

func TestHiddenValues(t *testing.T) {
	make := func(password, header, arg string) *Template {
		typed := template()
		typed.Annotations = map[string]string{"example.com/token": password, "kubernetes.io/note": "kept"}
		c := &typed.Spec.Containers[0]
		c.Env = []corev1.EnvVar{{Name: "PASSWORD", Value: password}, {Name: "USER", Value: password},
			{Name: "FROM", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{Key: "the-key"}}}, {Name: "EMPTY"}}
		c.Args = []string{arg, arg}
		c.LivenessProbe = &corev1.Probe{}
		c.LivenessProbe.HTTPGet = &corev1.HTTPGetAction{HTTPHeaders: []corev1.HTTPHeader{{Name: "Authorization", Value: header}}}
		return FromTyped(typed)
	}
	c := NewContrast(make("hunter2", "Basic1", "--p=1"), make("hunter3", "Basic2", "--p=2"), &Hider{})
	checkContrast(t, c)
	from, to := c.Texts()
	all := from + to + fmt.Sprint(c.Ops, Words(c.Changes))
	for _, secret := range []string{"hunter", "Basic", "--p="} {
		if strings.Contains(all, secret) {
			t.Errorf("%s shows:\n%s", secret, all)
		}
	}
	for _, shown := range []string{"PASSWORD", "the-key", "Authorization", "kept", "REDACTED-1", "REDACTED-2"} {
		if !strings.Contains(all, shown) {
			t.Errorf("%s does not show:\n%s", shown, all)
		}
	}
	// PASSWORD and USER hold the same, which nobody can see.
	if texts := strings.Split(from, "value: "); len(texts) < 3 || texts[1][:10] == texts[2][:10] && texts[1][:11] == texts[2][:11] {
		t.Errorf("it shows that two variables hold the same:\n%s", from)
	}
	// The same value on both sides is no change.
	if c := NewContrast(make("a", "b", "c"), make("a", "b", "c"), &Hider{}); len(c.Ops) != 0 {
		t.Errorf("differs from itself: %v", c.Ops)
	}
}
