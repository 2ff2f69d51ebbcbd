package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// tied: a volume, or a class that will make one, does not allow any node.
func (l *luggage) tied() bool {
	for _, volume := range l.volumes {
		if len(requirements(volume)) > 0 {
			return true
		}
	}
	for _, class := range l.classes {
		if len(class.AllowedTopologies) > 0 {
			return true
		}
	}
	return false
}

// onlyNode is the node that a volume alone allows; one name for all such volumes,
// several when they are on different nodes, none when no volume is on one node.
func (l *luggage) onlyNode() []string {
	var out []string
	for _, volume := range l.volumes {
		nodes := nodesOf(volume)
		if len(nodes) == 1 {
			out = append(out, nodes[0])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nodesOf are the nodes that a volume's affinity names, none unless each of its terms does.
func nodesOf(volume *corev1.PersistentVolume) []string {
	return valuesOf(volume, isNodeKey)
}

// valuesOf are the values that a volume's affinity names for keys of one sort, none
// unless each of its terms has such a key.
func valuesOf(volume *corev1.PersistentVolume, sort func(string) bool) []string {
	var out []string
	for _, term := range affinityTerms(volume) {
		i := slices.IndexFunc(term.MatchExpressions, func(e corev1.NodeSelectorRequirement) bool {
			return e.Operator == corev1.NodeSelectorOpIn && sort(e.Key)
		})
		if i < 0 {
			return nil
		}
		out = append(out, term.MatchExpressions[i].Values...)
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// ties say where the data is: "its data is in zone-a".
func (l *luggage) ties() string {
	var where []string
	for _, volume := range l.volumes {
		words := ""
		switch nodes, zones := nodesOf(volume), valuesOf(volume, isZoneKey); {
		case len(nodes) > 0:
			words = "on " + few(nodes)
		case len(zones) > 0:
			words = "in " + few(zones)
		default:
			if all := requirements(volume); len(all) > 0 {
				words = "on nodes with " + strings.Join(all, ", and ")
			}
		}
		if words != "" && !slices.Contains(where, words) {
			where = append(where, words)
		}
	}
	switch len(where) {
	case 0:
		return l.classTies()
	case 1:
		return "its data is " + where[0]
	}
	return "its data is both " + strings.Join(where, " and ")
}

// classTies say where classes will make the volumes: allowedTopologies.
func (l *luggage) classTies() string {
	for _, class := range l.classes {
		var terms []string
		for _, term := range class.AllowedTopologies {
			for _, r := range term.MatchLabelExpressions {
				terms = append(terms, fmt.Sprintf("%s in %s", r.Key, few(r.Values)))
			}
		}
		if len(terms) > 0 {
			return fmt.Sprintf("StorageClass %s makes volumes on nodes with %s only", class.Name, strings.Join(terms, ", "))
		}
	}
	return "no volume ties it to nodes"
}
