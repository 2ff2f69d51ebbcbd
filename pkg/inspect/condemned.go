package inspect

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// condemnedWait mirrors processCondemned for OrderedReady: the highest Pod
// outside the range goes first, and the next one waits until it is gone. All
// replicas are available at this point.
func (v *view) condemnedWait() *v1alpha1.Wait {
	if len(v.condemned) == 0 {
		return nil
	}
	target := v.condemned[0]
	if statefulset.IsTerminating(target.pod) {
		w := v.terminationWait(target)
		w.Behind = v.behind(target.ordinal)
		return w
	}
	// The lowest unavailable Pod outside the range is deleted whatever its state;
	// any other one has to become available first.
	for i := len(v.condemned) - 1; i > 0; i-- {
		r := v.condemned[i]
		if !statefulset.IsUnavailable(r.pod, v.set.Spec.MinReadySeconds, v.now) {
			continue
		}
		if target.info.Available {
			return nil
		}
		w := v.condemnedBlocker(r)
		w.Behind = v.behind(r.ordinal)
		return w
	}
	return nil
}

// condemnedBlocker is what a Pod outside the range has to come to before those
// above it are removed. Nobody replaces one that has ended.
func (v *view) condemnedBlocker(r *row) *v1alpha1.Wait {
	switch {
	case statefulset.IsTerminating(r.pod):
		return v.terminationWait(r)
	case statefulset.IsTerminal(r.pod):
		w := v.wait(v1alpha1.WaitReady, r, fmt.Sprintf("ended (%s) and is not replaced: it is out of range", r.info.Reason))
		w.Since, w.Failing = nil, true
		return w
	}
	return v.unreadyWait(r)
}
