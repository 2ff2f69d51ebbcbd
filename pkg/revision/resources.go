package revision

import corev1 "k8s.io/api/core/v1"

// singleResources is up to how many amounts of one container are named.
const singleResources = 2

// resources says "memory limit 1Gi→2Gi" of one or two, and of more only that they changed.
func (c *containerDiffer) resources() {
	from, to := &c.from.Resources, &c.to.Resources
	var words []string
	words = append(words, amounts("request", c.of, from.Requests, to.Requests)...)
	words = append(words, amounts("limit", c.of, from.Limits, to.Limits)...)
	switch {
	case len(words) > singleResources || len(words) > 0 && !same(from.Claims, to.Claims):
		c.note(rankResources, "resources"+c.of+" changed", c.at("f:resources")...)
	case len(words) > 0:
		for _, w := range words {
			c.note(rankResources, w, c.at("f:resources")...)
		}
	case !same(from.Claims, to.Claims):
		c.note(rankResources, "resource claims"+c.of+" changed", c.at("f:resources", "f:claims")...)
	}
	*from = *to
}

func amounts(kind, of string, from, to corev1.ResourceList) []string {
	var out []string
	for _, name := range union(from, to) {
		a, inFrom := from[name]
		b, inTo := to[name]
		if inFrom == inTo && a.Cmp(b) == 0 {
			continue
		}
		out = append(out, string(name)+" "+kind+of+" "+arrow(amount(from, name), amount(to, name)))
	}
	return out
}

func amount(list corev1.ResourceList, name corev1.ResourceName) string {
	q, found := list[name]
	if !found {
		return "none"
	}
	return q.String()
}
