package printer

import (
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// zones are those that all volumes of the ordinal can be used in, where any names some.
func (o ordinal) zones() []string {
	return o.everyTopology(func(t *v1alpha1.VolumeTopology) []string { return t.Zones })
}

func (o ordinal) nodes() []string {
	return o.everyTopology(func(t *v1alpha1.VolumeTopology) []string { return t.Nodes })
}

func (o ordinal) everyTopology(f func(*v1alpha1.VolumeTopology) []string) []string {
	var out []string
	for i := range o.Claims {
		t := detail(&o.Claims[i]).Topology
		if t == nil || len(f(t)) == 0 {
			continue
		}
		if out == nil {
			out = slices.Clone(f(t))
			continue
		}
		out = slices.DeleteFunc(out, func(s string) bool { return !slices.Contains(f(t), s) })
	}
	return out
}

func (o ordinal) attachedTo() []string {
	var out []string
	for i := range o.Claims {
		if t := detail(&o.Claims[i]).Topology; t != nil {
			out = append(out, t.AttachedTo...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func someZones(zones []string) string {
	if len(zones) > 3 {
		return count(len(zones), "zone")
	}
	return strings.Join(zones, ", ")
}
