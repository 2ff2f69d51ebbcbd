package revision

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/json"
)

// othersAtMost is how many other fields are named.
const othersAtMost = 3

// others is what differs and has no words of its own, by its path. It keeps a
// diff honest: a field that nobody thought of is not passed over.
func (d *differ) others() {
	d.rest(d.from, d.to, "")
	if len(d.left) == 0 {
		return
	}
	shown, more := d.left, ""
	if len(shown) > othersAtMost {
		shown, more = shown[:othersAtMost], fmt.Sprintf(" and %d more", len(d.left)-othersAtMost)
	}
	word := "other fields: "
	if len(d.left) == 1 {
		word = "other field: "
	}
	d.note(rankOther, word+strings.Join(shown, ", ")+more)
}

// rest keeps the paths at which two objects differ.
func (d *differ) rest(from, to any, path string) {
	if same(from, to) {
		return
	}
	d.left = append(d.left, differences(plain(from), plain(to), path)...)
}

// plain is what JSON makes of a value: maps, lists, strings and numbers.
func plain(v any) (out any) {
	data, err := json.Marshal(v)
	if err != nil || json.Unmarshal(data, &out) != nil {
		return fmt.Sprint(v)
	}
	return out
}

// differences walks down to the fields that differ; a list is one field.
func differences(from, to any, path string) []string {
	a, isMap := from.(map[string]any)
	b, isMapToo := to.(map[string]any)
	switch {
	case empty(from) && empty(to) || reflect.DeepEqual(from, to):
		return nil
	case !isMap || !isMapToo:
		return []string{path}
	}
	names := map[string]bool{}
	for name := range a {
		names[name] = true
	}
	for name := range b {
		names[name] = true
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		at := name
		if path != "" {
			at = path + "." + name
		}
		out = append(out, differences(a[name], b[name], at)...)
	}
	return out
}

// empty reports whether a value is as good as left out.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// unknownFields are those of a revision's template that its typed form t lost.
func unknownFields(r *appsv1.ControllerRevision, t *corev1.PodTemplateSpec) any {
	var data struct {
		Spec struct {
			Template map[string]any `json:"template"`
		} `json:"spec"`
	}
	if err := json.Unmarshal(r.Data.Raw, &data); err != nil {
		return nil
	}
	delete(data.Spec.Template, "$patch")
	return lost(data.Spec.Template, plain(t))
}

// lost is what of raw is not in known, which was made of it. What is zero is left
// out of known by design, and does not count.
func lost(raw, known any) any {
	switch raw := raw.(type) {
	case map[string]any:
		known, _ := known.(map[string]any)
		out := map[string]any{}
		for name, value := range raw {
			if l := lost(value, known[name]); !empty(l) {
				out[name] = l
			}
		}
		return out
	case []any:
		known, _ := known.([]any)
		var out []any
		for i, value := range raw {
			var item any
			if i < len(known) {
				item = known[i]
			}
			if l := lost(value, item); !empty(l) {
				out = append(out, l)
			}
		}
		return out
	}
	if known != nil || raw == nil || reflect.ValueOf(raw).IsZero() {
		return nil
	}
	return raw
}
