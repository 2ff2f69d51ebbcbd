package inspect

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// condemnedBlocker is what a Pod outside the range has to come to before those
// above it are removed. Nobody replaces one that has ended.
func (v *view) condemnedBlocker(r *row) *v1alpha1.Wait {
	switch {
	case r.pod == nil && r.other != nil:
		return v.strangerWait(r) // An orphan that this sync adopts.
	case r.pod == nil:
		return v.wait(v1alpha1.WaitTermination, r, "is out of range")
	case statefulset.IsTerminating(r.pod):
		return v.terminationWait(r)
	case r.info.Ready:
		w := v.wait(v1alpha1.WaitAvailable, r, fmt.Sprintf("is ready but not yet available (minReadySeconds %d)", v.set.Spec.MinReadySeconds))
		w.Until = r.info.AvailableAt
		return w
	case statefulset.IsTerminal(r.pod):
		w := v.wait(v1alpha1.WaitReady, r, fmt.Sprintf("ended (%s) and is not replaced: it is out of range", r.info.Reason))
		w.Since, w.Failing = nil, true
		return w
	}
	return v.unreadyWait(r)
}
