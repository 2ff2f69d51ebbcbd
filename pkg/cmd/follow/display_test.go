package follow

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// shown is what a Display writes for a rollout in three looks, the second of which says nothing new.
func shown(t *testing.T, format string, on func(d *Display, s *tty)) (out, errOut string) {
	t.Helper()
	var o, e strings.Builder
	flags := output.NewFlags()
	flags.Format = format
	p, err := flags.Printer(&o)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDisplay(&o, &e, p, func(w io.Writer, reports []v1alpha1.StatefulSetReport, _ printer.Options) error {
		_, err := io.WriteString(w, "screen of "+reports[0].Name+": "+string(reports[0].Rollout.State)+"\n")
		return err
	})
	s := newTTY(t, 80, 24)
	if on != nil {
		on(d, s)
	}
	for i, state := range []v1alpha1.RolloutState{v1alpha1.StateProgressing, v1alpha1.StateProgressing, v1alpha1.StateComplete} {
		look := Look{Reports: []v1alpha1.StatefulSetReport{report("web", state)}, Now: start, Changed: i != 1}
		if i == 1 {
			look.Contact = source.Contact{Lost: "connection refused", Heard: start}
		}
		if err := d.Show(look, output.Reports{Items: look.Reports, Single: true, Now: start}); err != nil {
			t.Fatal(err)
		}
		if on != nil && i == 1 {
			wantScreen(t, s, "screen of web: Progressing", "the server was last heard at 14:02:48: connection refused")
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if on != nil {
		return s.screen(), e.String()
	}
	return o.String(), e.String()
}

const contactNotes = "note: the server was last heard at 14:02:48: connection refused\nnote: the server is heard again\n"

func TestDisplay(t *testing.T) {
	for format, want := range map[string]string{
		"":                               "14:02:48 web Progressing\n14:02:48 web Complete\n",
		"wide":                           "14:02:48 web Progressing\n14:02:48 web Complete\n",
		"name":                           "statefulset.apps/web\nstatefulset.apps/web\n",
		`jsonpath={.rollout.state}{" "}`: "Progressing Complete ",
	} {
		out, errOut := shown(t, format, nil)
		if diff := cmp.Diff(want, out); diff != "" {
			t.Errorf("-o %q: %s", format, diff)
		}
		if diff := cmp.Diff(contactNotes, errOut); diff != "" {
			t.Errorf("-o %q: notes: %s", format, diff)
		}
	}
}

func TestDisplayOfDocuments(t *testing.T) {
	out, _ := shown(t, "json", nil)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want a document a line:\n%s", len(lines), out)
	}
	for i, want := range []v1alpha1.RolloutState{v1alpha1.StateProgressing, v1alpha1.StateComplete} {
		var r v1alpha1.StatefulSetReport
		if err := json.Unmarshal([]byte(lines[i]), &r); err != nil || r.Kind != v1alpha1.KindReport || r.Rollout.State != want {
			t.Errorf("%v: %s", err, lines[i])
		}
	}
	out, _ = shown(t, "yaml", nil)
	if n := strings.Count(out, "\n---\n"); n != 1 || strings.HasPrefix(out, "---") || strings.Count(out, "kind: StatefulSetReport\n") != 2 {
		t.Errorf("two documents of YAML, want one line of dashes between them:\n%s", out)
	}
}

func TestDisplayOnATerminal(t *testing.T) {
	screen, errOut := shown(t, "", func(d *Display, s *tty) { d.lines, d.terminal = nil, s.terminal() })
	if screen != "screen of web: Complete" || errOut != "" {
		t.Errorf("the screen at the end: %q, stderr %q", screen, errOut)
	}
}
