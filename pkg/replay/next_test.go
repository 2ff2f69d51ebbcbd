package replay

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

var now = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

// steady is a set of three Pods that are all as they should be.
func steady(t *testing.T, change func(*appsv1.StatefulSet)) State {
	t.Helper()
	replicas, history, partition := int32(3), int32(10), int32(0)
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "set", Generation: 1},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &replicas, RevisionHistoryLimit: &history, ServiceName: "web",
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "a"}}},
			},
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{
				Type: appsv1.RollingUpdateStatefulSetStrategyType, RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition},
			},
		},
	}
	state := State{Set: set, Now: now}
	data := Patch(&set.Spec.Template, rules(t, "v1.37.1", nil))
	name := revisionName("web", data, 0)
	state.Revisions = []*appsv1.ControllerRevision{{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: "shop", Labels: map[string]string{"app": "web"},
			OwnerReferences: []metav1.OwnerReference{*metav1.NewControllerRef(set, setKind)},
		},
		Data: runtime.RawExtension{Raw: data}, Revision: 1,
	}}
	set.Status = appsv1.StatefulSetStatus{
		ObservedGeneration: 1, Replicas: 3, ReadyReplicas: 3, AvailableReplicas: 3, CurrentReplicas: 3, UpdatedReplicas: 3,
		CurrentRevision: name, UpdateRevision: name,
	}
	for i := range 3 {
		state.Pods = append(state.Pods, ready(set, i, name))
	}
	if change != nil {
		change(set)
	}
	return state
}

func ready(set *appsv1.StatefulSet, ordinal int, revision string) *corev1.Pod {
	name := fmt.Sprintf("%s-%d", set.Name, ordinal)
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: set.Namespace, UID: "pod", CreationTimestamp: ago(time.Hour),
			Labels: map[string]string{
				"app": "web", appsv1.StatefulSetPodNameLabel: name, appsv1.StatefulSetRevisionLabel: revision,
			},
			OwnerReferences: []metav1.OwnerReference{*metav1.NewControllerRef(set, setKind)},
		},
		Spec: corev1.PodSpec{NodeName: "node-0"},
		Status: corev1.PodStatus{Phase: corev1.PodRunning, Conditions: []corev1.PodCondition{
			{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: ago(time.Minute)},
		}},
	}
}

func rules(t *testing.T, version string, gates map[string]bool) Rules {
	t.Helper()
	r, err := RulesFor(version, gates)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told is what a sync does and waits for, in lines.
func told(s Sync) []string {
	var lines []string
	for _, a := range s.Actions {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.Verb, a.Name, a.Reason)))
	}
	for _, w := range s.Waits {
		line := fmt.Sprintf("wait %s %s%s", w.Pod, w.Condition, w.Claim)
		if w.Since != nil {
			line += " since " + now.Sub(w.Since.Time).String()
		}
		if w.Until != nil {
			line += " for " + w.Until.Sub(now).String()
		}
		lines = append(lines, line)
	}
	if s.Failure != nil {
		lines = append(lines, "fails: "+s.Failure.Message)
	}
	return lines
}

func notReady(pod *corev1.Pod, since time.Duration) {
	pod.Status.Conditions[0].Status, pod.Status.Conditions[0].LastTransitionTime = corev1.ConditionFalse, ago(since)
}

func image(set *appsv1.StatefulSet) { set.Spec.Template.Spec.Containers[0].Image = "b" }

func parallel(set *appsv1.StatefulSet) { set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement }

