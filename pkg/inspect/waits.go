package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// waits puts into words what the controller's next sync waits for. An
// OrderedReady controller stops at one thing; a Parallel one goes on, and all
// that it has under way is listed.
func (v *view) waits() []v1alpha1.Wait {
	if w := v.failureWait(); w != nil {
		return append([]v1alpha1.Wait{*w}, v.underWay(w.Ordinal)...)
	}
	var recreating []v1alpha1.Wait
	for i := range v.sync.Waits {
		switch w := &v.sync.Waits[i]; {
		case w.Phase == replay.PhaseRecreate:
			recreating = append(recreating, v.recreateWait(w))
		case statefulset.OrderedReady(v.set) && w.Stops:
			return []v1alpha1.Wait{v.stopWait(w)}
		}
	}
	if len(recreating) > 0 {
		sortWaits(recreating)
		return recreating
	}
	for _, r := range v.replicas {
		if statefulset.OrderedReady(v.set) && r.other != nil && v.does(replay.AdoptPod, v.podName(r)) != nil {
			return []v1alpha1.Wait{*v.strangerWait(r)}
		}
	}
	return v.underWay(nil)
}

// stopWait is where an OrderedReady controller stops.
func (v *view) stopWait(w *replay.Wait) v1alpha1.Wait {
	r := v.rowNamed(w.Pod, w.Ordinal)
	out := v.replicaWait(r)
	if w.Phase == replay.PhaseScale {
		out = v.condemnedBlocker(r)
	}
	if out == nil {
		// Available by the rules of today, and not by those of this server.
		out = v.wait(v1alpha1.WaitAvailable, r, fmt.Sprintf("is ready but not yet available (minReadySeconds %d)", v.set.Spec.MinReadySeconds))
	}
	out.Behind = v.behind(r.ordinal)
	return *out
}

// replicaWait says what is not yet as it should be at an ordinal of the range,
// nil when nothing is.
func (v *view) replicaWait(r *row) *v1alpha1.Wait {
	switch {
	case r.pod == nil && r.other != nil:
		return v.strangerWait(r)
	case r.pod == nil:
		return v.creationWait(r)
	case statefulset.IsTerminal(r.pod):
		if statefulset.IsTerminating(r.pod) {
			return v.wait(v1alpha1.WaitTermination, r, "is terminating")
		}
		return v.replacementWait(r)
	case statefulset.IsTerminating(r.pod):
		return v.terminationWait(r)
	case !r.info.Ready:
		return v.unreadyWait(r)
	case !r.info.Available:
		w := v.wait(v1alpha1.WaitAvailable, r, fmt.Sprintf("is ready but not yet available (minReadySeconds %d)", v.set.Spec.MinReadySeconds))
		w.Until = r.info.AvailableAt
		return w
	}
	return nil
}

func (v *view) wait(reason v1alpha1.WaitReason, r *row, what string) *v1alpha1.Wait {
	ordinal := r.ordinal
	name := v.podName(r)
	w := &v1alpha1.Wait{
		Reason: reason, Ordinal: &ordinal,
		Object:  v.ref("Pod", name),
		Message: name + " " + what,
	}
	if r.info != nil && r.pod != nil {
		w.Since, w.Failing = r.info.Since, r.info.Failing
	}
	return w
}

func (v *view) terminationWait(r *row) *v1alpha1.Wait {
	var parts []string
	fin := r.info.Terminating.Finalizers
	switch {
	case nodeLost(r.pod):
		parts = append(parts, "its node is not ready")
	case r.info.Failing:
		parts = append(parts, "past its grace period")
	case takenAway(r.pod) != "":
		parts = append(parts, takenAway(r.pod))
	}
	switch {
	case len(fin) > 0:
		parts = append(parts, finalizerWords(fin))
	case r.info.Failing && r.info.Node != "":
		parts = append(parts, v.stuckOn(r))
	}
	what := "is terminating"
	if len(parts) > 0 {
		what += " (" + strings.Join(parts, "; ") + ")"
	}
	w := v.wait(v1alpha1.WaitTermination, r, what)
	if !w.Failing {
		w.Until = r.info.Terminating.Deadline.DeepCopy()
	}
	return w
}

func (v *view) unreadyWait(r *row) *v1alpha1.Wait {
	p := r.info
	if r.pod.Spec.NodeName == "" {
		what := "waits for a node"
		if c := v.hopelessClaim(r); c != nil {
			what = fmt.Sprintf("cannot be scheduled (claim %s is Pending: %s)", c.Name, c.Message)
		} else if p.Reason == corev1.PodReasonUnschedulable || p.Reason == corev1.PodReasonSchedulingGated {
			what = "is " + p.Reason
			if p.Message != "" {
				what += " (" + schedulerWords(p.Message) + ")"
			}
		}
		return v.wait(v1alpha1.WaitSchedule, r, what)
	}
	what := unreadyWords(r.pod, p)
	if nodeLost(r.pod) {
		what += " (" + p.Message + ")"
	} else if d := v.details(r.pod, p); d != "" {
		what += " (" + d + ")"
	}
	return v.wait(v1alpha1.WaitReady, r, what)
}

// hopelessClaim is a claim of the Pod that nobody is going to bind, because its
// StorageClass does not exist. The scheduler says no more than "unbound immediate
// PersistentVolumeClaims".
func (v *view) hopelessClaim(r *row) *v1alpha1.Claim {
	for _, c := range v.claims(r) {
		if c.State == v1alpha1.ClaimPending && c.StorageClassName != nil && *c.StorageClassName != "" &&
			v.snap.StorageClass(*c.StorageClassName) == nil && v.knows(snapshot.StorageClasses) {
			return &c
		}
	}
	return nil
}

// behind are the ordinals that an OrderedReady controller does not come to
// before the given one is available, highest first: those to create, to replace, to remove.
func (v *view) behind(ordinal int32) []int32 {
	seen := map[int32]bool{ordinal: true}
	var out []int32
	add := func(o int32) {
		if !seen[o] {
			seen[o] = true
			out = append(out, o)
		}
	}
	for _, r := range v.condemned {
		add(r.ordinal)
	}
	for _, o := range v.missing() {
		if o > ordinal {
			add(o)
		}
	}
	for _, o := range v.outdated() {
		add(o)
	}
	slices.SortFunc(out, func(a, b int32) int { return int(b) - int(a) })
	return out
}
