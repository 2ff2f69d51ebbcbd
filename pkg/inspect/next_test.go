package inspect

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// said are steps as a person reads them.
func said(steps []v1alpha1.Step) []string {
	var out []string
	for _, s := range steps {
		words := s.Message
		if s.After != "" {
			words = "once " + s.After + ": " + words
		}
		out = append(out, words)
	}
	return out
}

func TestNext(t *testing.T) {
	second := 10 * time.Second
	budget := func(set *appsv1.StatefulSet) {
		two := intstr.FromInt32(2)
		set.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &two
	}
	minReady := func(s *appsv1.StatefulSet) { s.Spec.MinReadySeconds = 30 }
	starting := func(p *corev1.Pod) { p.Status.Conditions[0].LastTransitionTime = ago(second) }
	lost := func(p *corev1.Pod) { p.Labels["app"] = "other" }
	orphan := func(p *corev1.Pod) { p.OwnerReferences = nil }
	unnamed := func(p *corev1.Pod) { delete(p.Labels, appsv1.StatefulSetPodNameLabel) }
	tests := []struct {
		name  string
		world *world
		want  []string
	}{
		{"nothing", newWorld(2).pod(0, newRev).pod(1, newRev), nil},
		{"the first Pod of a rollout", newWorld(2, rolling).pod(0, oldRev).pod(1, oldRev), []string{"delete web-1 (outdated; it comes back on new)"}},
		{"after the Pod that stops", newWorld(2, rolling).pod(0, oldRev).pod(1, oldRev, terminating(second)), []string{"once web-1 is gone: create web-1 at revision new"}},
		{"after the Pod that starts", newWorld(2, rolling).pod(0, oldRev).pod(1, newRev, unready(second)), []string{"once web-1 is available: delete web-0 (outdated; it comes back on new)"}},
		{"after minReadySeconds", newWorld(2, rolling, minReady).pod(0, oldRev).pod(1, newRev, starting), []string{"once web-1 is available: delete web-0 (outdated; it comes back on new)"}},
		{"after two things", newWorld(3, rolling).pod(0, oldRev).pod(1, newRev, unready(second)).pod(2, newRev, unready(second)),
			[]string{"once web-1 and web-2 are available: delete web-0 (outdated; it comes back on new)"}},
		{"nothing after the last", newWorld(2, rolling).pod(0, newRev).pod(1, newRev, unready(second)), nil},
		{"a missing Pod with its claim", newWorld(2, claimTemplate).pod(0, newRev, mounting).add(claim(0)), []string{"create web-1 at revision new, claim www-web-1 before it"}},
		{"a Pod below the partition", newWorld(2, rolling, partition(1)).pod(1, newRev), []string{"create web-0 at revision old"}},
		{"a Pod that is not wanted", newWorld(1).pod(0, newRev).pod(1, newRev).pod(2, newRev), []string{"delete web-2 (outside the range; it does not come back)"}},
		{"the next that is not wanted", newWorld(1).pod(0, newRev).pod(1, newRev).pod(2, newRev, terminating(second)), []string{"once web-2 is gone: delete web-1 (outside the range; it does not come back)"}},
		{"one that ended", newWorld(1).pod(0, newRev, ended), []string{"delete web-0 (it ended; it comes back)"}},
		{"all Pods at once", newWorld(3, parallel), []string{"create web-0 at revision new", "create web-1 at revision new", "create web-2 at revision new"}},
		{"a Parallel set after a Pod that stops", newWorld(2, parallel).pod(0, newRev).pod(1, newRev, terminating(second)), []string{"once web-1 is gone: create web-1 at revision new"}},
		{"as far as the budget goes", newWorld(4, rolling, parallel, budget).pod(0, oldRev).pod(1, oldRev).pod(2, oldRev).pod(3, newRev, unready(second)), []string{"delete web-2 (outdated; it comes back on new)"}},
		{"a Pod without an owner", newWorld(1).pod(0, newRev, orphan), []string{"adopt web-0: its labels match, and it has no owner"}},
		{"a Pod without the labels", newWorld(1).pod(0, newRev, lost), []string{"release web-0: its labels no longer match"}},
		{"a Pod without its name label", newWorld(1).pod(0, newRev, unnamed), []string{"give web-0 the labels of its ordinal"}},
		{"the trap", newWorld(2, rolling).pod(0, oldRev, crashing(hour)).pod(1, oldRev), nil},
		{"not after what is only removed", newWorld(1, parallel).pod(0, newRev, terminating(second)).pod(1, newRev, terminating(second)),
			[]string{"once web-0 is gone: create web-0 at revision new"}},
		{"a claim of an earlier Pod", newWorld(1, claimTemplate, deleteWhenScaled).add(claim(0, staleOwner)),
			[]string{"once claim www-web-0 is gone: create web-0 at revision new, claim www-web-0 before it"}},
		{"more Pods than names fit", newWorld(5, rolling, recreate, parallel).pod(0, oldRev, terminating(second)).pod(1, oldRev, terminating(second)).
			pod(2, oldRev, terminating(second)).pod(3, oldRev, terminating(second)).pod(4, newRev),
			[]string{"once web-0, web-1, web-2 and 1 more are gone: create web-0 at revision new", "create web-1 at revision new", "create web-2 at revision new", "create web-3 at revision new"}},
		{"too many waits to look past", newWorld(6, rolling).pod(0, oldRev, unready(second)).pod(1, oldRev, unready(second)).pod(2, oldRev, unready(second)).
			pod(3, oldRev, unready(second)).pod(4, oldRev, unready(second)).pod(5, oldRev, unready(second)), nil},
		{"recreating", newWorld(2, rolling, recreate).pod(0, oldRev, terminating(second)).pod(1, oldRev, terminating(second)),
			[]string{"once web-0 and web-1 are gone: create web-0 at revision new"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.world.version = "v1.37.1"
			if diff := cmp.Diff(tt.want, unprefixed(said(tt.world.report().Rollout.Next))); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
		})
	}
}

