package revision

import (
	"fmt"
	"math/rand"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// randomTemplate has lists whose items come, go, change and change places.
func randomTemplate(r *rand.Rand) *corev1.PodTemplateSpec {
	some := func(names string) []string {
		list := strings.Fields(names)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return list[:r.Intn(len(list)+1)]
	}
	one := func(names string) string { list := strings.Fields(names); return list[r.Intn(len(list))] }
	t := template()
	t.Spec.Containers = nil
	for _, name := range some("app proxy log") {
		c := corev1.Container{Name: name, Image: one("app:1 app:2 app@sha256:00")}
		for _, env := range some("A B C D/E F~G") {
			c.Env = append(c.Env, corev1.EnvVar{Name: env, Value: one("1 2 true")})
		}
		c.Args = append(c.Args, some("--a --b")...)
		for _, port := range some("80 443 53") {
			n, _ := strconv.Atoi(port)
			c.Ports = append(c.Ports, corev1.ContainerPort{ContainerPort: int32(n), Protocol: corev1.Protocol(one("TCP UDP"))})
		}
		t.Spec.Containers = append(t.Spec.Containers, c)
	}
	for _, volume := range some("x y z") {
		v := corev1.Volume{Name: volume}
		v.EmptyDir = &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMedium(one("Memory HugePages"))}
		t.Spec.Volumes = append(t.Spec.Volumes, v)
	}
	t.Annotations = map[string]string{}
	for _, name := range some("example.com/a b c.d~e") {
		t.Annotations[name] = one("1 2")
	}
	return t
}

func TestStepsLeadFromOneTemplateToTheOther(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 300 {
		from, to := FromTyped(randomTemplate(r)), FromTyped(randomTemplate(r))
		checkContrast(t, NewContrast(from, to, nil))
		checkContrast(t, NewContrast(from, to, &Hider{}))
	}
}

