package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// nowhere says why no node can take the Pod.
func (o *survey) nowhere(l *luggage) string {
	switch nodes := l.onlyNode(); {
	case len(o.suitable) > 0 && !o.tied:
		return "no node can take it: " + o.why()
	case len(o.suitable) > 0 && len(nodes) == 1:
		return fmt.Sprintf("its data is on %s, which %s", nodes[0], o.obstacles[o.suitable[0]])
	case len(o.suitable) > 0:
		return fmt.Sprintf("%s, where no node can take it: %s", l.ties(), o.why())
	case len(nodes) == 1 && o.s.v.snap.Node(nodes[0]) == nil && !o.labelled(nodes[0]):
		return fmt.Sprintf("its data is on %s, a node that does not exist any more", nodes[0])
	case len(o.s.nodes) == 0:
		return "there is no node"
	}
	return l.ties() + ", where there is no node"
}

// labelled: some node has the name as its hostname, which need not be its own.
func (o *survey) labelled(hostname string) bool {
	return slices.ContainsFunc(o.s.nodes, func(n *corev1.Node) bool { return n.Labels[corev1.LabelHostname] == hostname })
}

// why names the obstacles of the suitable nodes, many by their number.
func (o *survey) why() string {
	const most = 3
	var parts, kinds []string
	by := map[string][]string{}
	for _, i := range o.suitable {
		what := o.obstacles[i]
		if what == "" {
			continue
		}
		if by[what] == nil {
			kinds = append(kinds, what)
		}
		by[what] = append(by[what], o.s.nodes[i].Name)
	}
	slices.SortStableFunc(kinds, func(a, b string) int { return len(by[b]) - len(by[a]) })
	for i, what := range kinds {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more reasons", len(kinds)-most))
			break
		}
		names := by[what]
		if len(names) > 1 {
			what = pluralVerb(what)
		}
		parts = append(parts, few(names)+" "+what)
	}
	return strings.Join(parts, ", ")
}

// pluralVerb turns what one node is or has into what several are or have.
func pluralVerb(what string) string {
	switch {
	case strings.HasPrefix(what, "is "):
		return "are " + strings.TrimPrefix(what, "is ")
	case strings.HasPrefix(what, "has "):
		return "have " + strings.TrimPrefix(what, "has ")
	}
	return what
}

// butFew adds how many of the nodes can take the Pod, when that is not all of them.
func (o *survey) butFew() string {
	if len(o.usable) == len(o.suitable) {
		return ""
	}
	return fmt.Sprintf(", %d of %d can take it (%s)", len(o.usable), len(o.suitable), o.why())
}
