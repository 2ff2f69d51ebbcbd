package revision

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/json"
)

// othersAtMost is how many other fields are named.
const othersAtMost = 3

// others is what differs and has no words of its own, by its path. It keeps a
// diff honest: a field that nobody thought of is not passed over.
func (d *differ) others() {
	d.rest(d.from, d.to, "")
	d.nameLeft()
}

func (d *differ) nameLeft() {
	slices.Sort(d.left)
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
	var out []string
	for _, name := range union(a, b) {
		out = append(out, differences(a[name], b[name], below(path, name))...)
	}
	return out
}

// union are the keys of both maps, sorted.
func union[K cmp.Ordered, V any](a, b map[K]V) []K {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
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
