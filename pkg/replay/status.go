package replay

import (
	"reflect"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// newStatus is the status that a sync starts from.
func (s *sync) newStatus() *appsv1.StatefulSetStatus {
	status := &appsv1.StatefulSetStatus{
		ObservedGeneration: s.set.Generation,
		CurrentRevision:    s.current.name,
		UpdateRevision:     s.update.name,
		CollisionCount:     &s.collisions,
	}
	if s.rules.KeepsConditions && len(s.set.Status.Conditions) > 0 {
		status.Conditions = slices.Clone(s.set.Status.Conditions)
	}
	return status
}

// count fills in the counters (updateStatus, computeReplicaStatus).
func (s *sync) count(status *appsv1.StatefulSetStatus, lists ...[]*corev1.Pod) {
	status.Replicas, status.ReadyReplicas, status.AvailableReplicas = 0, 0, 0
	status.CurrentReplicas, status.UpdatedReplicas = 0, 0
	for _, pod := range slices.Concat(lists...) {
		if !created(pod) {
			continue
		}
		status.Replicas++
		if statefulset.IsRunningAndReady(pod) {
			status.ReadyReplicas++
			if s.available(pod) {
				status.AvailableReplicas++
			}
		}
		if statefulset.IsTerminating(pod) {
			continue
		}
		if statefulset.Revision(pod) == s.current.name {
			status.CurrentReplicas++
		}
		if statefulset.Revision(pod) == s.update.name {
			status.UpdatedReplicas++
		}
	}
}

// complete is completeUpdate: with every Pod updated and ready the update
// revision becomes the current one.
func (s *sync) complete(status *appsv1.StatefulSetStatus) {
	replicas := statefulset.Replicas(s.set)
	strategy := statefulset.Strategy(s.set)
	if status.UpdatedReplicas != replicas || status.ReadyReplicas != replicas || status.Replicas != replicas ||
		strategy != appsv1.RollingUpdateStatefulSetStrategyType && !s.rules.CompletesAnyStrategy {
		return
	}
	status.CurrentReplicas = status.UpdatedReplicas
	status.CurrentRevision = status.UpdateRevision
	known := slices.ContainsFunc(status.Conditions, func(c appsv1.StatefulSetCondition) bool { return c.Type == appsv1.StatefulSetProgressing })
	if known && strategy == appsv1.RecreateStatefulSetStrategyType && s.rules.Recreate {
		s.progressing(status, corev1.ConditionFalse, "RecreateCompleted", "All pods recreated successfully")
	}
}

// progressing sets the condition Progressing (setProgressingCondition).
func (s *sync) progressing(status *appsv1.StatefulSetStatus, value corev1.ConditionStatus, reason, message string) {
	c := appsv1.StatefulSetCondition{
		Type: appsv1.StatefulSetProgressing, Status: value, Reason: reason, Message: message,
		LastTransitionTime: metav1.NewTime(s.state.Now),
	}
	i := slices.IndexFunc(status.Conditions, func(have appsv1.StatefulSetCondition) bool { return have.Type == c.Type })
	switch {
	case i < 0:
		status.Conditions = append(status.Conditions, c)
		return
	case status.Conditions[i].Status == value:
		c.LastTransitionTime = status.Conditions[i].LastTransitionTime
	}
	status.Conditions[i] = c
}

// inconsistent reports whether the status is worth a write (inconsistentStatus).
// The collision count alone is not.
func (s *sync) inconsistent(status *appsv1.StatefulSetStatus) bool {
	have := &s.set.Status
	return status.ObservedGeneration > have.ObservedGeneration ||
		status.Replicas != have.Replicas ||
		status.CurrentReplicas != have.CurrentReplicas ||
		status.ReadyReplicas != have.ReadyReplicas ||
		status.UpdatedReplicas != have.UpdatedReplicas ||
		status.CurrentRevision != have.CurrentRevision ||
		status.AvailableReplicas != have.AvailableReplicas ||
		status.UpdateRevision != have.UpdateRevision ||
		s.rules.KeepsConditions && !reflect.DeepEqual(have.Conditions, status.Conditions)
}

// again is when a Pod becomes available by time alone: no event tells the
// controller, so it looks by itself (syncStatefulSet).
func (s *sync) again(status *appsv1.StatefulSetStatus) *time.Time {
	if status == nil || s.set.Spec.MinReadySeconds <= 0 || status.ReadyReplicas == status.AvailableReplicas {
		return nil
	}
	next := s.state.Now.Add(seconds(int64(s.set.Spec.MinReadySeconds)))
	for _, pod := range s.pods {
		if at := statefulset.AvailableAt(pod, s.set.Spec.MinReadySeconds); at != nil && at.After(s.state.Now) && at.Time.Before(next) {
			next = at.Time
		}
	}
	return &next
}
