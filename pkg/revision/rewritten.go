package revision

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
)

// Rewriting is how the data of two revisions differ that mean the same.
type Rewriting struct {
	// Added and Dropped are the paths of what only the newer or only the older
	// revision writes out, sorted: "metadata.creationTimestamp". What both write,
	// in two ways, is in both.
	Added   []string
	Dropped []string
}

// Rewritten is how to writes what from means. It compares what Compare passes
// over: nulls, empty fields and defaults.
func Rewritten(from, to *appsv1.ControllerRevision) Rewriting {
	var r Rewriting
	r.walk(templateOf(from), templateOf(to), "")
	slices.Sort(r.Added)
	slices.Sort(r.Dropped)
	return r
}

// DropsTimestamps reports whether nothing is dropped but the creationTimestamp
// that is null: what a StatefulSet controller of Kubernetes 1.34 no longer writes.
// 1.34.0 and 1.34.1 took such a template for a new one (kubernetes/kubernetes#134773).
func (r Rewriting) DropsTimestamps() bool { return len(r.Added) == 0 && timestamps(r.Dropped) }

// AddsTimestamps is the reverse: what a controller older than 1.34 does with a
// template that a newer one has written.
func (r Rewriting) AddsTimestamps() bool { return len(r.Dropped) == 0 && timestamps(r.Added) }

func timestamps(paths []string) bool {
	return len(paths) > 0 && !slices.ContainsFunc(paths, func(p string) bool {
		return p != "metadata.creationTimestamp" && !strings.HasSuffix(p, ".metadata.creationTimestamp")
	})
}

// walk goes down to what one of the two does not have.
func (r *Rewriting) walk(from, to any, path string) {
	a, isMap := from.(map[string]any)
	b, isMapToo := to.(map[string]any)
	if isMap && isMapToo {
		for _, name := range union(a, b) {
			old, was := a[name]
			value, is := b[name]
			switch at := below(path, name); {
			case !was:
				r.Added = append(r.Added, at)
			case !is:
				r.Dropped = append(r.Dropped, at)
			default:
				r.walk(old, value, at)
			}
		}
		return
	}
	before, isList := from.([]any)
	after, isListToo := to.([]any)
	switch {
	case isList && isListToo && len(before) == len(after):
		for i := range before {
			r.walk(before[i], after[i], path+"["+itemKey(after[i], i)+"]")
		}
	case !sameJSON(from, to):
		r.Added, r.Dropped = append(r.Added, path), append(r.Dropped, path)
	}
}

// itemKey is the name of a list's item or, where it has none, its place.
func itemKey(item any, i int) string {
	if object, ok := item.(map[string]any); ok && object["name"] != nil {
		return fmt.Sprint(object["name"])
	}
	return fmt.Sprint(i)
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// Meaning is what a revision's template says, whichever way it is written: equal
// for two revisions between which Compare finds nothing. It is no more than a
// key, and holds values that may be secret.
func Meaning(r *appsv1.ControllerRevision) (string, error) {
	template, err := Decode(r)
	if err != nil {
		return "", err
	}
	unknown := unknownFields(r, template)
	Normalise(template)
	dropEmpty(template)
	text, err := json.Marshal(template)
	if err != nil {
		return "", err
	}
	more, err := json.Marshal(unknown)
	return string(text) + string(more), err
}
