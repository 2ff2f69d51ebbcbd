package diff

import (
	"fmt"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// row is that of the one Pod that is asked for. It has to be there.
func (d *differ) row(q Question) (*v1alpha1.Ordinal, error) {
	name := q.Pod
	if q.Ordinal != nil {
		name = statefulset.PodName(d.set, *q.Ordinal)
	}
	for i := range d.report.Ordinals {
		row := &d.report.Ordinals[i]
		if row.PodName != name {
			continue
		}
		if row.Pod == nil {
			return nil, fmt.Errorf("%s does not exist%s", name, d.wouldGet(row))
		}
		return row, nil
	}
	// web-01 is none: the controller writes no leading zeros.
	if _, ordinal := statefulset.ParentAndOrdinal(name); ordinal < 0 || statefulset.PodName(d.set, ordinal) != name {
		return nil, fmt.Errorf("%s is no name of a Pod of StatefulSet %s: those are %s, %s and so on",
			name, d.set.Name, statefulset.PodName(d.set, 0), statefulset.PodName(d.set, 1))
	}
	return nil, fmt.Errorf("%s does not exist: its ordinal is outside the range, which is %s", name, d.span())
}

func (d *differ) wouldGet(row *v1alpha1.Ordinal) string {
	if row.ExpectedRevision == "" {
		return ""
	}
	return "; created now, it gets revision " + row.ExpectedRevision
}

func (d *differ) span() string {
	if statefulset.Replicas(d.set) < 1 {
		return "empty"
	}
	return fmt.Sprintf("%d to %d", statefulset.StartOrdinal(d.set), statefulset.EndOrdinal(d.set))
}
