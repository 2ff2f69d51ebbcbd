package explain

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
)

func TestWho(t *testing.T) {
	w := newWorld(t, shop, 2)
	// A Pod that upstream takes for ordinal 1, and that is not web-1.
	w.add(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web-01", Namespace: "shop", UID: "odd"}})
	three, minus := int32(3), int32(-1)
	for _, tt := range []struct {
		name string
		who  Who
		pod  string
		err  string
	}{
		{"a Pod by name", Who{Pod: "web-1"}, "web-1", ""},
		{"a Pod with zeros before its ordinal", Who{Pod: "web-01"}, "web-01", ""},
		{"an ordinal outside the range", Who{Ordinal: &three}, "web-3", ""},
		{"a Pod outside the range", Who{Pod: "web-7"}, "web-7", ""},
		{"a negative ordinal", Who{Ordinal: &minus}, "", "-1 is no ordinal"},
		{"a Pod of another set", Who{Pod: "db-0"}, "", "db-0 is no name of a Pod of StatefulSet web: those are web-0, web-1 and so on"},
		{"no ordinal at all", Who{Pod: "web"}, "", "is no name of a Pod"},
		{"an ordinal beyond all", Who{Pod: "web-99999999999"}, "", "is no name of a Pod"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := Explain(w.snapshot(), w.set, inspect.Options{Now: now}, tt.who)
			switch {
			case tt.err != "":
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
			case err != nil:
				t.Error(err)
			case e.PodName != tt.pod || e.Ordinal == nil:
				t.Errorf("explains %q, want %q", e.PodName, tt.pod)
			}
		})
	}
	e, err := Explain(w.snapshot(), w.set, inspect.Options{Now: now}, Who{})
	if err != nil || e.Ordinal != nil || e.PodName != "" {
		t.Errorf("the whole set: ordinal %v, Pod %q, error %v", e.Ordinal, e.PodName, err)
	}
}
