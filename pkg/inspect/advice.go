package inspect

import (
	"fmt"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
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
	case v1alpha1.StateProgressing:
		// Who looks at storage asks where the data is; everybody else gives the scheduler a minute.
		if v.opts.Storage && len(r.WaitsFor) > 0 && r.WaitsFor[0].Reason == v1alpha1.WaitSchedule {
			return v.dataAdvice(v.rowOf(&r.WaitsFor[0]))
		}
	}
	return nil
}

func (v *view) waitAdvice(r *v1alpha1.Rollout, w *v1alpha1.Wait) []v1alpha1.Advice {
	if row := v.rowOf(w); row != nil && row.pod != nil && !statefulset.InRange(v.set, row.ordinal) && w.Reason != v1alpha1.WaitTermination {
		// What is to go anyway need not come up first.
		top := v.condemned[0]
		return v.deleteAdvice(top, fmt.Sprintf("Delete %s: it is to go, and would wait for %s to be available", top.info.Name, w.Object.Name))
	}
	if row := v.rowOf(w); row != nil && row.pod != nil && row.info.Terminating == nil && nodeLost(row.pod) {
		return nodeAdvice(row.pod)
	}
	switch w.Reason {
	case v1alpha1.WaitStranger:
		return v.strangerAdvice(w)
	case v1alpha1.WaitCreation:
		if w.Object.Kind == "PersistentVolumeClaim" {
			return v.claimAdvice(w)
		}
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

// strangerAdvice: who holds the name has to go, unless it is the set's own Pod
// that lost its labels: with them back it is adopted again, data and all.
func (v *view) strangerAdvice(w *v1alpha1.Wait) []v1alpha1.Advice {
	row := v.rowOf(w)
	if row != nil && row.state == v1alpha1.OrdinalReleased && v.set.Spec.Selector != nil {
		command := "label pod %s --overwrite"
		args := []string{w.Object.Name}
		for _, key := range slices.Sorted(maps.Keys(v.set.Spec.Selector.MatchLabels)) {
			if want := v.set.Spec.Selector.MatchLabels[key]; row.other.Labels[key] != want {
				command += " %s"
				args = append(args, key+"="+want)
			}
		}
		if len(args) > 1 {
			return []v1alpha1.Advice{{
				Message:  fmt.Sprintf("Give %s its labels back, and the set takes it back", w.Object.Name),
				Commands: []string{v.kubectl(command, args...)},
			}}
		}
	}
	return []v1alpha1.Advice{{
		Message:  fmt.Sprintf("See whose Pod %s is, and have it deleted", w.Object.Name),
		Commands: []string{v.kubectl("get pod %s -o yaml", w.Object.Name)},
	}}
}

// claimAdvice: a claim that is being deleted stays as long as a finalizer is on it.
func (v *view) claimAdvice(w *v1alpha1.Wait) []v1alpha1.Advice {
	claim := v.snap.Claim(v.set.Namespace, w.Object.Name)
	if claim == nil {
		return nil
	}
	other := slices.DeleteFunc(slices.Clone(claim.Finalizers), func(f string) bool { return f == "kubernetes.io/pvc-protection" })
	message := fmt.Sprintf("See which Pod still uses claim %s: it stays as long", claim.Name)
	if len(other) > 0 {
		message = fmt.Sprintf("Claim %s stays until %s is removed by whoever put it there", claim.Name, finalizerWords(other))
	}
	return []v1alpha1.Advice{{Message: message, Commands: []string{v.kubectl("describe persistentvolumeclaim %s", claim.Name)}}}
}

func (v *view) scheduleAdvice(r *v1alpha1.Rollout, w *v1alpha1.Wait) []v1alpha1.Advice {
	if row := v.rowOf(w); row != nil {
		for _, c := range v.claims(row) {
			if c.State == v1alpha1.ClaimTerminating && row.pod != nil && mounts(row.pod, c.Name) {
				return v.deleteAdvice(row, fmt.Sprintf("Delete %s: it cannot start with a claim that is being deleted, and comes back with an empty one", w.Object.Name))
			}
		}
		if c := v.hopelessClaim(row); c != nil {
			return []v1alpha1.Advice{{
				Message: fmt.Sprintf("Create StorageClass %s: neither the claim nor the set's claim template can change its class", *c.StorageClassName),
			}}
		}
	}
	if row := v.rowOf(w); row != nil {
		if out := v.dataAdvice(row); len(out) > 0 {
			return out
		}
	}
	if r.State == v1alpha1.StateTrapped {
		// A change of the template does not reach this Pod.
		return v.replaceAdvice(r, w)
	}
	room := v1alpha1.Advice{Message: "Make room for it, or correct what the template asks of a node"}
	return append([]v1alpha1.Advice{room}, v.replaceAdvice(r, w)...)
}

// terminationAdvice: a Pod that outlives its grace period waits for a finalizer
// or for a kubelet that does not answer.
func (v *view) terminationAdvice(w *v1alpha1.Wait) []v1alpha1.Advice {
	row := v.rowOf(w)
	if row == nil || row.info == nil || row.info.Terminating == nil {
		return nil
	}
	if fin := row.info.Terminating.Finalizers; len(fin) > 0 {
		return []v1alpha1.Advice{{Message: fmt.Sprintf("%s stays until %s is removed by whoever put it there", w.Object.Name, finalizerWords(fin))}}
	}
	if row.info.Node == "" || row.pod == nil {
		return nil
	}
	return v.freeAdvice(row.pod)
}

func (v *view) heldAdvice(r *v1alpha1.Rollout) []v1alpha1.Advice {
	if len(r.Held) == 0 {
		return nil
	}
	if ref := metav1.GetControllerOfNoCopy(v.set); ref != nil {
		return []v1alpha1.Advice{{Message: fmt.Sprintf("%s/%s owns the set and decides when its Pods are replaced", ref.Kind, ref.Name)}}
	}
	next := r.Held[0]
	row := v.rowAt(next)
	if row == nil || row.pod == nil {
		return nil
	}
	if r.HeldBy == v1alpha1.HeldByPartition {
		partition := next - statefulset.StartOrdinal(v.set)
		if !v.helpsToLower(row.pod, partition) {
			return nil
		}
		return []v1alpha1.Advice{{
			Message:  fmt.Sprintf("To go on with ordinal %d, lower the partition to %d", next, partition),
			Commands: []string{v.partitionCommand(partition)},
		}}
	}
	if !v.helpsToDelete(row.pod) {
		return nil
	}
	return v.deleteAdvice(row, fmt.Sprintf("Delete %s, wait until it is available again, then go on with the next lower one", row.info.Name))
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

func (v *view) partitionCommand(partition int32) string {
	return v.kubectl("patch statefulset %s --type merge -p %s", v.set.Name,
		fmt.Sprintf(`{"spec":{"updateStrategy":{"rollingUpdate":{"partition":%d}}}}`, partition))
}

// kubectl writes a command for the set's namespace; every argument is quoted, so
// that a name can never become shell.
func (v *view) kubectl(format string, args ...string) string {
	quoted := make([]any, len(args))
	for i, a := range args {
		quoted[i] = shell.Quote(a)
	}
	return "kubectl -n " + shell.Quote(v.set.Namespace) + " " + fmt.Sprintf(format, quoted...)
}
