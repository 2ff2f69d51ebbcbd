package main

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestRunStopsAtTheFirstFailure(t *testing.T) {
	ran := ""
	at := func(name string, err error) stage {
		return stage{name, "", func(context.Context) (counts, error) { ran += name; return counts{}, err }}
	}
	tests := []struct {
		name   string
		stages []stage
		strict bool
		ran    string
		good   bool
	}{
		{"all well", []stage{at("a", nil), at("b", nil)}, true, "ab", true},
		{"failure", []stage{at("a", errTests), at("b", nil)}, false, "a", false},
		{"cannot run", []stage{at("a", cannotRun{"no network"}), at("b", nil)}, false, "ab", true},
		{"cannot run on CI", []stage{at("a", cannotRun{"no network"}), at("b", nil)}, true, "a", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ran = ""
			if good := run(t.Context(), tt.stages, tt.strict); good != tt.good || ran != tt.ran {
				t.Errorf("ran %q, good %v; want %q, %v", ran, good, tt.ran, tt.good)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	var out strings.Builder
	summary(&out, []result{
		{stage: "verify", counts: counts{passed: 7}, took: 31400 * time.Millisecond},
		{stage: "unit", counts: counts{passed: 90, failed: 1, skipped: 2}, took: 75 * time.Second, note: "failed"},
	}, []stage{{name: "screens"}})
	want := `
STAGE     PASSED   FAILED   SKIPPED   TIME    NOTE
verify    7        0        0         31.4s   
unit      90       1        2         1m15s   failed
screens   -        -        -         -       not run

97 passed, 1 failed, 2 skipped
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}

func TestChoose(t *testing.T) {
	if got, err := choose(nil); err != nil || len(got) != len(stages) {
		t.Errorf("no name chose %d stages, error %v", len(got), err)
	}
	if got, err := choose([]string{"unit", "verify"}); err != nil || len(got) != 2 || got[0].name != "verify" {
		t.Errorf("chose %v, error %v; want verify before unit", got, err)
	}
	if _, err := choose([]string{"units"}); err == nil || !strings.Contains(err.Error(), "the stages are verify, unit") {
		t.Errorf("error %v does not name the stages", err)
	}
}
