package inspect

import (
	"cmp"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// What is advised is replayed first: a command that replay does not see help is not printed.

// successor is what the controller creates in place of a Pod that somebody
// deletes; the zero Action when it creates none. The set may be a changed one.
func (v *view) successor(pod *corev1.Pod, set *appsv1.StatefulSet) replay.Action {
	state := v.seen
	state.Set = set
	// First the Pod is terminating: the status that the controller writes then
	// decides on the successor's revision where there is no partition.
	going := pod.DeepCopy()
	going.DeletionTimestamp = &metav1.Time{Time: v.now}
	state.Pods = slices.Clone(v.seen.Pods)
	if i := slices.Index(state.Pods, pod); i >= 0 {
		state.Pods[i] = going
	}
	if status := replay.Next(state, v.rules[0]).Status; status != nil {
		state.Set = set.DeepCopy()
		state.Set.Status = *status
	}
	state.Pods = slices.DeleteFunc(state.Pods, func(p *corev1.Pod) bool { return p == going })
	// With the Pod go the claims that are being deleted and that it alone owns.
	state.Claims = slices.DeleteFunc(slices.Clone(state.Claims), func(c *corev1.PersistentVolumeClaim) bool {
		return c.DeletionTimestamp != nil && mounts(pod, c.Name) || ownedAlone(c, pod)
	})
	for _, a := range replay.Next(state, v.rules[0]).Actions {
		if a.Verb == replay.CreatePod && a.Name == pod.Name {
			return a
		}
	}
	return replay.Action{}
}

// ownedAlone: the garbage collector deletes the claim once the Pod is gone. A Pod
// has claims of its own when whenScaled is Delete and it is outside the range, or
// was a moment ago: an OrderedReady controller takes them back when the Pod is ready.
func ownedAlone(claim *corev1.PersistentVolumeClaim, pod *corev1.Pod) bool {
	return len(claim.OwnerReferences) > 0 && !slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool {
		return ref.UID != pod.UID
	})
}

// helpsToDelete: deleted, the Pod comes back, and on the update revision.
func (v *view) helpsToDelete(pod *corev1.Pod) bool {
	return v.successor(pod, v.set).Revision == v.set.Status.UpdateRevision
}

// needsDeletion: the controller does not get past the Pod when the template
// changes, and deleted, the Pod comes back with the new one.
func (v *view) needsDeletion(pod *corev1.Pod) bool {
	set := v.set.DeepCopy()
	set.Generation++
	metav1.SetMetaDataAnnotation(&set.Spec.Template.ObjectMeta, "kubectl.kubernetes.io/restartedAt", "then")
	if v.seen.RevisionsUnread {
		set.Status.UpdateRevision = "that of the changed template"
	}
	next := v.nextWith(set)
	stuck := statefulset.Strategy(set) == appsv1.OnDeleteStatefulSetStrategyType ||
		slices.ContainsFunc(next.Waits, func(w replay.Wait) bool { return w.Stops && w.Pod == pod.Name })
	return stuck && v.successor(pod, set).Name != ""
}

// goesOn: with everything there that is on its way, and what fails failing still,
// the sync replaces an outdated Pod. Between two replacements a Parallel update
// waits for the last one to come up; that a Pod further down fails does not hold it up.
func (v *view) goesOn() bool {
	state := v.seen
	since := metav1.NewTime(v.now.Add(-time.Duration(v.set.Spec.MinReadySeconds)*time.Second - time.Second))
	there := map[*corev1.Pod]*corev1.Pod{}
	for _, r := range v.replicas {
		if r.pod == nil || r.info.Failing || r.info.Available && !statefulset.IsTerminating(r.pod) {
			continue
		}
		there[r.pod] = ready(r.pod, since)
		if statefulset.IsTerminating(r.pod) || statefulset.IsTerminal(r.pod) {
			// Its successor comes in its place.
			there[r.pod].DeletionTimestamp = nil
			metav1.SetMetaDataLabel(&there[r.pod].ObjectMeta, appsv1.StatefulSetRevisionLabel, v.expectedRevision(r.ordinal))
		}
	}
	state.Pods = make([]*corev1.Pod, 0, len(v.seen.Pods))
	for _, pod := range v.seen.Pods {
		state.Pods = append(state.Pods, cmp.Or(there[pod], pod))
	}
	for i := range v.sync.Actions {
		if pod, ok := v.sync.Actions[i].Object.(*corev1.Pod); ok && v.sync.Actions[i].Verb == replay.CreatePod {
			state.Pods = append(state.Pods, ready(pod, since))
		}
	}
	return slices.ContainsFunc(replay.Next(state, v.rules[0]).Actions, func(a replay.Action) bool {
		return a.Verb == replay.DeletePod && a.Reason == replay.ReasonOutdated
	})
}

// nextWith is the next sync with the set as given.
func (v *view) nextWith(set *appsv1.StatefulSet) replay.Sync {
	state := v.seen
	state.Set = set
	return replay.Next(state, v.rules[0])
}

// replaces: with the set as given, the next sync deletes the Pod.
func (v *view) replaces(set *appsv1.StatefulSet, pod *corev1.Pod) bool {
	return slices.ContainsFunc(v.nextWith(set).Actions, func(a replay.Action) bool {
		return a.Verb == replay.DeletePod && a.Name == pod.Name
	})
}

// helpsToLower: with this partition the controller goes on with the Pod.
func (v *view) helpsToLower(pod *corev1.Pod, partition int32) bool {
	set := v.set.DeepCopy()
	set.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition}
	if ru := v.set.Spec.UpdateStrategy.RollingUpdate; ru != nil {
		set.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = ru.MaxUnavailable
	}
	return v.replaces(set, pod)
}

// helpsToUndo: with the template of a revision, the Pod that holds the rollout
// up is replaced, or comes back on that revision once it is deleted.
func (v *view) helpsToUndo(pod *corev1.Pod, to *appsv1.ControllerRevision) bool {
	template, err := revision.Decode(to)
	if err != nil {
		return false
	}
	set := v.set.DeepCopy()
	set.Generation++
	set.Spec.Template = *template
	return v.replaces(set, pod) || v.successor(pod, set).Revision == to.Name
}
