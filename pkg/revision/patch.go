package revision

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Op is one step on the way from one template to another, as in JSON Patch (RFC
// 6902): done in their order, the steps make the one of the other.
type Op struct {
	// Op is add, remove or replace.
	Op string
	// Path is a JSON pointer into the template as the steps before left it.
	Path string
	// KeyPath is the same for people: items of lists by their keys.
	KeyPath string
	// Way is KeyPath in its parts: names of fields and, after that of a list, keys of items.
	Way []string
	// From is the value before, nil where there was none; Value the one after.
	From, Value any
}

// What an Op does.
const (
	OpAdd     = "add"
	OpRemove  = "remove"
	OpReplace = "replace"
)

// patch is the way from one tree to another.
func patch(from, to map[string]any) []Op {
	p := &patcher{}
	p.object(from, to, "", "", nil)
	return p.ops
}

type patcher struct{ ops []Op }

func (p *patcher) value(from, to any, name, path, keyPath string, way []string) {
	a, isObject := from.(map[string]any)
	b, isObjectToo := to.(map[string]any)
	if isObject && isObjectToo {
		p.object(a, b, path, keyPath, way)
		return
	}
	c, isList := from.([]any)
	d, isListToo := to.([]any)
	if isList && isListToo && p.list(c, d, name, path, keyPath, way) {
		return
	}
	if !reflect.DeepEqual(from, to) {
		p.ops = append(p.ops, Op{OpReplace, path, keyPath, way, from, to})
	}
}

func (p *patcher) object(from, to map[string]any, path, keyPath string, way []string) {
	for _, name := range union(from, to) {
		at, words, way := path+"/"+pointer(name), inWords(keyPath, name), slices.Concat(way, []string{name})
		old, inFrom := from[name]
		value, inTo := to[name]
		switch {
		case !inFrom:
			p.ops = append(p.ops, Op{OpAdd, at, words, way, nil, value})
		case !inTo:
			p.ops = append(p.ops, Op{OpRemove, at, words, way, old, nil})
		default:
			p.value(old, value, name, at, words, way)
		}
	}
}

// list goes by the items' keys; false where they have none that tell them apart.
// Items that stay in their order are compared; the others go, last first, and come.
func (p *patcher) list(from, to []any, name, path, keyPath string, way []string) bool {
	ours, ok := keysOf(name, from)
	theirs, okToo := keysOf(name, to)
	if !ok || !okToo {
		return false
	}
	place := map[string]int{}
	for i, key := range ours {
		place[key] = i
	}
	stays := staying(place, theirs)
	at := func(i int, key string) (string, string, []string) {
		return path + "/" + strconv.Itoa(i), keyPath + "[" + key + "]", slices.Concat(way, []string{key})
	}
	for i := len(from) - 1; i >= 0; i-- {
		if !stays[ours[i]] {
			path, words, way := at(i, ours[i])
			p.ops = append(p.ops, Op{OpRemove, path, words, way, from[i], nil})
		}
	}
	for i, key := range theirs {
		if !stays[key] {
			path, words, way := at(i, key)
			p.ops = append(p.ops, Op{OpAdd, path, words, way, nil, to[i]})
		}
	}
	for i, key := range theirs {
		if stays[key] {
			path, words, way := at(i, key)
			p.value(from[place[key]], to[i], "", path, words, way)
		}
	}
	return true
}

// staying are the most keys that are in the same order in both lists: the longest
// increasing row of their old places.
func staying(place map[string]int, keys []string) map[string]bool {
	var ends []string             // ends[n] is the key with the lowest place that ends a row of n+1.
	before := map[string]string{} // The key before it in that row.
	for _, key := range keys {
		at, found := place[key]
		if !found {
			continue
		}
		n, _ := slices.BinarySearchFunc(ends, at, func(end string, at int) int { return place[end] - at })
		if n > 0 {
			before[key] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, key)
		} else {
			ends[n] = key
		}
	}
	out := map[string]bool{}
	if len(ends) == 0 {
		return out
	}
	for key := ends[len(ends)-1]; !out[key]; {
		out[key] = true
		if last, more := before[key]; more {
			key = last
		}
	}
	return out
}

// pointer escapes a name for a JSON pointer (RFC 6901).
func pointer(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// inWords puts a name behind a path: with a dot, or in brackets where it has dots itself.
func inWords(path, name string) string {
	if name == "" || strings.ContainsAny(name, ".[]/ ") {
		return path + "[" + name + "]"
	}
	return below(path, name)
}
