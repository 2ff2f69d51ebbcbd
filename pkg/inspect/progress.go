package inspect

import (
	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// detail adds what `rollout` shows beyond the state: what changes, how far it is,
// what comes next and when it ends.
func (v *view) detail(r *v1alpha1.Rollout) {
	r.Change = v.change()
	r.Rules = &v1alpha1.Rules{ServerVersion: v.rules[0].Version, Assumption: v.assumed}
	if !v.knows(snapshot.Pods) || v.set.DeletionTimestamp != nil {
		// Nothing is known of the next sync, or nobody rolls any more.
		return
	}
	r.Progress = v.progress()
	r.Next = v.next(r)
	r.Estimate = v.estimate(r)
	r.Rules.Alternatives = v.otherRules()
}

// progress sorts the ordinals by how far the rollout is with them.
func (v *view) progress() *v1alpha1.Progress {
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
