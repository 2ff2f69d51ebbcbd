package factory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseNames(t *testing.T) {
	long := strings.Repeat("a", 200)
	for _, c := range []struct {
		args []string
		want []string
	}{
		{nil, nil},
		{[]string{"web"}, []string{"web"}},
		{[]string{"sts/web"}, []string{"web"}},
		{[]string{"STS/web"}, []string{"web"}},
		{[]string{"statefulset/web"}, []string{"web"}},
		{[]string{"statefulsets/web"}, []string{"web"}},
		{[]string{"statefulset.apps/web"}, []string{"web"}},
		{[]string{"statefulsets.v1.apps/web"}, []string{"web"}},
		{[]string{"web", "sts/quiz", "statefulset.v1.apps/web"}, []string{"web", "quiz"}},
		{[]string{long}, []string{long}},
	} {
		got, err := ParseNames(c.args)
		if err != nil {
			t.Errorf("ParseNames(%q): %v", c.args, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("ParseNames(%q) (-want +got):\n%s", c.args, diff)
		}
	}
}

func TestParseNamesRefuses(t *testing.T) {
	for arg, want := range map[string]string{
		"":                  "resource name may not be empty",
		"sts/":              "resource name may not be empty",
		"pod/web-0":         `"pod/web-0" is not a StatefulSet; name one as web or sts/web`,
		"deployments/web":   `"deployments/web" is not a StatefulSet; name one as web or sts/web`,
		"statefulset.x/web": `"statefulset.x/web" is not a StatefulSet; name one as web or sts/web`,
		"/web":              `"/web" is not a StatefulSet; name one as web or sts/web`,
		"sts/a/b":           `"sts/a/b" has more than one slash; name a StatefulSet as web or sts/web`,
		"..":                `invalid StatefulSet name "..": may not be '..'`,
		"a%2fb":             `invalid StatefulSet name "a%2fb": may not contain '%'`,
	} {
		_, err := ParseNames([]string{"ok", arg})
		if err == nil || err.Error() != want {
			t.Errorf("ParseNames(%q): error %v, want %s", arg, err, want)
		}
	}
}
