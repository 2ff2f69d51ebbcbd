package inspect

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// advice is what a person can do, in safe order. It is given only where
// somebody has to act: a set that gets on by itself needs none.
func (v *view) advice(r *v1alpha1.Rollout) []v1alpha1.Advice {
	switch r.State {
	case v1alpha1.StateHeld:
		return v.heldAdvice(r)
	case v1alpha1.StateTrapped, v1alpha1.StateBlocked, v1alpha1.StateDegraded:
		if len(r.WaitsFor) > 0 {
			return v.waitAdvice(r, &r.WaitsFor[0])
		}
	}
	return nil
}

func (v *view) waitAdvice(r *v1alpha1.Rollout, w *v1alpha1.Wait) []v1alpha1.Advice {
	switch w.Reason {
	case v1alpha1.WaitStranger:
		return []v1alpha1.Advice{{
			Message:  fmt.Sprintf("Rename or delete the Pod that holds the name %s", w.Object.Name),
			Commands: []string{v.kubectl("get pod %s -o yaml", w.Object.Name)},
		}}
	case v1alpha1.WaitCreation:
		return []v1alpha1.Advice{{Message: "Remove what the API server objects to; the controller tries again by itself"}}
	case v1alpha1.WaitTermination:
		return v.terminationAdvice(w)
	case v1alpha1.WaitSchedule:
		return v.scheduleAdvice(r, w)
	case v1alpha1.WaitReady:
		if r.State == v1alpha1.StateTrapped {
			// Why the old revision fails matters less than how to get rid of it.
			return append(v.replaceAdvice(r, w), v.lookAdvice(w)...)
		}
		return append(v.lookAdvice(w), v.replaceAdvice(r, w)...)
	}
	return nil
}

func (v *view) scheduleAdvice(r *v1alpha1.Rollout, w *v1alpha1.Wait) []v1alpha1.Advice {
	if row := v.rowOf(w); row != nil {
		if c := v.hopelessClaim(row); c != nil {
			return []v1alpha1.Advice{{
				Message: fmt.Sprintf("Create StorageClass %s: neither the claim nor the set's claim template can change its class", *c.StorageClassName),
			}}
		}
	}
	room := v1alpha1.Advice{Message: "Make room for it, or correct what the template asks of a node"}
	return append([]v1alpha1.Advice{room}, v.replaceAdvice(r, w)...)
}

// lookAdvice is where the Pod itself says what is wrong with it. A container
// that never started has no log to look at.
func (v *view) lookAdvice(w *v1alpha1.Wait) []v1alpha1.Advice {
	row := v.rowOf(w)
	if row == nil || row.info.Message != "" && row.info.LastExit == nil && failureReasons[lastPart(row.info.Reason)] {
		return nil
	}
	if row.info.LastExit != nil {
		return []v1alpha1.Advice{{
			Message:  fmt.Sprintf("See why %s ended", row.info.LastExit.Container),
			Commands: []string{v.kubectl("logs %s -c %s --previous", w.Object.Name, row.info.LastExit.Container)},
		}}
	}
	return []v1alpha1.Advice{{
		Message:  fmt.Sprintf("See why %s is not ready", w.Object.Name),
		Commands: []string{v.kubectl("describe pod %s", w.Object.Name)},
	}}
}

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
	remove := v.kubectl("delete pod %s", name)
	back := v.shortRevision(v.expectedRevision(row.ordinal))
	switch {
	case r.State == v1alpha1.StateTrapped, !v.rolls() && !v.isUpdated(row):
		return []v1alpha1.Advice{{
			Message:  fmt.Sprintf("Delete %s: the controller never replaces it while it is not ready; it comes back on revision %s", name, back),
			Commands: []string{remove},
		}}
	case v.heldByPartition(row.ordinal) && r.CurrentRevision != r.UpdateRevision:
		return []v1alpha1.Advice{{
			Message: fmt.Sprintf("%s is below the partition: deleted, it comes back on revision %s, which a change of the template does not touch", name, back),
		}}
	}
	out := []v1alpha1.Advice{}
	if r.CurrentRevision != r.UpdateRevision && v.isUpdated(row) {
		out = append(out, v1alpha1.Advice{
			Message:  "Correct the Pod template, or roll it back",
			Commands: []string{v.kubectl("rollout undo statefulset/%s", v.set.Name)},
		})
	} else {
		out = append(out, v1alpha1.Advice{Message: "Correct the cause, or the Pod template"})
	}
	if statefulset.OrderedReady(v.set) || v.rules.maxUnavailable && !v.rules.twoPhase || !v.rolls() {
		out = append(out, v1alpha1.Advice{
			Message:  fmt.Sprintf("After a change of the template, delete %s: the controller does not replace it while it is not ready", name),
			Commands: []string{remove},
		})
	}
	return out
}

