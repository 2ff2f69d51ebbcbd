package oracle

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// status of the set as an earlier sync left it: mostly what the Pods are.
func (d *draft) status() {
	set := d.c.Set
	status := &set.Status
	status.ObservedGeneration = set.Generation
	status.CurrentRevision, status.UpdateRevision = d.current, d.update
	for _, pod := range d.c.Pods {
		if !statefulset.IsControlledBy(pod, set) || pod.Status.Phase == "" {
			continue
		}
		status.Replicas++
		if statefulset.IsRunningAndReady(pod) {
			status.ReadyReplicas++
			if statefulset.IsAvailable(pod, set.Spec.MinReadySeconds, d.c.Now) {
				status.AvailableReplicas++
			}
		}
		if statefulset.IsTerminating(pod) {
			continue
		}
		if statefulset.Revision(pod) == d.current {
			status.CurrentReplicas++
		}
		if statefulset.Revision(pod) == d.update {
			status.UpdatedReplicas++
		}
	}
	if d.chance(0.3) {
		status.ObservedGeneration = int64(d.IntN(int(set.Generation) + 1))
	}
	if d.chance(0.3) {
		status.CurrentReplicas = d.Int32N(*set.Spec.Replicas+3) - 1 // it does become -1
	}
	if d.odd() {
		status.UpdateRevision = one(d, "", d.current)
	}
	if d.chance(0.3) {
		count := d.Int32N(collisions)
		status.CollisionCount = &count
	}
	d.conditions()
}

func (d *draft) conditions() {
	if d.chance(0.8) {
		return
	}
	condition := appsv1.StatefulSetCondition{
		Type: "Progressing", Status: corev1.ConditionTrue, Reason: "RecreateInProgress",
		Message: one(d, "Deleting old revision pods", "Waiting for new-revision pods to be created"), LastTransitionTime: d.ago(time.Minute),
	}
	if d.chance(0.5) {
		condition.Status, condition.Reason, condition.Message = corev1.ConditionFalse, "RecreateCompleted", "All pods recreated successfully"
	}
	all := []appsv1.StatefulSetCondition{condition, {Type: "Example", Status: corev1.ConditionTrue, LastTransitionTime: d.ago(time.Minute)}}
	d.c.Set.Status.Conditions = one(d, all, all[:1], all[1:])
}
