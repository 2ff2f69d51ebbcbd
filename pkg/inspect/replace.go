package inspect

import (
	"fmt"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// replaceAdvice says how a Pod that holds the set up gets another template. An
// OrderedReady controller does not replace a Pod that is not ready, so it has
// to be deleted by hand once the template is right; deleting any other Pod does
// not help.
func (v *view) replaceAdvice(r *v1alpha1.Rollout, w *v1alpha1.Wait) []v1alpha1.Advice {
	row := v.rowOf(w)
	if row == nil || row.pod == nil || !statefulset.InRange(v.set, row.ordinal) {
		return nil
	}
	name := w.Object.Name
	switch {
	case r.State == v1alpha1.StateTrapped:
		return v.trapAdvice(row)
	case v.heldByPartition(row.ordinal):
		return v.belowPartitionAdvice(row)
	}
	var out []v1alpha1.Advice
	if to := v.rollBackTo(r); to != "" && to != r.UpdateRevision && v.isUpdated(row) {
		out = append(out, v.undoAdvice(to, row))
	} else {
		out = append(out, v1alpha1.Advice{Message: "Correct the cause, or the Pod template"})
	}
	if v.needsDeletion(row.pod) {
		why := "the controller does not replace it while it is not ready"
		if !v.rolls() {
			why = fmt.Sprintf("with %s the controller replaces no Pod", statefulset.Strategy(v.set))
		}
		out = append(out, v.deleteAdvice(row, fmt.Sprintf("After a change of the template, delete %s: %s", name, why))...)
	}
	return out
}

// rollBackTo is the revision that ran before this rollout; empty for none. Before
// 1.37 the status of an OnDelete set calls its very first revision the current one
// for ever: there, what most Pods still run tells.
func (v *view) rollBackTo(r *v1alpha1.Rollout) string {
	if statefulset.Strategy(v.set) != appsv1.OnDeleteStatefulSetStrategyType {
		return r.CurrentRevision
	}
	pods, most := map[string]int{}, ""
	for _, ordinal := range r.Held {
		if row := v.rowAt(ordinal); row != nil && row.pod != nil {
			revision := statefulset.Revision(row.pod)
			if pods[revision]++; pods[revision] > pods[most] {
				most = revision
			}
		}
	}
	return most
}

// trapAdvice: only deleting the Pod helps, and only if it comes back as another.
func (v *view) trapAdvice(row *row) []v1alpha1.Advice {
	var out []v1alpha1.Advice
	if next := v.successor(row.pod, v.set); next.Name != "" && next.Revision != v.set.Status.UpdateRevision {
		out = append(out, v1alpha1.Advice{
			Message:  fmt.Sprintf("Give the set a partition of 0: without the field, %s would come back on the old revision", row.info.Name),
			Commands: []string{v.partitionCommand(0)},
		})
	}
	return append(out, v.deleteAdvice(row, fmt.Sprintf("Delete %s: the controller never replaces it while it is not ready; it comes back on revision %s",
		row.info.Name, v.shortRevision(v.set.Status.UpdateRevision)))...)
}

// belowPartitionAdvice: a Pod below the partition comes back on the current
// revision, whatever the template says by now.
func (v *view) belowPartitionAdvice(row *row) []v1alpha1.Advice {
	index := row.ordinal - statefulset.StartOrdinal(v.set)
	return []v1alpha1.Advice{{
		Message: fmt.Sprintf("%s is below the partition: deleted, it comes back on revision %s; a change of the template reaches it once the partition is %d or less",
			row.info.Name, v.shortRevision(v.set.Status.CurrentRevision), index),
	}}
}

// undoAdvice rolls back to a revision: without its number kubectl takes the last
// but one, which may be as broken as the last.
func (v *view) undoAdvice(to string, row *row) v1alpha1.Advice {
	a := v1alpha1.Advice{Message: "Correct the Pod template, or roll it back"}
	for _, rev := range v.seen.Revisions {
		if rev.Name == to && (v.seen.RevisionsUnread || v.helpsToUndo(row.pod, rev)) {
			a.Commands = []string{v.kubectl("rollout undo statefulset/%s --to-revision=%s", v.set.Name, strconv.FormatInt(rev.Revision, 10))}
		}
	}
	return a
}

// deleteAdvice is to delete a Pod, unless its data would go with it: a claim that
// is being deleted stays only as long as a Pod mounts it, and one that the Pod
// owns is deleted after it.
func (v *view) deleteAdvice(row *row, message string) []v1alpha1.Advice {
	var out []v1alpha1.Advice
	for _, c := range v.claims(row) {
		claim := v.snap.Claim(v.set.Namespace, c.Name)
		switch {
		case claim == nil || row.pod == nil:
		case c.State == v1alpha1.ClaimTerminating && mounts(row.pod, c.Name):
			return []v1alpha1.Advice{{Message: fmt.Sprintf("Save the data of %s first: its claim %s is being deleted, and goes when the Pod does", row.info.Name, c.Name)},
				{Message: message}}
		case !ownedAlone(claim, row.pod):
		case statefulset.InRange(v.set, row.ordinal):
			out = append(out, v1alpha1.Advice{
				Message:  fmt.Sprintf("Make claim %s independent of %s first: it belongs to the Pod, and would be deleted after it, data and all", c.Name, row.info.Name),
				Commands: []string{v.kubectl("patch persistentvolumeclaim %s --type json -p %s", c.Name, `[{"op":"remove","path":"/metadata/ownerReferences"}]`)},
			})
		default:
			// The retention policy wants it so, and the controller would do the same.
			message += fmt.Sprintf("; its claim %s is deleted after it (whenScaled is Delete)", c.Name)
		}
	}
	return append(out, v1alpha1.Advice{Message: message, Commands: []string{v.kubectl("delete pod %s", row.info.Name)}})
}
