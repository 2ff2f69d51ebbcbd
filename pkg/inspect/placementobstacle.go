package inspect

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// obstacle says why a node takes no Pod like this, empty when it does: not ready,
// cordoned (plugin NodeUnschedulable) or tainted (plugin TaintToleration).
func obstacle(pod *corev1.Pod, node *corev1.Node) string {
	cordon := &corev1.Taint{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule}
	switch {
	case !nodeReady(node):
		return "is not ready"
	case node.Spec.Unschedulable && !tolerates(pod, cordon):
		return "is cordoned"
	}
	for i := range node.Spec.Taints {
		t := &node.Spec.Taints[i]
		if t.Effect != corev1.TaintEffectPreferNoSchedule && !tolerates(pod, t) {
			return "has taint " + t.Key
		}
	}
	return ""
}

func nodeReady(node *corev1.Node) bool {
	return slices.ContainsFunc(node.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	})
}

// tolerates is Toleration.ToleratesTaint without the operators Lt and Gt, which
// are behind a feature gate; that one wants a logger.
func tolerates(pod *corev1.Pod, taint *corev1.Taint) bool {
	return slices.ContainsFunc(pod.Spec.Tolerations, func(t corev1.Toleration) bool {
		switch {
		case t.Effect != "" && t.Effect != taint.Effect, t.Key != "" && t.Key != taint.Key:
			return false
		case t.Operator == corev1.TolerationOpExists:
			return true
		}
		return (t.Operator == "" || t.Operator == corev1.TolerationOpEqual) && t.Value == taint.Value
	})
}
