package main

import (
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// Each case is what `go test -json` prints, shortened.
func TestLedger(t *testing.T) {
	tests := []struct {
		name  string
		json  string
		want  counts
		shows []string
		hides []string
	}{
		{
			name: "subtests count, their parent does not",
			json: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"run","Package":"p","Test":"TestA/two"}
{"Action":"output","Package":"p","Test":"TestA/one","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Elapsed":1.5}`,
			want: counts{passed: 2}, shows: []string{"ok    p (1.5s)"}, hides: []string{"chatter"},
		},
		{
			name: "a failing subtest is one failure and shows its output",
			json: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"output","Package":"p","Test":"TestA/one","Output":"a_test.go:7: got 1, want 2\n"}
{"Action":"fail","Package":"p","Test":"TestA/one"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"FAIL\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}`,
			want: counts{failed: 1}, shows: []string{"got 1, want 2", "FAIL  p"}, hides: []string{"FAIL\n", "FAIL\tp", "=== RUN"},
		},
		{
			name: "a parent that fails by itself is a failure",
			json: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`,
			want: counts{passed: 1, failed: 1},
		},
		{
			name: "a skipped test is not a passed one and says why",
			json: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:5: no cluster here\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`,
			want: counts{skipped: 1}, shows: []string{"skip  TestA: a_test.go:5: no cluster here"},
		},
		{
			name: "a scenario for another cluster is none of them",
			json: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:5: ` + framework.NotHere + `simulated kubelets\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`,
			want: counts{elsewhere: 1}, hides: []string{"TestA"},
		},
		{
			name: "a package that does not build is a failure and shows the compiler's words",
			json: `{"ImportPath":"p [p.test]","Action":"build-output","Output":"p/a.go:3:1: syntax error\n"}
{"ImportPath":"p [p.test]","Action":"build-fail"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`,
			want: counts{failed: 1}, shows: []string{"syntax error", "FAIL  p"},
		},
		{
			name: "a test that never ends shows the panic",
			json: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"panic: test timed out after 1s\n"}
{"Action":"fail","Package":"p"}`,
			want: counts{failed: 1}, shows: []string{"panic: test timed out"},
		},
		{
			name: "what is not JSON is shown",
			json: `go: cannot find main module`,
			want: counts{}, shows: []string{"cannot find main module"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			l := &ledger{out: &out, tests: map[string]*record{}}
			l.read(strings.NewReader(tt.json))
			if l.total != tt.want {
				t.Errorf("counts %+v, want %+v", l.total, tt.want)
			}
			for _, s := range tt.shows {
				if !strings.Contains(out.String(), s) {
					t.Errorf("does not show %q:\n%s", s, out.String())
				}
			}
			for _, s := range tt.hides {
				if strings.Contains(out.String(), s) {
					t.Errorf("shows %q:\n%s", s, out.String())
				}
			}
		})
	}
}
