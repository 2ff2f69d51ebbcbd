package explain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-sts/kubectl-sts/pkg/explain"
)

func TestParse(t *testing.T) {
	ordinal := func(n int32) explain.Who { return explain.Who{Ordinal: &n} }
	pod := func(name string) explain.Who { return explain.Who{Pod: name} }
	for _, tt := range []struct {
		args      string
		set       string
		who       explain.Who
		otherwise string
	}{
		{"web", "web", explain.Who{}, ""},
		{"sts/web", "sts/web", explain.Who{}, ""},
		{"web 3", "web", ordinal(3), ""},
		{"web 03", "web", ordinal(3), ""},
		{"web web-3", "web", pod("web-3"), ""},
		{"web pod/web-3", "web", pod("web-3"), ""},
		{"sts/web po/3", "sts/web", pod("3"), ""},
		{"pod/web-3", "web", pod("web-3"), ""},
		{"PODS/my-web-3", "my-web", pod("my-web-3"), ""},
		// Whether it is a set or a Pod only the cluster knows.
		{"web-3", "web-3", explain.Who{}, "web"},
		{"web-x", "web-x", explain.Who{}, ""},
	} {
		q, err := parse(strings.Fields(tt.args))
		if err != nil {
			t.Errorf("%s: %v", tt.args, err)
			continue
		}
		if q.set != tt.set || q.otherwise.set != tt.otherwise {
			t.Errorf("%s: set %q or %q, want %q or %q", tt.args, q.set, q.otherwise.set, tt.set, tt.otherwise)
		}
		if diff := cmp.Diff(tt.who, q.who); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.args, diff)
		}
	}
	for args, want := range map[string]string{
		"pod/web":         "web is no name of a Pod of a StatefulSet",
		"pod/web-3 3":     "names a Pod already",
		"web 99999999999": "is no ordinal",
	} {
		if _, err := parse(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", args, err, want)
		}
	}
	if q, err := parse([]string{"web", "-3"}); err == nil {
		t.Errorf("a negative ordinal: %+v, want an error", q)
	}
}
