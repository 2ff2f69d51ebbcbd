package inspect

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
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

func TestUnreadEventsAreAGapOnlyWhenAPodIsToBeCreated(t *testing.T) {
	for name, tc := range map[string]struct {
		world *world
		want  int
	}{
		"nothing missing":      {newWorld(1).pod(0, newRev), 0},
		"waits for a lower":    {newWorld(2).pod(0, newRev, crashing(hour)), 0},
		"to be created":        {newWorld(2).pod(0, newRev), 1},
		"to be created beside": {newWorld(2, parallel).pod(0, newRev, crashing(hour)), 1},
	} {
		b := &snapshot.Builder{}
		b.Add(tc.world.set)
		for _, o := range tc.world.objects {
			b.Add(o)
		}
		b.MarkRead(snapshot.Pods, "")
		b.AddGap(snapshot.Gap{Resource: snapshot.Events, Reason: snapshot.Forbidden})
		if r := Build(b.Snapshot(), tc.world.set, Options{Now: now, Needs: ListNeeds}); len(r.Gaps) != tc.want {
			t.Errorf("%s: gaps %v, want %d", name, r.Gaps, tc.want)
		}
	}
}
