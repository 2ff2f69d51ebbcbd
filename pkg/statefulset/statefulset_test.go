package statefulset

import (
	"math"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

func newSet(replicas *int32, start int32, partition *int32) *appsv1.StatefulSet {
	s := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "web", UID: "uid"}, Spec: appsv1.StatefulSetSpec{Replicas: replicas}}
	if start != 0 {
		s.Spec.Ordinals = &appsv1.StatefulSetOrdinals{Start: start}
	}
	if partition != nil {
		s.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{Partition: partition}
	}
	return s
}

func ptr[T any](v T) *T { return &v }

func TestRange(t *testing.T) {
	tests := []struct {
		name       string
		set        *appsv1.StatefulSet
		start, end int32
		in, out    []int32
	}{
		{"replicas nil means 1", newSet(nil, 0, nil), 0, 0, []int32{0}, []int32{-1, 1}},
		{"no replicas", newSet(ptr(int32(0)), 0, nil), 0, -1, nil, []int32{0}},
		{"ordinals.start", newSet(ptr(int32(3)), 5, nil), 5, 7, []int32{5, 7}, []int32{4, 8, 0}},
	}
	for _, tt := range tests {
		if s, e := StartOrdinal(tt.set), EndOrdinal(tt.set); s != tt.start || e != tt.end {
			t.Errorf("%s: %d..%d, want %d..%d", tt.name, s, e, tt.start, tt.end)
		}
		for _, o := range tt.in {
			if !InRange(tt.set, o) {
				t.Errorf("%s: %d should be in the range", tt.name, o)
			}
		}
		for _, o := range tt.out {
			if InRange(tt.set, o) {
				t.Errorf("%s: %d should be outside the range", tt.name, o)
			}
		}
	}
}

func TestPartitionIsAnOffset(t *testing.T) {
	set := newSet(ptr(int32(3)), 5, ptr(int32(2)))
	if got := FirstUpdatedOrdinal(set); got != 7 {
		t.Errorf("start 5, partition 2: first updated ordinal %d, want 7", got)
	}
	if !HeldByPartition(set, 6) || HeldByPartition(set, 7) {
		t.Error("ordinal 6 is held and 7 is not")
	}
	set.Spec.UpdateStrategy.Type = appsv1.OnDeleteStatefulSetStrategyType
	if Partition(set) != 0 {
		t.Error("a partition means nothing to OnDelete")
	}
}

func TestPartitionThatHoldsEverything(t *testing.T) {
	everything := int32(math.MaxInt32)
	set := newSet(ptr(int32(3)), 5, &everything)
	if first := FirstUpdatedOrdinal(set); first != math.MaxInt32 {
		t.Errorf("first updated ordinal %d, want %d", first, math.MaxInt32)
	}
	for _, ordinal := range []int32{5, 7, math.MaxInt32} {
		if !HeldByPartition(set, ordinal) {
			t.Errorf("ordinal %d is not held by a partition of %d", ordinal, everything)
		}
	}
}

func TestParentAndOrdinal(t *testing.T) {
	for name, want := range map[string]struct {
		parent  string
		ordinal int32
	}{
		"web-0":                      {"web", 0},
		"my-web-12":                  {"my-web", 12},
		"web-01":                     {"web", 1},
		"-3":                         {"", 3},
		"web":                        {"", -1},
		"web-":                       {"", -1},
		"web-x1":                     {"", -1},
		"web-99999999999":            {"web", -1},
		"":                           {"", -1},
		"web-٣":                      {"", -1},
		"data-web-4":                 {"data-web", 4},
		"web-2147483648":             {"web", -1},
		"web-2147483647":             {"web", 2147483647},
		"a\nb-1":                     {"a\nb", 1},
		"web-1-2":                    {"web-1", 2},
		"web--5":                     {"web-", 5},
		"web-00000000000000000000-0": {"web-00000000000000000000", 0},
	} {
		parent, ordinal := ParentAndOrdinal(name)
		if parent != want.parent || ordinal != want.ordinal {
			t.Errorf("%q: %q, %d; want %q, %d", name, parent, ordinal, want.parent, want.ordinal)
		}
	}
}

func TestNames(t *testing.T) {
	set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "quiz"}}
	for got, want := range map[string]string{
		PodName(set, 2):                                               "quiz-2",
		ClaimName(set, "db-data", 0):                                  "db-data-quiz-0",
		FQDN("web-0", "nginx", "default", "cluster.local"):            "web-0.nginx.default.svc.cluster.local",
		SRVName("http", "tcp", "nginx", "default", "cluster.example"): "_http._tcp.nginx.default.svc.cluster.example",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAvailability(t *testing.T) {
	at := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	ready := func(phase corev1.PodPhase, since time.Duration) *corev1.Pod {
		return &corev1.Pod{Status: corev1.PodStatus{Phase: phase, Conditions: []corev1.PodCondition{
			{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(at.Add(-since))}}}}
	}
	if !IsAvailable(ready(corev1.PodRunning, 30*time.Second), 30, at) {
		t.Error("ready for exactly minReadySeconds is available")
	}
	if IsAvailable(ready(corev1.PodRunning, 29*time.Second), 30, at) {
		t.Error("ready for less than minReadySeconds is not available")
	}
	if !IsAvailable(ready(corev1.PodRunning, -time.Hour), 0, at) {
		t.Error("without minReadySeconds a ready Pod is available, whatever the clocks say")
	}
	if IsAvailable(&corev1.Pod{}, 0, at) {
		t.Error("a Pod without conditions is not available")
	}
	if !IsAvailable(ready(corev1.PodPending, time.Hour), 0, at) || IsRunningAndReady(ready(corev1.PodPending, time.Hour)) {
		t.Error("the phase counts for ready and not for available, as in the controller")
	}
	gone := ready(corev1.PodRunning, time.Hour)
	gone.DeletionTimestamp = &metav1.Time{Time: at}
	if !IsUnavailable(gone, 0, at) {
		t.Error("a terminating Pod is unavailable whatever its conditions say")
	}
}

func TestSelectorThatCannotBeParsedSelectsNothing(t *testing.T) {
	set := &appsv1.StatefulSet{Spec: appsv1.StatefulSetSpec{Selector: &metav1.LabelSelector{
		MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "a", Operator: "Sideways"}}}}}
	if Selector(set).Matches(labels.Set{"a": "b"}) {
		t.Error("an invalid selector must select nothing")
	}
}
