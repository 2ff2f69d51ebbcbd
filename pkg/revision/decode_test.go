package revision

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

func holding(data string) *appsv1.ControllerRevision {
	return &appsv1.ControllerRevision{ObjectMeta: metav1.ObjectMeta{Name: "web-7f9c"}, Data: runtime.RawExtension{Raw: []byte(data)}}
}

func TestDecode(t *testing.T) {
	got, err := Decode(holding(`{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null,"labels":{"app":"web"}},` +
		`"spec":{"containers":[{"name":"app","image":"app:1"}]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got.Labels["app"] != "web" || len(got.Spec.Containers) != 1 || got.Spec.Containers[0].Image != "app:1" {
		t.Errorf("template = %v", got)
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"nothing", ``, "its data is empty"},
		{"no JSON", `{`, "data is no JSON object"},
		{"null", `null`, "data is no JSON object"},
		{"a list", `[]`, "data is no JSON object"},
		{"a string", `"spec"`, "data is no JSON object"},
		{"an empty object", `{}`, "data has no field spec"},
		{"another patch", `{"metadata":{},"spec":{}}`, "data has other fields than spec"},
		{"a spec of something else", `{"spec":{"replicas":3}}`, "data.spec has no field template"},
		{"a template with more", `{"spec":{"template":{"$patch":"replace"},"replicas":3}}`, "data.spec has other fields than template"},
		{"a template without directive", `{"spec":{"template":{}}}`, `has $patch "", not "replace"`},
		{"a template to merge", `{"spec":{"template":{"$patch":"merge"}}}`, `has $patch "merge", not "replace"`},
		{"a template of the wrong shape", `{"spec":{"template":{"$patch":"replace","spec":{"containers":"app"}}}}`, "data.spec.template.spec.containers cannot be of the JSON kind string"},
		{"an amount that is none", `{"spec":{"template":{"$patch":"replace","spec":{"overhead":{"cpu":"much"}}}}}`, "data.spec.template has a value that cannot be there"},
		{"a port that is none", `{"spec":{"template":{"$patch":"replace","spec":{"containers":[{"ports":[{"containerPort":1.5}]}]}}}}`,
			"data.spec.template.spec.containers.ports.containerPort cannot be of the JSON kind number"},
		{"a template that is a list", `{"spec":{"template":[]}}`, "data.spec.template has a value that cannot be there"},
		{"a field in other letters", `{"Spec":{"template":{"$patch":"replace"}}}`, "data has no field spec"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Decode(holding(tt.data))
			if err == nil {
				t.Fatalf("got %v, want an error", got)
			}
			if want := "revision web-7f9c holds no Pod template of a StatefulSet: "; !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %q, want %q … %q", err, want, tt.want)
			}
			if words := err.Error(); strings.Contains(words, "Go ") || strings.Contains(words, "json.") || strings.Contains(words, "v1.") || strings.Contains(words, "json:") {
				t.Errorf("error = %q, which speaks of Go", err)
			}
		})
	}
	if _, err := Decode(nil); err == nil {
		t.Error("no revision is no template")
	}
}

// What a cluster wrote is read, and differs from itself in nothing.
func TestDecodeRecorded(t *testing.T) {
	content, err := os.ReadFile("../../examples/snapshots/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Items []appsv1.ControllerRevision `json:"items"`
	}
	if err := yaml.Unmarshal(content, &list); err != nil {
		t.Fatal(err)
	}
	words := map[string][]string{}
	last := map[string]*appsv1.ControllerRevision{}
	for i := range list.Items {
		r := &list.Items[i]
		if r.Revision == 0 {
			continue // Another kind.
		}
		template, err := Decode(r)
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
			continue
		}
		if d := Words(Diff(template, template)); d != nil {
			t.Errorf("%s differs from itself: %v", r.Name, d)
		}
		set := r.OwnerReferences[0].Name
		if from, to := last[set], r; from != nil {
			if from.Revision > to.Revision {
				from, to = to, from
			}
			changes, err := Compare(from, to)
			if err != nil {
				t.Errorf("%s: %v", set, err)
			}
			words[set] = Words(changes)
		}
		last[set] = r
	}
	want := map[string][]string{
		"elasticsearch": {"image 8.18.0→9.0.1"},
		"kafka":         {"image 3.9.1→4.0.0"},
		"postgres":      {"image 17→no-such-image"},
	}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Errorf("what changed (-want +got):\n%s", diff)
	}
}

// A cluster that is newer than this program has fields that it does not know.
func TestCompareUnknownFields(t *testing.T) {
	const start, end = `{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null},"spec":{"containers":[{"name":"app","stdin":false,"resources":{}`, `}]}}}}`
	tests := []struct {
		name, from, to string
		want           []string
	}{
		{"the same", `,"hologram":{"depth":3}`, `,"hologram":{"depth":3}`, nil},
		{"nothing", ``, `,"hologram":{},"echo":0,"sing":false,"tune":""`, nil},
		{"one that came", ``, `,"hologram":{"depth":3}`, []string{"other field: spec.containers[app].hologram.depth"}},
		{"one that changed", `,"hologram":{"depth":3}`, `,"hologram":{"depth":4}`, []string{"other field: spec.containers[app].hologram.depth"}},
		{"beside one that is known", ``, `,"hologram":{"depth":3},"stdin":true`, []string{"other fields: spec.containers[app].hologram.depth, spec.containers[app].stdin"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			changes, err := Compare(holding(start+tt.from+end), holding(start+tt.to+end))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, Words(changes)); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
	good := holding(start + end)
	for _, pair := range [][2]*appsv1.ControllerRevision{{good, holding(`{}`)}, {holding(`{}`), good}} {
		if _, err := Compare(pair[0], pair[1]); err == nil {
			t.Error("what cannot be read is not compared")
		}
	}
}

// Whatever a revision holds, reading and comparing it never panics, and a
// template never differs from itself.
func FuzzDecode(f *testing.F) {
	f.Add(`{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a","image":"b@c:d","env":[{"name":"A"},{"name":"A"}]}]}}}}`)
	f.Add(`{"spec":{"template":{"$patch":"replace","spec":{"containers":[{},{}],"volumes":[{},{"name":"x","projected":{"sources":[{}]}}]}}}}`)
	f.Add(`{"spec":{"template":{"$patch":"replace"}}}`)
	f.Fuzz(func(t *testing.T, data string) {
		template, err := Decode(holding(data))
		if err != nil {
			return
		}
		if d := Words(Diff(template, template)); d != nil {
			t.Errorf("differs from itself: %q", d)
		}
		empty := holding(`{"spec":{"template":{"$patch":"replace"}}}`)
		other, err := Decode(empty)
		if err != nil {
			t.Fatal(err)
		}
		Diff(template, other)
		Diff(other, template)
		for _, pair := range [][2]*appsv1.ControllerRevision{{holding(data), empty}, {empty, holding(data)}} {
			if _, err := Compare(pair[0], pair[1]); err != nil {
				t.Error(err)
			}
		}
	})
}
