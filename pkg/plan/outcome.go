package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// conclude says how the world ended.
func (w *world) conclude(r *v1alpha1.PlanResult) {
	r.Outcome, r.Message = v1alpha1.PlanDone, ""
	if w.Set.DeletionTimestamp != nil {
		r.Outcome = v1alpha1.PlanDeleting
		r.Message = "the set is being deleted, and its controller does nothing more for it"
		return
	}
	if w.endless {
		r.Outcome = v1alpha1.PlanEndless
		r.Message = fmt.Sprintf("no end was found within %d syncs of the controller", w.syncs)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(w.refused)) {
		if !w.refused[name].name {
			continue
		}
		r.Rejections = append(r.Rejections, v1alpha1.PlanRejection{
			Reason: v1alpha1.RejectedName, Field: "metadata.name", Message: w.refused[name].why,
			Object: v1alpha1.ObjectReference{Kind: "Pod", Namespace: w.Set.Namespace, Name: name},
		})
	}
	if wait := w.stuckOn(); wait != nil {
		r.Outcome, r.WaitsFor = v1alpha1.PlanStuck, wait
		r.Message = wait.Message
		if pod := w.pod(wait.Object.Name); pod != nil && w.trapped(pod) {
			r.Message += "; it is of an old revision, and the controller waits for it instead of replacing it"
		}
		r.Advice = w.unblock(wait)
		return
	}
	if r.Held = w.held(); len(r.Held) > 0 {
		r.Outcome, r.HeldBy = v1alpha1.PlanHeld, v1alpha1.HeldByPartition
		if statefulset.Strategy(w.Set) == appsv1.OnDeleteStatefulSetStrategyType {
			r.HeldBy = v1alpha1.HeldByOnDelete
		}
	}
}

// held are the ordinals whose Pods stay on another revision than the newest.
func (w *world) held() []int32 {
	var out []int32
	for _, pod := range w.ownPods() {
		_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
		if statefulset.InRange(w.Set, ordinal) && statefulset.Revision(pod) != w.last.UpdateRevision {
			out = append(out, ordinal)
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

// stuckOn is what keeps a world in which nothing moves from being as it should;
// nil when it is.
func (w *world) stuckOn() *v1alpha1.Wait {
	if name := w.firstRefused(); name != "" {
		_, ordinal := statefulset.ParentAndOrdinal(name)
		return w.waitOn(v1alpha1.WaitCreation, "Pod", name, &ordinal, "the API server refuses "+name+": "+w.refused[name].why)
	}
	if f := w.last.Failure; f != nil {
		return w.failureWait(f)
	}
	// What stops a sync decides; what it merely passes by does not.
	for _, stops := range []bool{true, false} {
		for i := range w.last.Waits {
			if wait := &w.last.Waits[i]; wait.Stops == stops {
				return w.podWait(wait)
			}
		}
	}
	// A Parallel set waits for nobody, and is not done either.
	for _, pod := range w.ownPods() {
		if !w.available(pod) {
			return w.describe(pod)
		}
	}
	return nil
}

func (w *world) firstRefused() string {
	var first string
	for name := range w.refused {
		if first == "" || name < first {
			first = name
		}
	}
	return first
}

func (w *world) failureWait(f *replay.Failure) *v1alpha1.Wait {
	reason := v1alpha1.WaitController
	if other := w.pod(f.Name); f.Kind == "Pod" && other != nil && !statefulset.IsControlledBy(other, w.Set) {
		reason = v1alpha1.WaitStranger
	}
	var ordinal *int32
	if f.Ordinal >= 0 {
		ordinal = &f.Ordinal
	}
	return w.waitOn(reason, f.Kind, f.Name, ordinal, "the controller fails again and again: "+f.Message)
}

func (w *world) podWait(wait *replay.Wait) *v1alpha1.Wait {
	if wait.Condition == replay.WaitClaim {
		return w.waitOn(v1alpha1.WaitCreation, "PersistentVolumeClaim", wait.Claim, &wait.Ordinal,
			fmt.Sprintf("claim %s belongs to an earlier %s and is not deleted", wait.Claim, wait.Pod))
	}
	pod := w.pod(wait.Pod)
	if pod == nil {
		return w.waitOn(v1alpha1.WaitCreation, "Pod", wait.Pod, &wait.Ordinal, wait.Pod+" is not created")
	}
	out := w.describe(pod)
	out.Since = wait.Since
	return out
}

// describe is a wait for a Pod that does not move.
func (w *world) describe(pod *corev1.Pod) *v1alpha1.Wait {
	_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	why := cmp.Or(w.fates[pod.UID].why, "is not available")
	reason := v1alpha1.WaitReady
	switch {
	case statefulset.IsTerminating(pod):
		reason = v1alpha1.WaitTermination
	case pod.Spec.NodeName == "":
		reason = v1alpha1.WaitSchedule
	}
	out := w.waitOn(reason, "Pod", pod.Name, &ordinal, pod.Name+" "+why)
	out.Failing = true
	return out
}

// trapped: the controller would replace the Pod if it did not wait for it (kubernetes/kubernetes#67250).
func (w *world) trapped(pod *corev1.Pod) bool {
	_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	return !statefulset.IsTerminating(pod) && statefulset.InRange(w.Set, ordinal) && !statefulset.HeldByPartition(w.Set, ordinal) &&
		statefulset.Strategy(w.Set) == appsv1.RollingUpdateStatefulSetStrategyType && statefulset.Revision(pod) != w.last.UpdateRevision
}

func (w *world) waitOn(reason v1alpha1.WaitReason, kind, name string, ordinal *int32, message string) *v1alpha1.Wait {
	return &v1alpha1.Wait{
		Reason: reason, Message: message, Ordinal: ordinal,
		Object: v1alpha1.ObjectReference{Kind: kind, Namespace: w.Set.Namespace, Name: name},
	}
}
