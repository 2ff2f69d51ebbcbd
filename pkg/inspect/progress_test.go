package inspect

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func TestProgress(t *testing.T) {
	tests := []struct {
		name  string
		world *world
		want  *v1alpha1.Progress
	}{
		{"in the midst of a rollout", newWorld(5, rolling).pod(0, oldRev).pod(1, oldRev).pod(2, oldRev, terminating(time.Second)).pod(3, newRev, unready(time.Second)).pod(4, newRev),
			&v1alpha1.Progress{Done: []int32{4}, InProgress: []int32{3, 2}, ToDo: []int32{1, 0}}},
		{"missing and ended Pods", newWorld(3, rolling).pod(0, oldRev).pod(2, newRev, ended),
			&v1alpha1.Progress{InProgress: []int32{2, 1}, ToDo: []int32{0}}},
		{"an old Pod that is broken is still to do", newWorld(2, rolling).pod(0, oldRev, crashing(hour)).pod(1, newRev),
			&v1alpha1.Progress{Done: []int32{1}, ToDo: []int32{0}}},
		{"held by a partition", newWorld(4, rolling, partition(2), startAt(5)).pod(5, oldRev).pod(6, oldRev).pod(7, oldRev).pod(8, newRev),
			&v1alpha1.Progress{Done: []int32{8}, ToDo: []int32{7}, Held: []int32{6, 5}}},
		{"held by OnDelete", newWorld(2, rolling, onDelete).pod(0, oldRev).pod(1, newRev), &v1alpha1.Progress{Done: []int32{1}, Held: []int32{0}}},
		{"recreating", newWorld(2, rolling, recreate).pod(0, oldRev, terminating(time.Second)).pod(1, oldRev),
			&v1alpha1.Progress{InProgress: []int32{0}, ToDo: []int32{1}}},
		{"scaling down", newWorld(1).pod(0, newRev).pod(1, newRev).pod(2, newRev), &v1alpha1.Progress{Done: []int32{0}, ToRemove: []int32{2, 1}}},
		{"being deleted", newWorld(1, func(s *appsv1.StatefulSet) { at := ago(time.Second); s.DeletionTimestamp = &at }).pod(0, newRev), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.world.report().Rollout.Progress); diff != "" {
				t.Errorf("progress (-want +got):\n%s", diff)
			}
		})
	}
	for _, options := range [][]func(*appsv1.StatefulSet){nil, {func(s *appsv1.StatefulSet) { s.Generation = 2 }}} {
		w := newWorld(1, options...).pod(0, newRev)
		w.unread = map[string]bool{"pods": true}
		if r := w.report().Rollout; r.Progress != nil || r.Next != nil || r.Rules.Alternatives != nil {
			t.Errorf("%s: Pods were not read, and yet: %+v", r.State, r)
		}
	}
	if r := newWorld(1).pod(0, newRev).report(func(o *Options) { o.Brief = true }).Rollout; r.Progress != nil || r.Rules != nil || r.Change != nil {
		t.Errorf("a list has details: %+v", r)
	}
}

// ended is a Pod that was evicted.
func ended(p *corev1.Pod) {
	unready(time.Second)(p)
	p.Status.Phase, p.Status.Reason = corev1.PodFailed, "Evicted"
}
