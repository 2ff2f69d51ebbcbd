package printer

import (
	"bytes"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

type view func(io.Writer, []v1alpha1.StatefulSetReport, Options) error

var views = map[string]view{"list": List, "status": Status, "identity": Identity, "tree": Tree, "rollout": Rollout}

func show(t *testing.T, v view, o Options, reports ...v1alpha1.StatefulSetReport) string {
	t.Helper()
	o.Now = now
	var b bytes.Buffer
	if err := v(&b, reports, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Each screen of each case, in each format, is a file to be read.
func TestGolden(t *testing.T) {
	for name, r := range cases() {
		for _, v := range []string{"status", "identity", "tree"} {
			for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
				got := show(t, views[v], Options{Format: format}, *r)
				golden.Assert(t, filepath.Join("testdata", v, name+"."+format), []byte(got))
			}
		}
	}
}

// All cases in one list, as `list -A` shows them.
func TestGoldenList(t *testing.T) {
	for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
		got := show(t, List, Options{Format: format, Namespaced: true}, everything("hostile")...)
		golden.Assert(t, filepath.Join("testdata", "list", "all."+format), []byte(got))
	}
	got := show(t, List, Options{}, *hostile())
	golden.Assert(t, filepath.Join("testdata", "list", "hostile.table"), []byte(got))
}

// everything is all cases but those named, by name.
func everything(but ...string) []v1alpha1.StatefulSetReport {
	all := cases()
	var out []v1alpha1.StatefulSetReport
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !slices.Contains(but, name) {
			out = append(out, *all[name])
		}
	}
	return out
}

// Whatever a report says, no terminal obeys it, and no line ends in blanks.
func TestNothingEscapes(t *testing.T) {
	for name, v := range views {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			got := show(t, v, Options{Format: format, Namespaced: true}, everything()...)
			if strings.ContainsAny(got, "\x1b\x07\r\t\x7f\u009b\u202e\u2066\u200b\ufeff\u2028") {
				t.Errorf("%s -o %s lets something through:\n%q", name, format, got)
			}
			for line := range strings.Lines(got) {
				if s := strings.TrimSuffix(line, "\n"); s != strings.TrimRight(s, " ") {
					t.Errorf("%s -o %s: blanks at the end of %q", name, format, s)
				}
			}
		}
	}
}

// With its colours taken out a coloured screen is the plain one, blank for blank.
func TestColorTakesNoRoom(t *testing.T) {
	for name, v := range views {
		plain := show(t, v, Options{Format: FormatWide}, everything()...)
		colored := show(t, v, Options{Format: FormatWide, Color: true}, everything()...)
		if !strings.Contains(colored, "\x1b[31m") {
			t.Errorf("%s: nothing is red", name)
		}
		if got := twwidth.Filter().ReplaceAllString(colored, ""); got != plain {
			t.Errorf("%s: colour moves the text:\n%s\n%s", name, got, plain)
		}
		if got := show(t, v, Options{Format: FormatMarkdown, Color: true}, everything()...); strings.Contains(got, "\x1b") {
			t.Errorf("%s: Markdown has colours", name)
		}
	}
}

// Columns begin where their headers do, also after runes that take two columns or none.
func TestColumnsAlign(t *testing.T) {
	lines := strings.Split(show(t, Status, Options{}, *wideRunes()), "\n")
	header := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "POD ") })
	for _, column := range []struct{ header, cell1, cell0 string }{{"NODE", "節点-1", "cafe\u0301"}, {"ZONE", "🚀", "zone"}, {"ENDPOINT", "ready", "ready"}} {
		want := twwidth.Width(before(lines[header], column.header))
		if got := twwidth.Width(before(lines[header+1], column.cell1)); got != want {
			t.Errorf("%s: %s begins at %d, the header at %d", column.header, column.cell1, got, want)
		}
		if got := twwidth.Width(before(lines[header+2], column.cell0)); got != want {
			t.Errorf("%s: %s begins at %d, the header at %d", column.header, column.cell0, got, want)
		}
	}
}

func before(line, mark string) string {
	head, _, _ := strings.Cut(line, mark)
	return head
}

func TestNoHeaders(t *testing.T) {
	got := show(t, List, Options{NoHeaders: true}, *fixture("shop", "web", 0, 3))
	if strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "web   3/3   ") {
		t.Errorf("want the row alone, got:\n%s", got)
	}
	if got := show(t, List, Options{}); got != "" {
		t.Errorf("nothing to list, got:\n%s", got)
	}
}

func TestUnknownFormat(t *testing.T) {
	for name, v := range views {
		if err := v(io.Discard, nil, Options{Format: "tabel"}); err == nil || !strings.Contains(err.Error(), `"tabel"`) {
			t.Errorf("%s: want an error that names the format, got %v", name, err)
		}
	}
}

// Ten thousand sets are a list of a blink.
func BenchmarkList(b *testing.B) {
	reports := make([]v1alpha1.StatefulSetReport, 10000)
	for i := range reports {
		reports[i] = *blocked()
		reports[i].Ordinals = nil
	}
	for b.Loop() {
		if err := List(io.Discard, reports, Options{Now: now, Namespaced: true, Color: true}); err != nil {
			b.Fatal(err)
		}
	}
}
