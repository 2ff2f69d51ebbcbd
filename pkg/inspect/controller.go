package inspect

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Controller is a set's controller as the report was made by it: what it sees,
// what it does next and what it would do if. Where a report has the answer, ask the report.
type Controller struct{ v *view }

// NewController is the controller of a set; nil when Pods were not read, for then
// nobody knows what it sees.
func NewController(snap *snapshot.Snapshot, set *appsv1.StatefulSet, opts Options) *Controller {
	v := newView(snap, set, opts)
	if !v.knows(snapshot.Pods) {
		return nil
	}
	return &Controller{v}
}

// Rules that may be in force, the likeliest first.
func (c *Controller) Rules() []replay.Rules { return slices.Clone(c.v.rules) }

// Sees is what the controller's next sync begins with. It must not be changed.
func (c *Controller) Sees() replay.State { return c.v.seen }

// Sync is the next one, by the likeliest rules.
func (c *Controller) Sync() replay.Sync { return c.v.sync }

// Successor is what the controller creates in place of a Pod that somebody
// deletes; the zero Action when it creates none.
func (c *Controller) Successor(pod *corev1.Pod, rules replay.Rules) replay.Action {
	v := *c.v
	v.rules = []replay.Rules{rules}
	return v.successor(pod, v.set)
}

// Goal is the revision that the controller rolls to: where it has not looked at
// the newest template yet, the one that it is going to find.
func (c *Controller) Goal() string { return c.v.goal() }

// NotYet says what is not as it should be at a row of the report, nil when
// nothing is. It has no word on what waits behind it: that is in the report.
func (c *Controller) NotYet(o *v1alpha1.Ordinal) *v1alpha1.Wait {
	r := c.v.rowNamed(o.PodName, o.Ordinal)
	switch {
	case r.state == v1alpha1.OrdinalOutOfRange && !(r.info.Available && r.info.Terminating == nil):
		return c.v.condemnedBlocker(r)
	case statefulset.InRange(c.v.set, r.ordinal):
		return c.v.replicaWait(r)
	}
	return nil
}

// Words say what is waited for, since when and what waits behind it, as the
// report's summary does.
func (c *Controller) Words(w *v1alpha1.Wait) string { return c.v.waitWords(w) }

// OrdinalWords names ordinals given highest first: "ordinal 4", "ordinals 4–2, 0".
func OrdinalWords(ordinals []int32) string { return ordinalWords(ordinals) }
