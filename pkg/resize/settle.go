package resize

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// unsettled reports whether Pods come and go, or the controller has yet to look.
func (b *book) unsettled() bool {
	switch b.report.Rollout.State {
	case v1alpha1.StateComplete, v1alpha1.StateHeld:
		return slices.ContainsFunc(b.report.Ordinals, func(o v1alpha1.Ordinal) bool { return o.State == v1alpha1.OrdinalOrphan })
	}
	return true
}

// settleStep: a Pod that comes or goes while the set does is nobody's for a while,
// and one that the garbage collector has not seen yet it does not orphan.
func (b *book) settleStep() v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeSettle, Title: "Let the set come to rest",
		Commands: []string{b.sts("wait")},
		Why:      "While there is no set, nobody goes on with this.",
	}
	if len(b.report.Summary) > 0 {
		s.Message = strings.TrimSuffix(b.report.Summary[0], ".")
	}
	switch b.report.Rollout.State {
	case v1alpha1.StateTrapped, v1alpha1.StateBlocked, v1alpha1.StateDegraded:
		s.Commands = []string{b.sts("status")}
		s.Why += " A Pod whose disk was full recovers once its claim has grown."
	}
	return s
}

// heldRevision is the older revision that a partition keeps Pods on; empty for none,
// or for more than one of which the controller can remember one only.
//
// A new set takes its template's revision for the current one (getStatefulSetRevisions),
// and would give that to a Pod below the partition that has to be created anew
// (newVersionedStatefulSetPod).
func (b *book) heldRevision() string {
	revision, template := "", b.report.Rollout.UpdateRevision
	if statefulset.Strategy(b.set) != appsv1.RollingUpdateStatefulSetStrategyType || template == "" {
		return "" // A set that is new knows no revision yet.
	}
	for i := range b.report.Ordinals {
		o := &b.report.Ordinals[i]
		if !o.HeldByPartition || o.Pod == nil || o.Pod.Revision == "" || o.Pod.Revision == template || !statefulset.InRange(b.set, o.Ordinal) {
			continue
		}
		if revision != "" && revision != o.Pod.Revision {
			return ""
		}
		revision = o.Pod.Revision
	}
	for _, r := range b.report.Revisions {
		if r.Name == revision {
			return revision
		}
	}
	return ""
}

func (b *book) restoreStep(revision string) v1alpha1.ResizeStep {
	s := v1alpha1.ResizeStep{
		Action: v1alpha1.ResizeRestoreRevision, Title: "Tell it which revision the partition holds",
		Commands: []string{b.restoreCommand(revision)},
		Why: fmt.Sprintf("A new set knows no revision but its own: a Pod below the partition that dies would come back with %s.",
			b.report.Rollout.UpdateRevision),
	}
	return doneIf(s, b.templateDone() && b.set.Status.CurrentRevision == revision)
}