// What the oracle cannot judge: reasons, what is waited for, since when and until when.
func TestNext(t *testing.T) {
	newRevision := "web-7cccd9778"
	tests := []struct {
		name  string
		set   func(*appsv1.StatefulSet)
		state func(*State)
		want  []string
	}{
		{"nothing to do", nil, nil, nil},
		{"a new template", image, nil, []string{"CreateRevision " + newRevision + " Template", "DeletePod web-2 Outdated"}},
		{
			"a new template, and a broken Pod further down: the trap", image,
			func(s *State) { notReady(s.Pods[0], 5*time.Minute) },
			[]string{"CreateRevision " + newRevision + " Template", "wait web-0 Ready since 5m0s"},
		},
		{
			"a missing Pod", nil, func(s *State) { s.Pods = s.Pods[:2] },
			[]string{"CreatePod web-2 Missing", "wait web-2 Created"},
		},
		{
			"a Pod that ended", nil, func(s *State) { s.Pods[1].Status.Phase = corev1.PodFailed },
			[]string{"DeletePod web-1 Ended", "wait web-1 Ended"},
		},
		{
			"a terminating Pod", nil,
			func(s *State) {
				at, grace := ago(-20*time.Second), int64(30)
				s.Pods[1].DeletionTimestamp, s.Pods[1].DeletionGracePeriodSeconds = &at, &grace
			},
			[]string{"wait web-1 Gone since 10s for 20s"},
		},
		{
			"a Pod that is ready, not yet for long enough", func(s *appsv1.StatefulSet) { s.Spec.MinReadySeconds = 90 },
			func(s *State) { s.Pods[2].Status.Conditions[0].LastTransitionTime = ago(30 * time.Second) },
			[]string{"wait web-0 Available since 1m0s for 30s"},
		},
		{
			"a smaller set", func(s *appsv1.StatefulSet) { *s.Spec.Replicas = 1 }, nil,
			[]string{"DeletePod web-2 OutOfRange"},
		},
		{
			"a much smaller Parallel set", func(s *appsv1.StatefulSet) { parallel(s); *s.Spec.Replicas = 1 }, nil,
			[]string{"DeletePod web-2 OutOfRange", "DeletePod web-1 OutOfRange"},
		},
		{
			"a Pod without its name label", nil,
			func(s *State) { delete(s.Pods[1].Labels, appsv1.StatefulSetPodNameLabel) },
			[]string{"UpdatePod web-1 Identity"},
		},
		{
			"a Pod of somebody else that has the name", nil,
			func(s *State) { s.Pods[2].OwnerReferences[0].UID = "another" },
			[]string{"fails: the name web-2 is taken by another Pod"},
		},
		{
			"an orphan", nil, func(s *State) { s.Pods[2].OwnerReferences = nil },
			[]string{"AdoptPod web-2 Ownership"},
		},
		{
			"a Pod that lost its labels", func(s *appsv1.StatefulSet) { *s.Spec.Replicas = 2 },
			func(s *State) { s.Pods[2].Labels["app"] = "debug" },
			[]string{"ReleasePod web-2 Ownership"},
		},
		{
			"a claim that is being deleted, for a Pod that is missing", claims,
			func(s *State) {
				at := ago(time.Minute)
				claim := &corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: "data-web-0", DeletionTimestamp: &at}}
				s.Pods, s.Claims = s.Pods[1:], []*corev1.PersistentVolumeClaim{claim}
			},
			[]string{"fails: claim data-web-0 is being deleted"},
		},
		{
			"a claim of an earlier Pod", func(s *appsv1.StatefulSet) { claims(s); scaledDelete(s) },
			func(s *State) {
				claim := &corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: "data-web-0", OwnerReferences: []metav1.OwnerReference{
					{APIVersion: "v1", Kind: "Pod", Name: "web-0", UID: "an earlier one"},
				}}}
				s.Pods, s.Claims = s.Pods[1:], []*corev1.PersistentVolumeClaim{claim}
			},
			[]string{"wait web-0 ClaimGonedata-web-0"},
		},
		{
			"a set that is being deleted", func(s *appsv1.StatefulSet) { at := ago(time.Second); s.DeletionTimestamp = &at },
			func(s *State) { s.Pods = s.Pods[:1] }, nil,
		},
		{
			"revisions that nobody could read", image, func(s *State) { s.RevisionsUnread, s.Revisions = true, nil }, nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			state := steady(t, tt.set)
			if tt.state != nil {
				tt.state(&state)
			}
			if difference := cmp.Diff(tt.want, told(Next(state, rules(t, "v1.37.1", map[string]bool{GateMaxUnavailable: false})))); difference != "" {
				t.Error(difference)
			}
		})
	}
}

func claims(set *appsv1.StatefulSet) {
	set.Spec.VolumeClaimTemplates = []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: "data"}}}
}

func scaledDelete(set *appsv1.StatefulSet) {
	set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
		WhenDeleted: appsv1.RetainPersistentVolumeClaimRetentionPolicyType, WhenScaled: deletes,
	}
}

func TestAgain(t *testing.T) {
	state := steady(t, func(s *appsv1.StatefulSet) { s.Spec.MinReadySeconds = 90 })
	state.Pods[1].Status.Conditions[0].LastTransitionTime = ago(80 * time.Second)
	again := Next(state, rules(t, "v1.37.1", nil)).Again
	if again == nil || again.Sub(now) != 10*time.Second {
		t.Errorf("looks again at %v, want when web-1 becomes available, in 10s", again)
	}
	if again := Next(steady(t, nil), rules(t, "v1.37.1", nil)).Again; again != nil {
		t.Errorf("looks again at %v, although nothing becomes available by time alone", again)
	}
}

// A typing error in replicas must not cost the memory of the machine.
func TestNextBoundsItsWork(t *testing.T) {
	state := steady(t, func(s *appsv1.StatefulSet) { parallel(s); *s.Spec.Replicas = 2_000_000_000 })
	if created := len(Next(state, rules(t, "v1.37.1", nil)).Actions); created > MaxReplicas {
		t.Errorf("%d actions", created)
	}
}

// Nobody's file is complete: what is missing must not end the program.
func TestNextWithNextToNothing(t *testing.T) {
	for _, version := range Representatives() {
		Next(State{Set: &appsv1.StatefulSet{}, Now: now}, rules(t, version, nil))
		set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "web"}}
		set.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{}
		Next(State{
			Set: set, Now: now, Pods: []*corev1.Pod{{}, {ObjectMeta: metav1.ObjectMeta{Name: "web-0"}}},
			Revisions: []*appsv1.ControllerRevision{{}}, Claims: []*corev1.PersistentVolumeClaim{{}},
		}, rules(t, version, nil))
	}
}
