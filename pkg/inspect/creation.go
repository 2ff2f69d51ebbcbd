package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// strangerWait: the controller cannot create a Pod whose name is taken, and
// tries again for ever. A Pod it will adopt is only a step on the way.
func (v *view) strangerWait(r *row) *v1alpha1.Wait {
	switch r.state {
	case v1alpha1.OrdinalOrphan:
		return v.wait(v1alpha1.WaitCreation, r, "has no owner; the controller is about to adopt it")
	case v1alpha1.OrdinalReleased:
		w := v.wait(v1alpha1.WaitStranger, r, "lost the set's labels; the controller releases it and cannot create its successor")
		w.Failing = true
		return w
	}
	owner := "no controller"
	if r.info.Owner != "" {
		owner = r.info.Owner
	}
	what := fmt.Sprintf("is not the set's own: the name is taken by a Pod of %s", owner)
	// One that is going away leaves the name by itself.
	failing := r.other.DeletionTimestamp == nil
	if v.ofEarlierSet(r.other) {
		what = fmt.Sprintf("is left from an earlier StatefulSet %s; the garbage collector removes it", v.set.Name)
		failing = failing && v.now.Sub(v.set.CreationTimestamp.Time) >= slowAfter
	}
	w := v.wait(v1alpha1.WaitStranger, r, what)
	w.Failing = failing
	return w
}

// ofEarlierSet: the Pod's controller had this set's name and is not this set.
func (v *view) ofEarlierSet(pod *corev1.Pod) bool {
	ref := metav1.GetControllerOfNoCopy(pod)
	return ref != nil && ref.Kind == "StatefulSet" && ref.Name == v.set.Name && ref.UID != v.set.UID
}

// replacementWait: a Pod that ended is deleted in the next sync; one that is
// still there long after is not ordinary any more.
func (v *view) replacementWait(r *row) *v1alpha1.Wait {
	w := v.wait(v1alpha1.WaitReplacement, r, fmt.Sprintf("is being replaced (it ended: %s)", r.info.Reason))
	if c := statefulset.ReadyCondition(r.pod); c == nil || c.Status == corev1.ConditionTrue {
		w.Since = nil // It is older than the Pod's end: a condition of before, or its creation.
	}
	w.Failing = w.Since != nil && v.now.Sub(w.Since.Time) >= slowAfter
	return w
}

// notYetDone are the ordinals that a Parallel controller does not come to when
// it cannot create a Pod: those to replace and those to remove.
func (v *view) notYetDone(ordinal int32) []int32 {
	var out []int32
	for _, r := range v.condemned {
		out = append(out, r.ordinal)
	}
	out = append(out, v.outdated()...)
	return slices.DeleteFunc(out, func(o int32) bool { return o == ordinal })
}

// creationWait: only an event tells a Pod that is about to be created from one
// that the API server refuses.
func (v *view) creationWait(r *row) *v1alpha1.Wait {
	for _, c := range v.claims(r) {
		if claim := v.snap.Claim(v.set.Namespace, c.Name); c.State == v1alpha1.ClaimTerminating && claim != nil {
			return v.claimGoneWait(r, claim)
		}
	}
	for _, w := range v.sync.Waits {
		if w.Condition == replay.WaitClaim && w.Ordinal == r.ordinal {
			return v.wait(v1alpha1.WaitCreation, r, fmt.Sprintf("does not exist yet (its claim %s belongs to an earlier %s, and is deleted first)", w.Claim, v.podName(r)))
		}
	}
	failure, since := v.createFailure(v.podName(r))
	if failure == "" {
		return v.wait(v1alpha1.WaitCreation, r, "does not exist yet")
	}
	w := v.wait(v1alpha1.WaitCreation, r, "cannot be created ("+failure+")")
	w.Since, w.Failing = since, true
	return w
}

// claimGoneWait: over a claim that is being deleted the controller fails to create
// the Pod, or waits until it is gone (PodClaimIsStale). It goes within the moment,
// unless a finalizer or a Pod keeps it.
func (v *view) claimGoneWait(r *row, claim *corev1.PersistentVolumeClaim) *v1alpha1.Wait {
	w := v.wait(v1alpha1.WaitCreation, r, fmt.Sprintf("does not exist yet (its claim %s is being deleted first)", claim.Name))
	w.Since = claim.DeletionTimestamp.DeepCopy()
	if v.now.Sub(w.Since.Time) >= slowAfter {
		w.Object, w.Failing = v.ref("PersistentVolumeClaim", claim.Name), true
	}
	return w
}

// creates reports whether it is the controller's turn to create a Pod: an
// OrderedReady one does not come to those above the first that is not available.
func (v *view) creates() bool {
	if f := v.sync.Failure; f != nil && (f.Rule == replay.RuleClaims || f.Rule == replay.RuleCreate) {
		return f.Rule == replay.RuleClaims
	}
	return v.does(replay.CreatePod, "") != nil ||
		slices.ContainsFunc(v.sync.Waits, func(w replay.Wait) bool { return w.Condition == replay.WaitClaim })
}

// failureWait is what makes the controller's sync fail, as far as the objects
// tell: it tries again, ever more slowly, and does not come to what is behind it.
func (v *view) failureWait() *v1alpha1.Wait {
	f := v.sync.Failure
	if f == nil {
		return nil
	}
	if f.Ordinal < 0 {
		return &v1alpha1.Wait{Reason: v1alpha1.WaitController, Object: v.ref(f.Kind, f.Name), Failing: true, Message: f.Message}
	}
	r := v.rowNamed(statefulset.PodName(v.set, f.Ordinal), f.Ordinal)
	var w *v1alpha1.Wait
	switch {
	case f.Rule == replay.RuleCreate && r.other != nil:
		w = v.strangerWait(r)
	case f.Rule == replay.RuleCreate && r.pod != nil && statefulset.IsTerminal(r.pod):
		w = v.replicaWait(r) // A finalizer keeps what ended, and its name.
	case f.Rule == replay.RuleClaims && r.pod == nil:
		w = v.creationWait(r)
	case f.Rule == replay.RulePendingClaims:
		w = v.wait(v1alpha1.WaitSchedule, r, fmt.Sprintf("is Pending (its claim %s is being deleted)", f.Name))
	default:
		w = v.wait(v1alpha1.WaitController, r, strings.TrimPrefix(f.Message, v.podName(r)+" "))
		w.Since, w.Failing = nil, true
	}
	if statefulset.OrderedReady(v.set) {
		w.Behind = v.behind(r.ordinal)
	} else {
		// Whatever fails ends the sync before anything is removed or replaced.
		w.Behind = v.notYetDone(r.ordinal)
	}
	return w
}
