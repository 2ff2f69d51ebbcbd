package revision

import (
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// namedAtMost is up to how many changed things are named one by one.
const namedAtMost = 3

// env names what changed. Of two variables of one name the last counts, as in a container.
func (c *containerDiffer) env() {
	from, to := c.from, c.to
	before := len(c.changes)
	named(c.differ, rankEnv, "env", "env", c.of, byName(from.Env), byName(to.Env), c.at("f:env"), NameKey)
	if len(c.changes) == before && !same(from.Env, to.Env) {
		// One variable may be made of those before it.
		words := "order of env" + c.of + " changed"
		if a, b := names(from.Env), names(to.Env); slices.Equal(a, b) || !slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))) {
			words = "env" + c.of + " that is overridden changed"
		}
		c.note(rankEnv, words, c.at("f:env")...)
	}
	from.Env = to.Env
	whole(c.differ, rankEnv, "envFrom"+c.of, &from.EnvFrom, &to.EnvFrom, c.at("f:envFrom")...)
}

func names(list []corev1.EnvVar) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Name)
	}
	return out
}

func byName(list []corev1.EnvVar) map[string]corev1.EnvVar {
	out := map[string]corev1.EnvVar{}
	for _, e := range list {
		out[e.Name] = e
	}
	return out
}

// named compares things that have names: what came, what went, what changed.
// Values are never shown. key makes the key of FieldsV1 of a name.
func named[T any](d *differ, r rank, one, many, of string, from, to map[string]T, field []string, key func(string) string) {
	var came, went, changed []string
	for _, name := range slices.Sorted(maps.Keys(to)) {
		if old, found := from[name]; !found {
			came = append(came, name)
		} else if !same(old, to[name]) {
			changed = append(changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(from)) {
		if _, found := to[name]; !found {
			went = append(went, name)
		}
	}
	counted := func(sign string, names []string) {
		switch len(names) {
		case 0:
			return
		case 1:
			d.note(r, fmt.Sprintf("%s1 %s %s%s", sign, one, names[0], of), slices.Concat(field, []string{key(names[0])})...)
		default:
			d.note(r, fmt.Sprintf("%s%d %s%s", sign, len(names), many, of), field...)
		}
		d.changes[len(d.changes)-1].named = namedWords(sign, one, many, names) + of
	}
	counted("+", came)
	counted("-", went)
	if len(changed) > namedAtMost {
		d.note(r, fmt.Sprintf("%d %s%s changed", len(changed), many, of), field...)
		return
	}
	for _, name := range changed {
		d.note(r, fmt.Sprintf("%s %s%s changed", one, name, of), slices.Concat(field, []string{key(name)})...)
	}
}
