package orphans

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// wanted: a set has a template and an ordinal in its range for a claim of this
// name, or would take it when it is scaled up: then it is a leftover of that set,
// which `storage` shows, and no orphan.
func (f *finder) wanted(claim *corev1.PersistentVolumeClaim, readings []reading) bool {
	return slices.ContainsFunc(readings, func(r reading) bool {
		set := f.StatefulSet(claim.Namespace, r.set)
		if set == nil || !hasTemplate(set, r.template) {
			return false
		}
		// The controller takes a claim by its name, whatever its labels
		// (createPersistentVolumeClaims). Those that it made carry its labels, if its
		// selector has any: otherwise there is no more than the name to tell them by.
		return statefulset.InRange(set, r.ordinal) || carriesLabels(claim, set) || labelsNone(set)
	})
}

func hasTemplate(set *appsv1.StatefulSet, name string) bool {
	return slices.ContainsFunc(set.Spec.VolumeClaimTemplates, func(t corev1.PersistentVolumeClaim) bool { return t.Name == name })
}

// labelsNone: the set's selector is of expressions alone, which no claim carries.
func labelsNone(set *appsv1.StatefulSet) bool {
	return set.Spec.Selector != nil && len(set.Spec.Selector.MatchLabels) == 0
}

// carriesLabels reports whether a claim has the labels that the controller gives
// the claims of a set: its matchLabels (getPersistentVolumeClaims).
func carriesLabels(claim *corev1.PersistentVolumeClaim, set *appsv1.StatefulSet) bool {
	if set.Spec.Selector == nil || len(set.Spec.Selector.MatchLabels) == 0 {
		return false
	}
	for k, want := range set.Spec.Selector.MatchLabels {
		if have, found := claim.Labels[k]; !found || have != want {
			return false
		}
	}
	return true
}
