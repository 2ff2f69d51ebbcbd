package diff

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// matchOwnLabels puts the Pod's own values into the selectors that ask for them by
// matchLabelKeys and mismatchLabelKeys (applyLabelKeysToLabelSelector).
func matchOwnLabels(t *corev1.PodTemplateSpec, pod *corev1.Pod) {
	require := func(selector *metav1.LabelSelector, keys []string, operator metav1.LabelSelectorOperator) {
		for _, key := range keys {
			if value, found := t.Labels[key]; found && selector != nil {
				selector.MatchExpressions = append(selector.MatchExpressions,
					metav1.LabelSelectorRequirement{Key: key, Operator: operator, Values: []string{value}})
			}
		}
	}
	term := func(term *corev1.PodAffinityTerm) {
		require(term.LabelSelector, term.MatchLabelKeys, metav1.LabelSelectorOpIn)
		require(term.LabelSelector, term.MismatchLabelKeys, metav1.LabelSelectorOpNotIn)
	}
	terms := func(required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm) {
		for i := range required {
			term(&required[i])
		}
		for i := range preferred {
			term(&preferred[i].PodAffinityTerm)
		}
	}
	if a := t.Spec.Affinity; a != nil && a.PodAffinity != nil {
		terms(a.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution, a.PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution)
	}
	if a := t.Spec.Affinity; a != nil && a.PodAntiAffinity != nil {
		terms(a.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution, a.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution)
	}
	for i := range t.Spec.TopologySpreadConstraints {
		c := &t.Spec.TopologySpreadConstraints[i]
		if spreadMerged(c, pod) {
			require(c.LabelSelector, c.MatchLabelKeys, metav1.LabelSelectorOpIn)
		}
	}
}

// spreadMerged: the API server that created the Pod put the labels into the
// selector of constraint c. Before 1.34 it left that to the scheduler.
func spreadMerged(c *corev1.TopologySpreadConstraint, pod *corev1.Pod) bool {
	for i := range pod.Spec.TopologySpreadConstraints {
		p := &pod.Spec.TopologySpreadConstraints[i]
		if p.TopologyKey != c.TopologyKey || p.WhenUnsatisfiable != c.WhenUnsatisfiable || p.LabelSelector == nil {
			continue
		}
		return slices.ContainsFunc(p.LabelSelector.MatchExpressions, func(r metav1.LabelSelectorRequirement) bool {
			return r.Operator == metav1.LabelSelectorOpIn && slices.Contains(c.MatchLabelKeys, r.Key)
		})
	}
	return false
}
