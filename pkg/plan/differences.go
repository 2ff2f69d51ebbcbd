package plan

import (
	"cmp"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// fieldTemplate is the field of a PlanChange that says in words what differs in the template.
const fieldTemplate = "template"

// differences are what a person would say that changes from one spec to another.
func differences(before, after *appsv1.StatefulSet) []v1alpha1.PlanChange {
	var out []v1alpha1.PlanChange
	field := func(name string, of func(*appsv1.StatefulSet) string) {
		if from, to := of(before), of(after); from != to {
			out = append(out, v1alpha1.PlanChange{Field: name, From: from, To: to})
		}
	}
	field("replicas", func(s *appsv1.StatefulSet) string { return fmt.Sprint(statefulset.Replicas(s)) })
	field("ordinals.start", func(s *appsv1.StatefulSet) string { return fmt.Sprint(statefulset.StartOrdinal(s)) })
	for _, words := range revision.Words(revision.Diff(&before.Spec.Template, &after.Spec.Template)) {
		out = append(out, v1alpha1.PlanChange{Field: fieldTemplate, To: words})
	}
	field("updateStrategy", func(s *appsv1.StatefulSet) string { return string(statefulset.Strategy(s)) })
	field("partition", func(s *appsv1.StatefulSet) string { return fmt.Sprint(statefulset.Partition(s)) })
	field("maxUnavailable", maxUnavailable)
	field("minReadySeconds", func(s *appsv1.StatefulSet) string { return fmt.Sprint(s.Spec.MinReadySeconds) })
	field("whenScaled", func(s *appsv1.StatefulSet) string { return string(retention(s).WhenScaled) })
	field("whenDeleted", func(s *appsv1.StatefulSet) string { return string(retention(s).WhenDeleted) })
	field("revisionHistoryLimit", historyLimit)
	return out
}

// maxUnavailable is 1 where it is not set.
func maxUnavailable(set *appsv1.StatefulSet) string {
	if ru := set.Spec.UpdateStrategy.RollingUpdate; ru != nil && ru.MaxUnavailable != nil {
		return ru.MaxUnavailable.String()
	}
	return "1"
}

func historyLimit(set *appsv1.StatefulSet) string {
	if set.Spec.RevisionHistoryLimit == nil {
		return "10"
	}
	return fmt.Sprint(*set.Spec.RevisionHistoryLimit)
}

// retention is the claim retention policy with the API's defaults.
func retention(set *appsv1.StatefulSet) appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy {
	var p appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy
	if have := set.Spec.PersistentVolumeClaimRetentionPolicy; have != nil {
		p = *have
	}
	const retain = appsv1.RetainPersistentVolumeClaimRetentionPolicyType
	p.WhenScaled, p.WhenDeleted = cmp.Or(p.WhenScaled, retain), cmp.Or(p.WhenDeleted, retain)
	return p
}