func TestSteps(t *testing.T) {
	const start, end = `{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null},"spec":{"containers":[`, `]}}}}`
	tests := []struct {
		name, from, to string
		want           []string
	}{
		{"an image", `{"name":"a","image":"x:1"}`, `{"name":"a","image":"x:2"}`,
			[]string{`replace /spec/containers/0/image spec.containers[a].image x:1 x:2`}},
		{"a variable that came first", `{"name":"a","env":[{"name":"B"}]}`, `{"name":"a","env":[{"name":"A","value":"1"},{"name":"B"}]}`,
			[]string{`add /spec/containers/0/env/0 spec.containers[a].env[A] <nil> map[name:A value:1]`}},
		{"a container that moved", `{"name":"a"},{"name":"b"},{"name":"c"}`, `{"name":"b"},{"name":"c"},{"name":"a"}`,
			[]string{`remove /spec/containers/0 spec.containers[a]`, `add /spec/containers/2 spec.containers[a]`}},
		{"a container that was renamed", `{"name":"a"}`, `{"name":"b"}`,
			[]string{`remove /spec/containers/0 spec.containers[a]`, `add /spec/containers/0 spec.containers[b]`}},
		{"a port, by number and protocol", `{"name":"a","ports":[{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]}`,
			`{"name":"a","ports":[{"containerPort":80,"protocol":"TCP"},{"containerPort":80,"protocol":"UDP","name":"dns"}]}`,
			[]string{`add /spec/containers/0/ports/1/name spec.containers[a].ports[80/UDP].name <nil> dns`}},
		{"arguments as a whole", `{"name":"a","args":["x","y"]}`, `{"name":"a","args":["x","z"]}`,
			[]string{`replace /spec/containers/0/args spec.containers[a].args [x y] [x z]`}},
		{"variables of one name as a whole", `{"name":"a","env":[{"name":"A"},{"name":"A"}]}`, `{"name":"a","env":[{"name":"A"}]}`,
			[]string{`replace /spec/containers/0/env spec.containers[a].env`}},
		{"a field that nobody knows yet", `{"name":"a"}`, `{"name":"a","hologram":{"depth":3,"echo":0}}`,
			[]string{`add /spec/containers/0/hologram spec.containers[a].hologram <nil> map[depth:3]`}},
		{"nothing, written differently", `{"name":"a","resources":{"limits":{"memory":"1Gi"}},"securityContext":{}}`,
			`{"name":"a","resources":{"limits":{"memory":"1073741824"},"requests":{}},"stdin":false}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, err := FromRevision(holding(start + tt.from + end))
			if err != nil {
				t.Fatal(err)
			}
			to, err := FromRevision(holding(start + tt.to + end))
			if err != nil {
				t.Fatal(err)
			}
			c := NewContrast(from, to, nil)
			checkContrast(t, c)
			if len(c.Ops) != len(tt.want) {
				t.Fatalf("got %v, want %q", c.Ops, tt.want)
			}
			for i, op := range c.Ops {
				if got := fmt.Sprint(op.Op, " ", op.Path, " ", op.KeyPath, " ", op.From, " ", op.Value); !strings.HasPrefix(got, tt.want[i]) {
					t.Errorf("step %d is %s, want %s", i, got, tt.want[i])
				}
			}
		})
	}
}

// Labels may be called as fields are: 1 and 1000m are two values of one.
func TestLabelsAreNoAmounts(t *testing.T) {
	labelled := func(value string) *Template {
		typed := template()
		typed.Labels = map[string]string{"divisor": value, "sizeLimit": value}
		return FromTyped(typed)
	}
	c := NewContrast(labelled("1"), labelled("1000m"), nil)
	checkContrast(t, c)
	if len(c.Ops) != 2 {
		t.Errorf("steps %v", c.Ops)
	}
	limited := func(size string) *Template {
		typed := template()
		limit := resource.MustParse(size)
		typed.Spec.Volumes = []corev1.Volume{{Name: "mem", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{SizeLimit: &limit}}}}
		return FromTyped(typed)
	}
	if c = NewContrast(limited("1Gi"), limited("1024Mi"), nil); len(c.Ops) != 0 {
		t.Errorf("steps between equal amounts: %v", c.Ops)
	}
}

// A name that holds lines of its own adds none to the diff.
func TestUnifiedNames(t *testing.T) {
	c := NewContrast(FromTyped(running("a")), FromTyped(running("b")), nil)
	out := c.Unified("x\n+++ y\x1b[31m", "z")
	if !strings.HasPrefix(out, "--- x?+++ y?[31m\n+++ z\n@@ ") {
		t.Errorf("head:\n%s", out)
	}
}

func running(name string) *corev1.PodTemplateSpec {
	return &corev1.PodTemplateSpec{Spec: spec{Containers: []corev1.Container{{Name: "app", Image: name}}}}
}

// What an object in older types cannot hold is no difference, and is named.
func TestUnknownFieldsOfOneSideAreSkipped(t *testing.T) {
	const data = `{"spec":{"template":{"$patch":"replace","metadata":{},"spec":{"containers":[{"name":"a","image":"x","hologram":{"depth":3}}]}}}}`
	from, err := FromRevision(holding(data))
	if err != nil {
		t.Fatal(err)
	}
	typed, err := Decode(holding(data))
	if err != nil {
		t.Fatal(err)
	}
	c := NewContrast(from, FromTyped(typed), nil)
	if diff := cmp.Diff([]string{"spec.containers[a].hologram.depth"}, c.Skipped); len(c.Ops) != 0 || diff != "" {
		t.Errorf("steps %v, skipped:\n%s", c.Ops, diff)
	}
	if text, _ := NewContrast(from, from, nil).Texts(); !strings.Contains(text, "depth: 3") {
		t.Errorf("the text lacks the field:\n%s", text)
	}
}

// Every list that the API calls a map has its keys here.
func TestMergeKeysAreTheAPIs(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			field := typ.Field(i)
			walk(field.Type)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if key := field.Tag.Get("patchMergeKey"); key != "" && (mergeKeys[name] == nil || mergeKeys[name][0] != key) {
				t.Errorf("%s.%s is told apart by %s, not by %q", typ.Name(), name, key, mergeKeys[name])
			}
		}
	}
	walk(reflect.TypeFor[corev1.PodTemplateSpec]())
}

// Whatever two revisions hold, comparing them does not panic and keeps its promises.
func FuzzContrast(f *testing.F) {
	const start, end = `{"spec":{"template":{"$patch":"replace","spec":{"containers":[{`, `}]}}}}`
	f.Add(start+`"name":"a","image":"b@c:d","env":[{"name":"A"},{"name":"A"}]`+end, start+`"name":"a","resources":{"limits":{"cpu":"1"}}`+end)
	f.Add(start+end, start+`"hologram":[{"x":[0,1]},null],"securityContext":{},"lifecycle":{}`+end)
	f.Add(`{"spec":{"template":{"$patch":"replace"}}}`, `{"spec":{"template":{"$patch":"replace","metadata":{"annotations":{"a/b~":"\u202e"}},"Spec":1}}}`)
	f.Fuzz(func(t *testing.T, a, b string) {
		from, err := FromRevision(holding(a))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
			return
		}
		to, err := FromRevision(holding(b))
		if err != nil {
			return
		}
		checkContrast(t, NewContrast(from, to, nil))
		checkContrast(t, NewContrast(from, to, &Hider{}))
		if c := NewContrast(from, from, nil); len(c.Ops) != 0 {
			t.Errorf("differs from itself: %v", c.Ops)
		}
	})
}