// unprefixed are the words with what has to come about before the first alone.
func unprefixed(words []string) []string {
	for i := 1; i < len(words); i++ {
		if prefix, step, found := strings.Cut(words[i], ": "); found && strings.HasPrefix(words[0], prefix) {
			words[i] = step
		}
	}
	return words
}

// deleteWhenScaled and staleOwner make a claim that belongs to a Pod that was scaled away.
func deleteWhenScaled(s *appsv1.StatefulSet) {
	s.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
		WhenScaled: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenDeleted: appsv1.RetainPersistentVolumeClaimRetentionPolicyType}
}

func staleOwner(c *corev1.PersistentVolumeClaim) {
	c.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "Pod", Name: "web-0", UID: "earlier"}}
}

// Whatever a sync can do has words.
func TestStepWords(t *testing.T) {
	w := newWorld(2)
	w.set.Status.UpdateRevision = newRev
	v := &view{set: w.set}
	sync := replay.Sync{UpdateRevision: newRev, Actions: []replay.Action{
		{Verb: replay.AdoptRevision, Name: "web-a", Ordinal: -1, Batch: 1},
		{Verb: replay.UpdateRevision, Name: "web-a", Number: 7, Ordinal: -1, Batch: 2},
		{Verb: replay.CreateClaim, Name: "a-web-0", Ordinal: 0, Batch: 3},
		{Verb: replay.CreateClaim, Name: "b-web-0", Ordinal: 0, Batch: 3},
		{Verb: replay.CreatePod, Name: "web-0", Ordinal: 0, Revision: newRev, Batch: 3},
		{Verb: replay.CreateClaim, Name: "a-web-1", Ordinal: 1, Batch: 4},
		{Verb: replay.UpdateClaim, Name: "b-web-1", Ordinal: 1, Batch: 4},
		{Verb: replay.UpdatePod, Name: "web-1", Ordinal: 1, Reason: replay.ReasonStorage, Batch: 4},
		{Verb: replay.DeletePod, Name: "web-9", Ordinal: 9, Reason: replay.ReasonOwnership, Batch: 5},
		{Verb: replay.DeleteRevision, Name: "web-z", Ordinal: -1, Batch: 6},
		{Verb: "SingSong", Name: "web-1", Ordinal: 1, Batch: 7},
	}}
	steps := v.steps(sync, "")
	want := []string{
		"adopt revision a",
		"give revision a the number 7: the template is that of it again",
		"create web-0 at revision new, claims a-web-0, b-web-0 before it",
		"create claim a-web-1",
		"give claim b-web-1 the owners that the retention policy asks for",
		"give web-1 the volumes of its claims",
		"delete web-9 (Ownership)",
		"delete revision z: more old ones than revisionHistoryLimit",
		"SingSong web-1",
	}
	if diff := cmp.Diff(want, said(steps)); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	kinds := map[string]bool{}
	for _, s := range steps {
		kinds[s.Object.Kind] = true
		if (s.Ordinal == nil) != (s.Object.Kind == "ControllerRevision") {
			t.Errorf("%s: ordinal %v of a %s", s.Message, s.Ordinal, s.Object.Kind)
		}
	}
	if len(kinds) != 3 || steps[0].Batch != 1 || steps[3].Batch != steps[4].Batch {
		t.Errorf("kinds %v, batches %d, %d, %d", kinds, steps[0].Batch, steps[3].Batch, steps[4].Batch)
	}
}

