package list

import (
	"cmp"
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// worst ranks the states for whoever has time for one set alone. The controller
// does not get out of the first two by itself; of Unknown nothing good can be said.
var worst = []v1alpha1.RolloutState{
	v1alpha1.StateTrapped,
	v1alpha1.StateBlocked,
	v1alpha1.StateUnknown,
	v1alpha1.StateDegraded,
	v1alpha1.StateUnobserved,
	v1alpha1.StateDeleting,
	v1alpha1.StateRecreating,
	v1alpha1.StateProgressing,
	v1alpha1.StateHeld,
	v1alpha1.StateComplete,
}

// worstFirst puts sets that need a person before all others, then orders by
// state and by the number of Pods that are not ready.
type worstFirst struct{}

func (worstFirst) sort(reports []v1alpha1.StatefulSetReport) error {
	slices.SortStableFunc(reports, func(a, b v1alpha1.StatefulSetReport) int {
		return cmp.Or(
			cmp.Compare(calm(a), calm(b)),
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(notReady(b), notReady(a)),
		)
	})
	return nil
}

func calm(r v1alpha1.StatefulSetReport) int {
	if len(r.Attention) > 0 {
		return 0
	}
	return 1
}

func rank(r v1alpha1.StatefulSetReport) int {
	if i := slices.Index(worst, r.Rollout.State); i >= 0 {
		return i
	}
	return len(worst)
}

// notReady counts from the Pods where they were read.
func notReady(r v1alpha1.StatefulSetReport) int32 {
	counters := r.Replicas.Reported
	if r.Replicas.Counted != nil {
		counters = *r.Replicas.Counted
	}
	return r.Replicas.Desired - counters.Ready
}
