package follow

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

func TestLines(t *testing.T) {
	var out, errOut strings.Builder
	l := Lines{Out: &out, ErrOut: &errOut}
	after := 0
	show := func(contact string, reports ...v1alpha1.StatefulSetReport) {
		t.Helper()
		look := Look{Reports: reports, Now: start.Add(time.Duration(after) * time.Second), Changed: true}
		look.Contact = source.Contact{Lost: contact, Heard: start}
		after++
		if err := l.Show(look); err != nil {
			t.Fatal(err)
		}
	}
	gap := func(r *v1alpha1.StatefulSetReport) {
		r.Gaps = []v1alpha1.Gap{{Resource: "persistentvolumeclaims", Reason: v1alpha1.GapForbidden, Message: "no"}}
	}
	show("", report("web", v1alpha1.StateProgressing, waitsFor("web-1 is terminating"), gap), report("db", v1alpha1.StateComplete, gap))
	show("", report("web", v1alpha1.StateProgressing, waitsFor("web-1 is terminating"), gap), report("db", v1alpha1.StateComplete, gap))
	show("cannot reach the server", report("web", v1alpha1.StateProgressing, waitsFor("web-0 is terminating"), gap), report("db", v1alpha1.StateComplete, gap))
	show("cannot reach the server", report("db", v1alpha1.StateComplete))
	show("", report("db", v1alpha1.StateComplete))
	want := `14:02:48 web Progressing: web-1 is terminating
14:02:48 db Complete
14:02:50 web Progressing: web-0 is terminating
14:02:51 web was deleted
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	want = `note: not read: persistentvolumeclaims: forbidden: no
note: the server was last heard at 14:02:48: cannot reach the server
note: the server is heard again
`
	if diff := cmp.Diff(want, errOut.String()); diff != "" {
		t.Error(diff)
	}
}

func TestLinesOfSeveralNamespaces(t *testing.T) {
	var out strings.Builder
	l := Lines{Out: &out, ErrOut: &out, Namespaced: true}
	if err := l.Show(Look{Reports: []v1alpha1.StatefulSetReport{report("web\x1b", v1alpha1.StateHeld)}, Now: start, Changed: true}); err != nil {
		t.Fatal(err)
	}
	if want := `14:02:48 shop/web\x1b Held` + "\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestSurvivors(t *testing.T) {
	var b snapshot.Builder
	pod := func(name string, owner types.UID) {
		p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name}}
		if owner != "" {
			p.OwnerReferences = []metav1.OwnerReference{{Kind: "StatefulSet", Name: "web", UID: owner, Controller: ptr.To(true)}}
		}
		b.Add(p)
	}
	pod("web-0", "mine")
	pod("web-1", "")
	pod("web-2", "other")
	pod("webby-0", "mine")
	if n := Survivors(b.Snapshot(), "shop", "web", "mine"); n != 2 {
		t.Errorf("%d survivors, want web-0 and the orphan web-1", n)
	}
	for n, want := range []string{"", "; one of its Pods is still there", "; 2 of its Pods are still there"} {
		if got := SurvivorWords(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