// terminationAdvice: a Pod that outlives its grace period waits for a finalizer
// or for a kubelet that does not answer. Two Pods of one identity may corrupt
// data, so forcing comes last and only after fencing.
func (v *view) terminationAdvice(w *v1alpha1.Wait) []v1alpha1.Advice {
	row := v.rowOf(w)
	if row == nil || row.info == nil || row.info.Terminating == nil {
		return nil
	}
	if fin := row.info.Terminating.Finalizers; len(fin) > 0 {
		return []v1alpha1.Advice{{Message: fmt.Sprintf("%s stays until %s is removed by whoever put it there", w.Object.Name, finalizerWords(fin))}}
	}
	if row.info.Node == "" {
		return nil
	}
	return []v1alpha1.Advice{{
		Message: fmt.Sprintf("Check node %s; only when it is certainly off, free the Pod with the out-of-service taint", row.info.Node),
		Commands: []string{
			"kubectl get node " + shellQuote(row.info.Node),
			"kubectl taint node " + shellQuote(row.info.Node) + " node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
		},
	}}
}

func (v *view) heldAdvice(r *v1alpha1.Rollout) []v1alpha1.Advice {
	if len(r.Held) == 0 {
		return nil
	}
	next := r.Held[0]
	if r.HeldBy == v1alpha1.HeldByPartition {
		partition := next - statefulset.StartOrdinal(v.set)
		return []v1alpha1.Advice{{
			Message: fmt.Sprintf("To go on with ordinal %d, lower the partition to %d", next, partition),
			Commands: []string{v.kubectl("patch statefulset %s --type merge -p %s", v.set.Name,
				fmt.Sprintf(`{"spec":{"updateStrategy":{"rollingUpdate":{"partition":%d}}}}`, partition))},
		}}
	}
	if ref := metav1.GetControllerOfNoCopy(v.set); ref != nil {
		return []v1alpha1.Advice{{Message: fmt.Sprintf("%s/%s owns the set and decides when its Pods are replaced", ref.Kind, ref.Name)}}
	}
	name := statefulset.PodName(v.set, next)
	return []v1alpha1.Advice{{
		Message:  fmt.Sprintf("Delete %s, wait until it is available again, then go on with the next lower one", name),
		Commands: []string{v.kubectl("delete pod %s", name)},
	}}
}

// rowOf is the row of the Pod that a wait speaks of, nil for other objects.
func (v *view) rowOf(w *v1alpha1.Wait) *row {
	if w.Ordinal == nil {
		return nil
	}
	for _, r := range v.rows {
		if r.ordinal == *w.Ordinal && r.info != nil && r.info.Name == w.Object.Name {
			return r
		}
	}
	return nil
}

// kubectl writes a command for the set's namespace; every argument is quoted, so
// that a name can never become shell.
func (v *view) kubectl(format string, args ...string) string {
	quoted := make([]any, len(args))
	for i, a := range args {
		quoted[i] = shellQuote(a)
	}
	return "kubectl -n " + shellQuote(v.set.Namespace) + " " + fmt.Sprintf(format, quoted...)
}
