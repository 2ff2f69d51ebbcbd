package replay

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRulesFor(t *testing.T) {
	tests := []struct {
		version string
		gates   string
		check   func(Rules) bool
		fails   string
	}{
		{version: "v1.37.1", check: func(r Rules) bool { return r.MaxUnavailable && r.TwoPhaseDeletion && !r.Recreate }},
		{version: "v1.37.1", gates: GateRecreate + "=true", check: func(r Rules) bool { return r.Recreate }},
		{version: "v1.36.3", check: func(r Rules) bool { return !r.MaxUnavailable && !r.TwoPhaseDeletion && r.SemanticRevisions }},
		// maxUnavailable was on in 1.35, and off again from 1.35.4.
		{version: "v1.35.3", check: func(r Rules) bool { return r.MaxUnavailable }},
		{version: "v1.35.4", check: func(r Rules) bool { return !r.MaxUnavailable }},
		{version: "1.34", check: func(r Rules) bool { return !r.SemanticRevisions && r.WaitsForAvailable }},
		{version: "v1.33.1-gke.7", check: func(r Rules) bool { return !r.WaitsForAvailable && r.WritesNullTimestamps }},
		{version: "v1.30.0", gates: GateStartOrdinal + "=false", check: func(r Rules) bool { return !r.StartOrdinal && r.ReplacesEndedAtOnce }},
		{version: "v1.37.1", gates: GateStartOrdinal + "=false", fails: "cannot be false in v1.37.1"},
		{version: "v1.36.3", gates: GateRecreate + "=true", fails: "cannot be true in v1.36.3"},
		{version: "v1.37.1", gates: "NodeSwap=true", fails: "does not concern StatefulSets"},
		{version: "v1.29.0", fails: "outside 1.30 to 1.37"},
		{version: "v2.0.0", fails: "outside 1.30 to 1.37"},
		{version: "latest", fails: "is no version like 1.37.1"},
	}
	for _, tt := range tests {
		t.Run(tt.version+" "+tt.gates, func(t *testing.T) {
			gates, err := ParseGates(tt.gates)
			if err != nil {
				t.Fatal(err)
			}
			r, err := RulesFor(tt.version, gates)
			switch {
			case tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)):
				t.Errorf("error %v, want %q", err, tt.fails)
			case tt.fails == "" && (err != nil || !tt.check(r)):
				t.Errorf("error %v, rules %+v", err, r)
			}
		})
	}
}

func TestParseGates(t *testing.T) {
	got, err := ParseGates(" A=true, B=0 ,")
	if err != nil || !maps.Equal(got, map[string]bool{"A": true, "B": false}) {
		t.Errorf("got %v, error %v", got, err)
	}
	for _, text := range []string{"A", "A=yes", "=", "A=true=false"} {
		if _, err := ParseGates(text); err == nil || !strings.Contains(err.Error(), "want NAME=true") {
			t.Errorf("%q: error %v does not say what to write", text, err)
		}
	}
}

func TestChoice(t *testing.T) {
	versions := func(all []Rules) []string {
		var names []string
		for _, r := range all {
			names = append(names, r.Version)
		}
		return names
	}
	tests := []struct {
		name, server string
		choice       Choice
		want         []string
		assumes      string
	}{
		{"the version that was read", "v1.35.0", Choice{}, []string{"v1.35.0"}, ""},
		{"another one that was chosen", "v1.35.0", Choice{ServerVersion: "1.37"}, []string{"1.37"}, ""},
		{"a newer one", "v1.40.2", Choice{}, []string{"v1.37.1"}, "v1.40.2 is not known"},
		{"an older one", "v1.22.0", Choice{}, []string{"v1.30.0"}, "v1.22.0 is not known"},
		{"none", "", Choice{}, Representatives(), "not known"},
		// Not every version has the gate; all of them are possible still.
		{"none, and a gate", "", Choice{Gates: map[string]bool{GateRecreate: true}}, Representatives(), "not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, assumed, err := tt.choice.Rules(tt.server)
			if err != nil {
				t.Fatal(err)
			}
			if difference := cmp.Diff(tt.want, versions(all)); difference != "" {
				t.Error(difference)
			}
			if !strings.Contains(assumed, tt.assumes) || tt.assumes == "" && assumed != "" {
				t.Errorf("says %q, want %q", assumed, tt.assumes)
			}
		})
	}
	if _, _, err := (Choice{Gates: map[string]bool{"NodeSwap": true}}).Rules(""); err == nil {
		t.Error("a gate that nothing knows is taken")
	}
}

func TestRulebook(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rulebook() {
		if r.Says == "" || strings.HasSuffix(r.Says, ".") || seen[r.Says] {
			t.Errorf("%s says %q", r.Func, r.Says)
		}
		seen[r.Says] = true
		if want := "/" + RuleVersion + "/pkg/controller/"; !strings.Contains(r.URL(), want) || !strings.Contains(r.URL(), "#L") {
			t.Errorf("%q has the link %s", r.Says, r.URL())
		}
	}
	// What a sync names has to be in the book.
	state := steady(t, image)
	for _, a := range Next(state, rules(t, "v1.37.1", nil)).Actions {
		if !slices.Contains(Rulebook(), a.Rule) {
			t.Errorf("%s %s follows %q, which is not in the book", a.Verb, a.Name, a.Rule.Says)
		}
	}
}
