package revision

import (
	"maps"
	"slices"
	"strconv"
)

// Singly splits steps that add several things with names of their own at once: all
// labels, all annotations, a whole list. Done in their order, the steps lead to the same.
func Singly(ops []Op) []Op {
	var out []Op
	for _, op := range ops {
		out = append(out, op.singly()...)
	}
	return out
}

func (o Op) singly() []Op {
	if o.Op != OpAdd || len(o.Way) != 2 {
		return []Op{o}
	}
	var out []Op
	switch all := o.Value.(type) {
	case map[string]any:
		if o.Way[0] != "metadata" {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			one := Op{OpAdd, o.Path + "/" + pointer(name), inWords(o.KeyPath, name), slices.Concat(o.Way, []string{name}), nil, all[name]}
			if len(out) == 0 {
				one.Path, one.Value = o.Path, map[string]any{name: all[name]}
			}
			out = append(out, one)
		}
	case []any:
		keys, _ := keysOf(o.Way[1], all)
		for i, key := range keys {
			one := Op{OpAdd, o.Path + "/" + strconv.Itoa(i), o.KeyPath + "[" + key + "]", slices.Concat(o.Way, []string{key}), nil, all[i]}
			if i == 0 {
				one.Path, one.Value = o.Path, []any{all[i]}
			}
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return []Op{o}
	}
	return out
}
