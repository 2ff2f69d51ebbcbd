package inspect

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func event(name, reason, message string, first, last time.Duration) *corev1.Event {
	return &corev1.Event{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"}, Reason: reason, Message: message,
		InvolvedObject: corev1.ObjectReference{Kind: "StatefulSet", Name: "web", UID: "set-uid"}, FirstTimestamp: ago(first), LastTimestamp: ago(last)}
}

func TestRefusedCreationIsToldByEvents(t *testing.T) {
	const quota = `create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded quota: small`
	tests := []struct {
		name   string
		events []*corev1.Event
		state  v1alpha1.RolloutState
		want   string
	}{
		{"no event", nil, v1alpha1.StateProgressing, "web-1 does not exist yet."},
		{"refused", []*corev1.Event{event("a", "FailedCreate", quota, 12*time.Minute, time.Minute)}, v1alpha1.StateBlocked,
			`web-1 cannot be created since 12m (pods "web-1" is forbidden: exceeded quota: small).`},
		{"refused long ago", []*corev1.Event{event("a", "FailedCreate", quota, hour, hour)}, v1alpha1.StateProgressing, "web-1 does not exist yet."},
		{"created since", []*corev1.Event{event("a", "FailedCreate", quota, 12*time.Minute, 5*time.Minute),
			event("b", "SuccessfulCreate", "create Pod web-1 in StatefulSet web successful", time.Minute, time.Minute)}, v1alpha1.StateProgressing, "web-1 does not exist yet."},
		{"about another Pod", []*corev1.Event{event("a", "FailedCreate", "create Pod web-10 in StatefulSet web failed error: no", time.Minute, time.Minute)},
			v1alpha1.StateProgressing, "web-1 does not exist yet."},
	}
	for _, tt := range tests {
		w := newWorld(2).pod(0, newRev)
		for _, e := range tt.events {
			w.add(e)
		}
		r := w.report()
		if r.Rollout.State != tt.state || r.Summary[1] != tt.want {
			t.Errorf("%s: %s %q, want %s %q", tt.name, r.Rollout.State, r.Summary[1], tt.state, tt.want)
		}
	}
}
