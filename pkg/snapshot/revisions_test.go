package snapshot

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestRevisionsIn(t *testing.T) {
	b := &Builder{}
	yes := true
	at := func(namespace, name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Namespace: namespace, Name: name}
	}
	owned := at("shop", "web-b")
	owned.OwnerReferences = []metav1.OwnerReference{{Kind: "StatefulSet", Name: "web", UID: "uid", Controller: &yes}}
	b.Add(&appsv1.ControllerRevision{ObjectMeta: owned})
	b.Add(&appsv1.ControllerRevision{ObjectMeta: at("shop", "web-a")})
	b.Add(&appsv1.ControllerRevision{ObjectMeta: at("bank", "web-c")})
	b.Add(&appsv1.ControllerRevision{ObjectMeta: at("zoo", "web-d")})
	b.Add(&appsv1.StatefulSet{ObjectMeta: at("shop", "web")})
	b.Add(&corev1.Pod{ObjectMeta: at("shop", "web-0")})
	s := b.Snapshot()
	for namespace, want := range map[string]string{"shop": "web-a web-b", "bank": "web-c", "zoo": "web-d", "nowhere": ""} {
		var names []string
		for _, r := range s.RevisionsIn(namespace) {
			names = append(names, r.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("revisions in %s: %q, want %q", namespace, got, want)
		}
	}
}
