package printer

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

func showPlan(t *testing.T, p *v1alpha1.StatefulSetPlan, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Plan(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGoldenPlan(t *testing.T) {
	for name, p := range planCases() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			golden.Assert(t, filepath.Join("testdata", "plan", name+"."+format), []byte(showPlan(t, p, Options{Format: format})))
		}
	}
}

func TestPlanEscapesAndColors(t *testing.T) {
	for name, p := range planCases() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			got := showPlan(t, p, Options{Format: format})
			if strings.ContainsAny(got, "\x1b\u202e\t") {
				t.Errorf("%s -o %s lets something through:\n%q", name, format, got)
			}
			if colored := showPlan(t, p, Options{Format: format, Color: true}); twwidth.Filter().ReplaceAllString(colored, "") != got {
				t.Errorf("%s -o %s: colour moves the text", name, format)
			}
		}
	}
	if err := Plan(io.Discard, newPlan(), Options{Format: "tabel"}); err == nil {
		t.Error("an unknown format is an error")
	}
}

// Rows are joined where the same is done from ordinal to ordinal, and only there.
func TestFold(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(*script)
		want []string
	}{
		{"one Pod", func(s *script) { s.delete("Outdated", 2); s.create(false, 2) },
			[]string{"delete web-2, create it at new"}},
		{"a run downwards", func(s *script) {
			for o := int32(9); o >= 0; o-- {
				s.delete("Outdated", o)
				s.create(false, o)
			}
		}, []string{"delete web-9 to web-0, create them at new, one at a time"}},
		{"a gap ends a run", func(s *script) {
			for _, o := range []int32{5, 4, 2} {
				s.delete("Outdated", o)
				s.create(false, o)
			}
		}, []string{"delete web-5, web-4, create them at new, one at a time", "delete web-2, create it at new"}},
		{"two at once, created one after the other", func(s *script) { s.delete("Outdated", 3, 2); s.create(false, 2); s.create(false, 3) },
			[]string{"delete web-3, web-2, create them at new, at once"}},
		{"deleted and not put back", func(s *script) { s.delete("OutOfRange", 4); s.delete("OutOfRange", 3) },
			[]string{"delete web-4, web-3 (outside the range), one at a time"}},
		{"another Pod is created first", func(s *script) { s.delete("Outdated", 1); s.create(false, 3); s.create(false, 1) },
			[]string{"delete web-1", "create web-3 at new", "create web-1 at new"}},
		{"all at once", func(s *script) { s.create(false, 0, 1, 2, 3, 4) },
			[]string{"create web-0 to web-4 at new, at once"}},
		{"an ended Pod", func(s *script) { s.delete("Ended", 1); s.create(false, 1) },
			[]string{"delete web-1 (ended), create it at new"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlan()
			c.make(&script{PlanResult: &p.PlanResult})
			var got []string
			for _, m := range fold(p.Steps) {
				got = append(got, m.what(func(string) string { return "new" }))
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
