package revision

import (
	"fmt"
	"strings"
)

// pod compares what containers of a Pod share.
func (d *differ) pod() {
	from, to := &d.from.Spec, &d.to.Spec
	arrowed(d, rankAccount, "service account", &from.ServiceAccountName, &to.ServiceAccountName, "f:spec", "f:serviceAccountName")
	from.DeprecatedServiceAccount = to.DeprecatedServiceAccount
	d.placement()
	if a, b := from.TerminationGracePeriodSeconds, to.TerminationGracePeriodSeconds; *a != *b {
		d.note(rankPod, "grace period "+arrow(fmt.Sprintf("%ds", *a), fmt.Sprintf("%ds", *b)), "f:spec", "f:terminationGracePeriodSeconds")
		from.TerminationGracePeriodSeconds = b
	}
	arrowed(d, rankPod, "priority class", &from.PriorityClassName, &to.PriorityClassName, "f:spec", "f:priorityClassName")
	whole(d, rankPod, "security context of the Pod", &from.SecurityContext, &to.SecurityContext, "f:spec", "f:securityContext")
	whole(d, rankPod, "image pull secrets", &from.ImagePullSecrets, &to.ImagePullSecrets, "f:spec", "f:imagePullSecrets")
}

// placement is where the scheduler may put the Pod.
func (d *differ) placement() {
	from, to := &d.from.Spec, &d.to.Spec
	var parts []string
	part := func(name string, differs bool) {
		if differs {
			parts = append(parts, name)
		}
	}
	part("node name", from.NodeName != to.NodeName)
	part("node selector", !same(from.NodeSelector, to.NodeSelector))
	part("affinity", !same(from.Affinity, to.Affinity))
	part("tolerations", !same(from.Tolerations, to.Tolerations))
	part("topology spread", !same(from.TopologySpreadConstraints, to.TopologySpreadConstraints))
	part("scheduler", from.SchedulerName != to.SchedulerName)
	if len(parts) > 0 {
		d.note(rankPlacement, "node placement changed ("+strings.Join(parts, ", ")+")", "f:spec")
	}
	from.NodeName, from.NodeSelector, from.Affinity = to.NodeName, to.NodeSelector, to.Affinity
	from.Tolerations, from.TopologySpreadConstraints, from.SchedulerName = to.Tolerations, to.TopologySpreadConstraints, to.SchedulerName
}

func (d *differ) metadata() {
	from, to := &d.from.ObjectMeta, &d.to.ObjectMeta
	key := func(name string) string { return "f:" + name }
	named(d, rankLabels, "label", "labels", "", from.Labels, to.Labels, []string{"f:metadata", "f:labels"}, key)
	named(d, rankAnnotations, "annotation", "annotations", "", from.Annotations, to.Annotations, []string{"f:metadata", "f:annotations"}, key)
	from.Labels, from.Annotations = to.Labels, to.Annotations
}
