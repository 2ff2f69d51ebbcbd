package printer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func TestCustomColumns(t *testing.T) {
	reports := []v1alpha1.StatefulSetReport{*fixture("shop", "web", 0, 2, "www"), *unread()}
	for _, c := range []struct {
		spec      string
		noHeaders bool
		want      string
	}{
		{"NAME:.metadata.name,READY:.replicas.counted.ready", false, "NAME   READY\nweb    2\nweb    <none>\n"},
		{"Name:metadata.name", true, "web\nweb\n"},
		{"NAME:{.metadata.name},PODS:{ordinals[*].podName}", false, "NAME   PODS\nweb    web-1,web-0\nweb    web-2,web-1,web-0\n"},
		{"AGE:.metadata.creationTimestamp", true, "2026-02-03T03:00:00Z\n2026-02-03T03:00:00Z\n"},
		{"OLD:.ordinals[?(@.ordinal==0)].pod.restarts,NO:.nothing.here", true, "0        <none>\n<none>   <none>\n"},
	} {
		var b bytes.Buffer
		if err := CustomColumns(&b, c.spec, c.noHeaders, reports); err != nil {
			t.Errorf("%s: %v", c.spec, err)
		} else if diff := cmp.Diff(c.want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.spec, diff)
		}
	}
}

func TestCustomColumnsRefusesWhatItCannotRead(t *testing.T) {
	for spec, want := range map[string]string{
		"":                       "no columns",
		"NAME":                   `"NAME"`,
		"NAME:":                  `"NAME:"`,
		"NAME:.metadata.name,":   `""`,
		"NAME:{.a}{.b}":          `"NAME:{.a}{.b}"`,
		"NAME:.metadata.name[":   "path of NAME",
		"NAME:.ordinals[x].name": "path of NAME",
	} {
		var b bytes.Buffer
		err := CustomColumns(&b, spec, false, []v1alpha1.StatefulSetReport{*blocked()})
		if err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%q: got %v and %q, want an error with %s and no output", spec, err, b.String(), want)
		}
	}
}

func TestCustomColumnsAreVisible(t *testing.T) {
	var b bytes.Buffer
	if err := CustomColumns(&b, "N\x1bAME:.metadata.name", false, []v1alpha1.StatefulSetReport{*hostile()}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.ContainsAny(got, "\x1b\u202e\t") || strings.Count(got, "\n") != 2 {
		t.Errorf("got %q", got)
	}
}
