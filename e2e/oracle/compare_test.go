package oracle

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

func named[T metav1.Object](object T, name string) T {
	object.SetName(name)
	return object
}

func said(batch int, verb replay.Verb, name string) replay.Action {
	a := replay.Action{Verb: verb, Name: name, Batch: batch}
	switch verb {
	case replay.CreatePod:
		a.Object = named(&corev1.Pod{}, name)
	case replay.CreateClaim:
		a.Object = named(&corev1.PersistentVolumeClaim{}, name)
	}
	return a
}

func did(t *testing.T, verb replay.Verb, name string) Action {
	t.Helper()
	a := Action{Verb: verb, Name: name}
	if object := said(0, verb, name).Object; object != nil {
		text, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		a.Object = text
	}
	return a
}

func TestCompareActions(t *testing.T) {
	const create, remove, claim = replay.CreatePod, replay.DeletePod, replay.CreateClaim
	tests := []struct {
		name string
		said []replay.Action
		did  []Action
		want string // part of the difference; empty for none
	}{
		{"nothing", nil, nil, ""},
		{"the same", []replay.Action{said(1, remove, "web-1")}, []Action{did(t, remove, "web-1")}, ""},
		{"too much", nil, []Action{did(t, remove, "web-1")}, "the controller does more"},
		{"too little", []replay.Action{said(1, remove, "web-1")}, nil, "web-1"},
		{"another Pod", []replay.Action{said(1, remove, "web-1")}, []Action{did(t, remove, "web-2")}, "web-2"},
		{"another verb", []replay.Action{said(1, remove, "web-1")}, []Action{did(t, create, "web-1")}, "CreatePod"},
		{
			"another order within a batch",
			[]replay.Action{said(1, remove, "web-1"), said(1, remove, "web-2")},
			[]Action{did(t, remove, "web-2"), did(t, remove, "web-1")}, "",
		},
		{
			"another order of batches",
			[]replay.Action{said(1, remove, "web-1"), said(2, remove, "web-2")},
			[]Action{did(t, remove, "web-2"), did(t, remove, "web-1")}, "actions 0 to 0",
		},
		{
			"claims of a Pod in another order",
			[]replay.Action{said(1, claim, "data-web-1"), said(1, claim, "logs-web-1"), said(1, create, "web-1")},
			[]Action{did(t, claim, "logs-web-1"), did(t, claim, "data-web-1"), did(t, create, "web-1")}, "",
		},
		{
			"a claim after its Pod",
			[]replay.Action{said(1, claim, "data-web-1"), said(1, create, "web-1")},
			[]Action{did(t, create, "web-1"), did(t, claim, "data-web-1")}, "actions 0 to 1",
		},
		{
			"old revisions deleted in another order",
			[]replay.Action{said(1, replay.DeleteRevision, "web-a"), said(1, replay.DeleteRevision, "web-b")},
			[]Action{did(t, replay.DeleteRevision, "web-b"), did(t, replay.DeleteRevision, "web-a")}, "actions 0 to 1",
		},
		{
			"revisions adopted in another order",
			[]replay.Action{said(1, replay.AdoptRevision, "web-a"), said(1, replay.AdoptRevision, "web-b")},
			[]Action{did(t, replay.AdoptRevision, "web-b"), did(t, replay.AdoptRevision, "web-a")}, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Compare(replay.Sync{Actions: tt.said}, &Outcome{Actions: tt.did})
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCompareObjects(t *testing.T) {
	tests := []struct {
		name   string
		change func(*corev1.Pod)
		same   bool
	}{
		{"the same", func(*corev1.Pod) {}, true},
		{"volumes in another order", func(p *corev1.Pod) {
			p.Spec.Volumes[0], p.Spec.Volumes[1] = p.Spec.Volumes[1], p.Spec.Volumes[0]
		}, true},
		{"no labels but a map for them", func(p *corev1.Pod) { p.Annotations = map[string]string{} }, true},
		{"another revision", func(p *corev1.Pod) { p.Labels[appsv1.StatefulSetRevisionLabel] = "web-b" }, false},
		{"another image", func(p *corev1.Pod) { p.Spec.Containers[0].Image = "b" }, false},
		{"no owner", func(p *corev1.Pod) { p.OwnerReferences = nil }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pod := named(&corev1.Pod{}, "web-0")
			pod.Labels = map[string]string{appsv1.StatefulSetRevisionLabel: "web-a"}
			pod.OwnerReferences = []metav1.OwnerReference{controllerRef(setUID)}
			pod.Spec.Containers = []corev1.Container{{Name: "main", Image: "a"}}
			pod.Spec.Volumes = []corev1.Volume{{Name: "a"}, {Name: "b"}}
			other := pod.DeepCopy()
			tt.change(other)
			text, err := json.Marshal(other)
			if err != nil {
				t.Fatal(err)
			}
			got := Compare(
				replay.Sync{Actions: []replay.Action{{Verb: replay.CreatePod, Name: "web-0", Object: pod}}},
				&Outcome{Actions: []Action{{Verb: replay.CreatePod, Name: "web-0", Object: text}}})
			if (got == "") != tt.same {
				t.Errorf("difference %q, want none: %t", got, tt.same)
			}
		})
	}
}

func TestCompareStatus(t *testing.T) {
	status := func(replicas int32, minute int) *appsv1.StatefulSetStatus {
		return &appsv1.StatefulSetStatus{Replicas: replicas, Conditions: []appsv1.StatefulSetCondition{
			{Type: "Progressing", LastTransitionTime: metav1.NewTime(time.Date(2026, 1, 1, 12, minute, 0, 0, time.UTC))},
		}}
	}
	failed := &replay.Failure{Message: "claim data-web-0 is being deleted"}
	tests := []struct {
		name    string
		sync    replay.Sync
		outcome Outcome
		same    bool
	}{
		{"equal but for times", replay.Sync{Status: status(1, 1)}, Outcome{Status: status(1, 2)}, true},
		{"another number", replay.Sync{Status: status(1, 1)}, Outcome{Status: status(2, 1)}, false},
		{"written by one", replay.Sync{Status: status(1, 1), WritesStatus: true}, Outcome{Status: status(1, 1)}, false},
		{"none", replay.Sync{Status: status(1, 1)}, Outcome{}, false},
		{"a failed sync tells none that it does not write", replay.Sync{Status: status(1, 1), Failure: failed}, Outcome{Error: "pvc data-web-0 is being deleted"}, true},
		{"one fails", replay.Sync{Status: status(1, 1), Failure: failed}, Outcome{Status: status(1, 1)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Compare(tt.sync, &tt.outcome); (got == "") != tt.same {
				t.Errorf("difference %q, want none: %t", got, tt.same)
			}
		})
	}
}