func TestNextStep(t *testing.T) {
	w := newWorld(2, rolling).pod(0, oldRev).pod(1, newRev, unready(time.Second))
	w.version = "v1.37.1"
	zero := int32(0)
	want := []v1alpha1.Step{{
		After: "web-1 is available", Action: v1alpha1.StepDeletePod, Ordinal: &zero, Revision: oldRev,
		Object:  v1alpha1.ObjectReference{Kind: "Pod", Namespace: "shop", Name: "web-0"},
		Message: "delete web-0 (outdated; it comes back on new)", Batch: 1,
	}}
	if diff := cmp.Diff(want, w.report().Rollout.Next); diff != "" {
		t.Errorf("next (-want +got):\n%s", diff)
	}
}

// Pods of a Parallel set come in batches of 1, 2, 4 …, those of a batch at the same time.
func TestNextBatches(t *testing.T) {
	var got []int32
	for _, s := range newWorld(7, parallel).report().Rollout.Next {
		got = append(got, s.Batch)
	}
	if diff := cmp.Diff([]int32{1, 2, 2, 3, 3, 3, 3}, got); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
}

// Nobody knows the version: what other controllers do instead is said, once for
// all versions that do the same.
func TestAlternatives(t *testing.T) {
	broken := func() *world {
		return newWorld(3, rolling, parallel).pod(0, oldRev, crashing(hour)).pod(1, oldRev).pod(2, newRev, crashing(hour))
	}
	r := broken().report().Rollout.Rules
	if r.ServerVersion != "v1.37.1" || r.Assumption == "" {
		t.Errorf("rules = %+v, want those of v1.37.1, as an assumption", r)
	}
	var got []string
	for _, a := range r.Alternatives {
		got = append(got, a.ServerVersions[0]+" "+a.Message)
	}
	want := []string{"v1.35.4 wait until web-2 is available", "v1.35.0 wait until web-2 and web-0 are available"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("alternatives (-want +got):\n%s", diff)
	}
	known := broken()
	known.version = "v1.36.0"
	if r := known.report().Rollout.Rules; r.ServerVersion != "v1.36.0" || r.Assumption != "" || r.Alternatives != nil {
		t.Errorf("rules = %+v, want those of v1.36.0 and nothing else", r)
	}
}
