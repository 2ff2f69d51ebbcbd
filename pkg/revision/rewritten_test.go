package revision

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	plainTemplate = `{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"app","image":"app:1","resources":{}}]}}}}`
	nullTemplate  = `{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null,"labels":{"a":"b"}},"spec":{"containers":[{"name":"app","image":"app:1","resources":{}}]}}}}`
	fullTemplate  = `{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"app","image":"app:1","resources":{},"imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","volumes":null}}}}`
	ephemeral     = `{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null},"spec":{"volumes":[{"name":"scratch","ephemeral":{"volumeClaimTemplate":{"metadata":{"creationTimestamp":null},"spec":{}}}}]}}}}`
	ephemeralNew  = `{"spec":{"template":{"$patch":"replace","metadata":{},"spec":{"volumes":[{"name":"scratch","ephemeral":{"volumeClaimTemplate":{"metadata":{},"spec":{}}}}]}}}}`
)

func TestRewritten(t *testing.T) {
	tests := []struct {
		name, from, to string
		want           Rewriting
		drops, adds    bool
	}{
		{"nothing", plainTemplate, plainTemplate, Rewriting{}, false, false},
		{"nothing but the order of fields", `{"spec":{"template":{"a":1,"b":2}}}`, `{"spec":{"template":{"b":2,"a":1}}}`, Rewriting{}, false, false},
		{"what 1.34.0 made of it", nullTemplate, plainTemplate, Rewriting{Dropped: []string{"metadata.creationTimestamp"}}, true, false},
		{"what it made of an ephemeral volume", ephemeral, ephemeralNew,
			Rewriting{Dropped: []string{"metadata.creationTimestamp", "spec.volumes[scratch].ephemeral.volumeClaimTemplate.metadata.creationTimestamp"}}, true, false},
		{"what a downgrade makes of it", plainTemplate, nullTemplate, Rewriting{Added: []string{"metadata.creationTimestamp"}}, false, true},
		{"defaults and nulls", plainTemplate, fullTemplate,
			Rewriting{Added: []string{"spec.containers[app].imagePullPolicy", "spec.restartPolicy", "spec.volumes"}}, false, false},
		{"values in two ways", `{"spec":{"template":{"a":{"b":"1Gi"}}}}`, `{"spec":{"template":{"a":{"b":"1024Mi"}}}}`,
			Rewriting{Added: []string{"a.b"}, Dropped: []string{"a.b"}}, false, false},
		{"lists of different length as a whole", `{"spec":{"template":{"a":[1]}}}`, `{"spec":{"template":{"a":[1,2]}}}`,
			Rewriting{Added: []string{"a"}, Dropped: []string{"a"}}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Rewritten(holding(tt.from), holding(tt.to))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("rewritten (-want +got):\n%s", diff)
			}
			if got.DropsTimestamps() != tt.drops || got.AddsTimestamps() != tt.adds {
				t.Errorf("drops timestamps: %t, adds them: %t; want %t and %t", got.DropsTimestamps(), got.AddsTimestamps(), tt.drops, tt.adds)
			}
		})
	}
}

// Two revisions have the same meaning when comparing them finds nothing.
func TestMeaning(t *testing.T) {
	other := `{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"app","image":"app:2","resources":{}}]}}}}`
	newer := `{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"app","image":"app:1","resources":{},"hologram":3}]}}}}`
	all := []string{plainTemplate, nullTemplate, fullTemplate, other, newer}
	for _, from := range all {
		for _, to := range all {
			a, errA := Meaning(holding(from))
			b, errB := Meaning(holding(to))
			changes, err := Compare(holding(from), holding(to))
			if errA != nil || errB != nil || err != nil {
				t.Fatal(errA, errB, err)
			}
			if (a == b) != (len(changes) == 0) {
				t.Errorf("the same meaning: %t, and yet %v, of\n%s\n%s", a == b, Words(changes), from, to)
			}
		}
	}
	if _, err := Meaning(holding(`{}`)); err == nil {
		t.Error("what cannot be read means nothing")
	}
}
