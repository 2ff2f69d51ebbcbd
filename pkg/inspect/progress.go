package inspect

import (
	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// detail adds what `rollout` shows beyond the state: what changes, how far it is,
// what comes next and when it ends.
func (v *view) detail(r *v1alpha1.Rollout) {
	r.Change = v.change()
	r.Progress = v.progress(r)
	r.Next = v.next(r)
	r.Estimate = v.estimate(r)
	r.Rules = v.rulesUsed(r)
}

// progress sorts the ordinals by how far the rollout is with them; nil where
// Pods are not known, and where nobody rolls any more.
func (v *view) progress(r *v1alpha1.Rollout) *v1alpha1.Progress {
	if r.State == v1alpha1.StateUnknown || r.State == v1alpha1.StateDeleting {
		return nil
	}
	p := &v1alpha1.Progress{}
	goal := v.goal()
	onDelete := statefulset.Strategy(v.set) == appsv1.OnDeleteStatefulSetStrategyType
	for i := len(v.replicas) - 1; i >= 0; i-- {
		row := v.replicas[i]
		list := &p.ToDo
		switch {
		case row.pod == nil, statefulset.IsTerminating(row.pod):
			list = &p.InProgress
		case statefulset.Revision(row.pod) == goal && row.info.Available:
			list = &p.Done
		case statefulset.Revision(row.pod) == goal:
			list = &p.InProgress
		case onDelete, v.heldByPartition(row.ordinal):
			list = &p.Held
		}
		*list = append(*list, row.ordinal)
	}
	for _, row := range v.condemned {
		p.ToRemove = append(p.ToRemove, row.ordinal)
	}
	return p
}
