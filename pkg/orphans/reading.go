package orphans

import (
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// reading is one way to read a claim's name: <template>-<set>-<ordinal>
// (getPersistentVolumeClaimName).
type reading struct {
	template, set string
	ordinal       int32
}

// readingsOf are all ways to read a name, the shortest template first: templates
// are rarely called with a dash, sets often. None: no StatefulSet made it.
func readingsOf(name string) []reading {
	prefix, ordinal := statefulset.ParentAndOrdinal(name)
	if ordinal < 0 {
		return nil
	}
	var out []reading
	for i := range len(prefix) {
		if prefix[i] == '-' && i > 0 && i < len(prefix)-1 && prefix[i-1] != '-' && prefix[i+1] != '-' {
			out = append(out, reading{prefix[:i], prefix[i+1:], ordinal})
		}
	}
	return out
}

// likeliest is the reading that most speaks for, and its set where there is one.
func (f *finder) likeliest(claim *corev1.PersistentVolumeClaim, owners []owner, readings []reading) (reading, *appsv1.StatefulSet) {
	best, most := readings[0], -1
	for _, r := range readings {
		if score := f.score(claim, owners, r); score > most {
			best, most = r, score
		}
	}
	return best, f.StatefulSet(claim.Namespace, best.set)
}

// score is how much speaks for a reading, beside the name.
func (f *finder) score(claim *corev1.PersistentVolumeClaim, owners []owner, r reading) int {
	set := f.StatefulSet(claim.Namespace, r.set)
	switch {
	case slices.ContainsFunc(owners, func(o owner) bool { return o.kind == "StatefulSet" && o.name == r.set }):
		return 5
	case set != nil && carriesLabels(claim, set):
		return 4
	case namedInLabels(claim, r.set) != "":
		return 3
	case set != nil && hasTemplate(set, r.template):
		return 2
	case set != nil:
		return 1
	}
	return 0
}

// namedInLabels is the label, as key=value, whose value is the name of a set:
// charts and operators label what they make with the name of the instance.
func namedInLabels(claim *corev1.PersistentVolumeClaim, set string) string {
	var found []string
	for key, value := range claim.Labels {
		if value == set {
			found = append(found, key+"="+value)
		}
	}
	slices.Sort(found)
	return strings.Join(found, ", ")
}
