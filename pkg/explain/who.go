package explain

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Who is what to explain: the zero value is the whole set.
type Who struct {
	// Pod by name.
	Pod string
	// Ordinal, when no Pod is named.
	Ordinal *int32
}

func (w Who) whole() bool { return w.Pod == "" && w.Ordinal == nil }

// nothingThere is the state of an ordinal that no report has a row for: outside
// the range, without a Pod, and without claims as far as they were read.
const nothingThere v1alpha1.OrdinalState = ""

// ordinal is the one that is explained.
type ordinal struct {
	*explainer
	*v1alpha1.Ordinal
	// pod has the ordinal's name, whosever it is; nil for none.
	pod *corev1.Pod
}

// find is the row of the report that was asked for.
func (e *explainer) find(who Who) (*ordinal, error) {
	name := who.Pod
	if name == "" {
		if *who.Ordinal < 0 {
			return nil, fmt.Errorf("%d is no ordinal: they count from 0", *who.Ordinal)
		}
		name = statefulset.PodName(e.set, *who.Ordinal)
	}
	for i := range e.report.Ordinals {
		if row := &e.report.Ordinals[i]; row.PodName == name {
			return e.ordinal(row), nil
		}
	}
	parent, number := statefulset.ParentAndOrdinal(name)
	if parent != e.set.Name || number < 0 {
		return nil, fmt.Errorf("%s is no name of a Pod of StatefulSet %s: those are %s, %s and so on",
			name, e.set.Name, statefulset.PodName(e.set, 0), statefulset.PodName(e.set, 1))
	}
	return e.ordinal(&v1alpha1.Ordinal{Ordinal: number, PodName: statefulset.PodName(e.set, number), State: nothingThere}), nil
}

func (e *explainer) ordinal(row *v1alpha1.Ordinal) *ordinal {
	return &ordinal{explainer: e, Ordinal: row, pod: e.pods[row.PodName]}
}

// explain adds the paragraphs in the order in which one asks: who, what, what
// next, and what if.
func (o *ordinal) explain() {
	o.identity()
	o.revision()
	o.next()
	o.deletion()
	o.scaleDown()
	o.nodeLoss()
}

// index is the ordinal's place in the range: the partition counts in it.
func (o *ordinal) index() int32 { return o.Ordinal.Ordinal - statefulset.StartOrdinal(o.set) }

func (o *ordinal) inRange() bool { return statefulset.InRange(o.set, o.Ordinal.Ordinal) }

// own: the set's Pod stands there.
func (o *ordinal) own() bool {
	return o.pod != nil && (o.State == v1alpha1.OrdinalPresent || o.State == v1alpha1.OrdinalOutOfRange)
}

// available: nothing of the Pod is waited for.
func (o *ordinal) available() bool {
	return o.own() && o.Pod.Available && !o.terminating()
}

// notYet says what is not as it should be at the ordinal, nil when nothing is.
func (o *ordinal) notYet() *v1alpha1.Wait {
	if o.controller == nil || o.available() {
		return nil
	}
	return o.controller.NotYet(o.Ordinal)
}

func (o *ordinal) terminating() bool { return o.pod != nil && statefulset.IsTerminating(o.pod) }
