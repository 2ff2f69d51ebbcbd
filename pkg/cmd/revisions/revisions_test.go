package revisions

import (
	"bytes"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Whatever the revisions hold, there is a row for each, and a screen.
func FuzzRevisions(f *testing.F) {
	const (
		plain = `{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"b@c:d","env":[{"name":"A"},{"name":"A"}]}]}}}}`
		null  = `{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null,"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"b@c:d","env":[{"name":"A"},{"name":"A"}]}]}}}}`
	)
	f.Add(plain, null, int64(1), uint8(0))
	f.Add(null, plain, int64(1), uint8(1))
	f.Add(`{"spec":{"template":{"$patch":"replace"}}}`, `[]`, int64(-1), uint8(2))
	f.Add(``, `{"spec":{"template":{"$patch":"replace","spec":{"containers":[{},{}],"volumes":[{},{"name":"x","projected":{"sources":[{}]}}]}}}}`, int64(7), uint8(3))
	f.Fuzz(func(t *testing.T, newer, older string, number int64, status uint8) {
		now := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
		replicas, yes := int32(1), true
		mine := []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: "web", UID: "uid", Controller: &yes}}
		labels := map[string]string{"app": "web"}
		set := &appsv1.StatefulSet{
			ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "uid", Generation: int64(status & 1)},
			Spec: appsv1.StatefulSetSpec{Replicas: &replicas, Selector: &metav1.LabelSelector{MatchLabels: labels},
				Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}}},
			Status: appsv1.StatefulSetStatus{CurrentRevision: "web-old", UpdateRevision: "web-new"},
		}
		if status&2 != 0 {
			set.Status.CurrentRevision = set.Status.UpdateRevision
		}
		var b snapshot.Builder
		b.Add(set)
		for name, data := range map[string]string{"web-new": newer, "web-old": older, "web-older": newer} {
			r := &appsv1.ControllerRevision{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop", Labels: labels, OwnerReferences: mine},
				Revision: number, Data: runtime.RawExtension{Raw: []byte(data)}}
			if name == "web-new" {
				r.Revision++
			}
			b.Add(r)
		}
		b.Add(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web-0", Namespace: "shop", Labels: labels, OwnerReferences: mine}})
		for _, need := range inspect.RolloutNeeds {
			b.MarkRead(need, "shop")
		}
		reports := inspect.BuildAll(b.Snapshot(), inspect.Options{Now: now, Needs: inspect.RolloutNeeds, History: true})
		if n := len(reports[0].Revisions); n != 3 {
			t.Errorf("%d rows of 3 revisions", n)
		}
		for _, r := range reports[0].Revisions {
			if readable := len(r.Containers) > 0; !readable && r.Change.Kind == v1alpha1.RevisionUnknown && r.Change.Message == "" {
				t.Errorf("revision %d is not known, and nothing says why", r.Number)
			}
		}
		for _, format := range []string{printer.FormatTable, printer.FormatWide, printer.FormatMarkdown} {
			var screen bytes.Buffer
			if err := printer.Revisions(&screen, reports, printer.Options{Format: format, Now: now}); err != nil || screen.Len() == 0 {
				t.Errorf("-o %s: %d bytes, %v", format, screen.Len(), err)
			}
		}
	})
}
