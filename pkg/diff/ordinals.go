package diff

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// ordinals compares Pods: with what they will be replaced by, and with what they
// were made from.
func (d *differ) ordinals(q Question) error {
	if !d.snap.Knows(snapshot.Pods, d.set.Namespace) {
		return d.podsUnread()
	}
	rows := d.report.Ordinals
	if !q.Each {
		row, err := d.row(q)
		if err != nil {
			return err
		}
		rows = []v1alpha1.Ordinal{*row}
	}
	out := d.result.Report
	for i := range rows {
		if rows[i].State == v1alpha1.OrdinalLeftover {
			continue // Claims alone.
		}
		o := d.ordinal(&rows[i], q.Each)
		out.Different = out.Different || o.Replacement != nil && len(o.Replacement.Changes) > 0 || o.Drift != nil && len(o.Drift.Changes) > 0
		out.Ordinals = append(out.Ordinals, o)
	}
	if len(out.Ordinals) == 0 {
		d.note(fmt.Sprintf("StatefulSet %s has no Pods.", d.set.Name))
	}
	return nil
}

func (d *differ) ordinal(row *v1alpha1.Ordinal, each bool) v1alpha1.OrdinalDiff {
	o := v1alpha1.OrdinalDiff{Ordinal: row.Ordinal, PodName: row.PodName, State: row.State,
		HeldByPartition: row.HeldByPartition && row.ExpectedRevision != d.goal()}
	pod := d.pod(row.PodName)
	switch {
	case row.State == v1alpha1.OrdinalMissing:
		o.Message = "it does not exist" + d.wouldGet(row)
		return o
	case row.State == v1alpha1.OrdinalReleased || row.State == v1alpha1.OrdinalStranger:
		o.Message = "this Pod is not the set's: nothing to compare it with"
	case pod == nil:
		o.Message = "what stands here was not read"
	}
	if o.Message != "" {
		d.unknown(fmt.Sprintf("%s: %s", row.PodName, o.Message))
		return o
	}
	own, err := d.own(pod)
	if err != nil {
		o.Message = fmt.Sprintf("what it was made from is not known: %v", err)
		d.unknown(row.PodName + ": " + o.Message)
	} else {
		drift, text := d.drift(pod, own, each)
		o.Drift = drift
		if text != nil {
			// Behind what replaces the Pod, as on the screen.
			defer func() { d.result.Texts = append(d.result.Texts, *text) }()
		}
	}
	switch {
	case d.set.DeletionTimestamp != nil:
		o.Message = joined(o.Message, "the set is being deleted: nothing comes in its place")
		return o
	case !statefulset.InRange(d.set, row.Ordinal):
		o.Message = joined(o.Message, "its ordinal is outside the range: it is deleted, and none comes in its place")
		return o
	case row.ExpectedRevision == "":
		o.Message = joined(o.Message, "what it is replaced by is not known: the status names no revision yet")
		d.unknown(row.PodName + ": " + o.Message)
		return o
	}
	next, err := d.named(row.ExpectedRevision)
	switch {
	case err != nil:
		o.Message = joined(o.Message, fmt.Sprintf("what it is replaced by is not known: %v", err))
		d.unknown(row.PodName + ": " + o.Message)
	case own != nil:
		o.Replacement = d.compare(own, next)
	default:
		// The Pod itself stands for the template that nobody knows any more.
		var text *Text
		o.Replacement, text = d.against(pod, next)
		if text != nil {
			d.result.Texts = append(d.result.Texts, *text)
		}
	}
	return o
}

// goal is the revision that the controller rolls to.
func (d *differ) goal() string {
	if c := d.report.Rollout.Change; c != nil {
		return c.To.Name
	}
	return d.set.Status.UpdateRevision
}

// own is the template that a Pod was made from.
func (d *differ) own(pod *corev1.Pod) (*side, error) {
	name := statefulset.Revision(pod)
	if name == "" {
		return nil, errNoSide
	}
	return d.named(name)
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
