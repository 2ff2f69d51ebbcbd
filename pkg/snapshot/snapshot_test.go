package snapshot

import (
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestKnowsTellsUnreadFromAbsent(t *testing.T) {
	b := &Builder{}
	b.MarkRead(Pods, "shop")
	b.MarkRead(Services, "")
	b.AddGap(Gap{Resource: Nodes, Reason: Forbidden, Message: "no"})
	b.AddGap(Gap{Resource: Nodes, Reason: Failed, Message: "again"})
	s := b.Snapshot()
	if !s.Knows(Pods, "shop") || s.Knows(Pods, "other") {
		t.Error("Pods were read in shop alone")
	}
	if !s.Knows(Services, "shop") {
		t.Error("what was read in all namespaces is known in each")
	}
	if len(s.Gaps()) != 1 || s.Gaps()[0].Reason != Forbidden {
		t.Errorf("gaps %v: the same one is kept once, the first", s.Gaps())
	}
}

func TestSameObjectIsHeldOnce(t *testing.T) {
	b := &Builder{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { b.Add(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web-0"}}) })
	}
	wg.Wait()
	b.Add(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web-0", UID: "newest"}})
	s := b.Snapshot()
	if got := s.PodsNamedFor("shop", "web"); len(got) != 1 || got[0].UID != "newest" {
		t.Errorf("%d Pods, want the newest one alone", len(got))
	}
	if b.Add(&corev1.Secret{}) {
		t.Error("a Snapshot never holds Secrets")
	}
}

func TestStatefulSetsAreOrderedAndFound(t *testing.T) {
	b := &Builder{}
	for _, k := range [][2]string{{"b", "x"}, {"a", "y"}, {"a", "b"}} {
		b.Add(&appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Namespace: k[0], Name: k[1]}})
	}
	s := b.Snapshot()
	order := ""
	for _, set := range s.StatefulSets() {
		order += set.Namespace + "/" + set.Name + " "
	}
	if order != "a/b a/y b/x " {
		t.Errorf("order %q", order)
	}
	if s.StatefulSet("a", "y") == nil || s.StatefulSet("a", "x") != nil {
		t.Error("lookup by namespace and name")
	}
}

func TestReduceKeepsWhatViewsUse(t *testing.T) {
	managed := []metav1.ManagedFieldsEntry{{Manager: "kubectl"}}
	set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{ManagedFields: managed}}
	Reduce(set, Full)
	if set.ManagedFields == nil {
		t.Error("a StatefulSet keeps its managedFields: they tell who changed what")
	}
	pod := func() *corev1.Pod {
		return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{ManagedFields: managed, Annotations: map[string]string{"a": "b"}},
			Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Env: []corev1.EnvVar{{Name: "PASSWORD"}}}},
				Volumes: []corev1.Volume{{Name: "tmp"}, {Name: "www", VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{}}}}}}
	}
	full, lean := pod(), pod()
	Reduce(full, Full)
	Reduce(lean, Lean)
	if len(full.Spec.Containers[0].Env) != 1 || len(full.Spec.Volumes) != 2 {
		t.Errorf("full: everything stays: %+v", full)
	}
	if lean.Annotations != nil || lean.Spec.Containers[0].Env != nil || len(lean.Spec.Volumes) != 1 || lean.Spec.Containers[0].Name != "c" {
		t.Errorf("lean: names and claims stay, annotations, env and other volumes go: %+v", lean)
	}
	cm := &corev1.ConfigMap{Data: map[string]string{CorefileKey: "x", "other": "y"}}
	Reduce(cm, Full)
	if len(cm.Data) != 1 {
		t.Errorf("of CoreDNS's ConfigMap only the Corefile is kept, got %v", cm.Data)
	}
}
