package oracle

import (
	"reflect"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Shrink makes a case as small as it gets while it still differs: it leaves out
// objects, and makes what is unusual in the others usual, until nothing more can go.
func Shrink(c *Case, differs func(*Case) bool) *Case {
	for {
		smaller := shrinkOnce(c, differs)
		if smaller == c {
			return c
		}
		c = smaller
	}
}

// shrinkOnce tries everything once, and keeps what still differs.
func shrinkOnce(c *Case, differs func(*Case) bool) *Case {
	try := func(change func(*Case)) {
		smaller := c.DeepCopy()
		if change(smaller); !reflect.DeepEqual(smaller, c) && differs(smaller) {
			c = smaller
		}
	}
	for i := len(c.Claims) - 1; i >= 0; i-- {
		try(func(c *Case) { c.Claims = slices.Delete(c.Claims, i, i+1) })
	}
	for i := len(c.Pods) - 1; i >= 0; i-- {
		try(func(c *Case) { c.Pods = slices.Delete(c.Pods, i, i+1) })
	}
	for i := len(c.Revisions) - 1; i >= 0; i-- {
		try(func(c *Case) { c.Revisions = slices.Delete(c.Revisions, i, i+1) })
	}
	for _, change := range setChanges {
		try(func(c *Case) { change(c.Set) })
	}
	for i := range c.Pods {
		for _, change := range podChanges {
			try(func(c *Case) { change(c.Pods[i]) })
		}
	}
	for i := range c.Revisions {
		for _, change := range revisionChanges {
			try(func(c *Case) { change(c.Revisions[i]) })
		}
	}
	for i := range c.Claims {
		for _, change := range claimChanges {
			try(func(c *Case) { change(c.Claims[i]) })
		}
	}
	return c
}

var setChanges = []func(*appsv1.StatefulSet){
	func(s *appsv1.StatefulSet) { *s.Spec.Replicas /= 2 },
	func(s *appsv1.StatefulSet) { *s.Spec.Replicas = max(*s.Spec.Replicas-1, 0) },
	func(s *appsv1.StatefulSet) { *s.Spec.RevisionHistoryLimit = 10 },
	func(s *appsv1.StatefulSet) { s.Spec.Ordinals = nil },
	func(s *appsv1.StatefulSet) { s.Spec.PodManagementPolicy = appsv1.OrderedReadyPodManagement },
	func(s *appsv1.StatefulSet) { s.Spec.MinReadySeconds = 0 },
	func(s *appsv1.StatefulSet) { s.Spec.UpdateStrategy = plainSet(s.Spec.Template).Spec.UpdateStrategy },
	func(s *appsv1.StatefulSet) {
		clearRollingUpdate(s, func(r *appsv1.RollingUpdateStatefulSetStrategy) { *r.Partition = 0 })
	},
	func(s *appsv1.StatefulSet) {
		clearRollingUpdate(s, func(r *appsv1.RollingUpdateStatefulSetStrategy) { r.MaxUnavailable = nil })
	},
	func(s *appsv1.StatefulSet) { s.Spec.PersistentVolumeClaimRetentionPolicy = nil },
	func(s *appsv1.StatefulSet) { s.Spec.VolumeClaimTemplates = nil },
	func(s *appsv1.StatefulSet) {
		s.Spec.VolumeClaimTemplates = s.Spec.VolumeClaimTemplates[:min(1, len(s.Spec.VolumeClaimTemplates))]
	},
	func(s *appsv1.StatefulSet) { s.DeletionTimestamp, s.Finalizers = nil, nil },
	func(s *appsv1.StatefulSet) { s.Annotations = nil },
	func(s *appsv1.StatefulSet) {
		s.Generation, s.Status.ObservedGeneration = 1, min(s.Status.ObservedGeneration, 1)
	},
	func(s *appsv1.StatefulSet) { s.Status.Conditions = nil },
	func(s *appsv1.StatefulSet) { s.Status.CollisionCount = nil },
	func(s *appsv1.StatefulSet) { s.Status.CurrentRevision = s.Status.UpdateRevision },
	func(s *appsv1.StatefulSet) {
		kept := s.Status
		s.Status = appsv1.StatefulSetStatus{
			ObservedGeneration: kept.ObservedGeneration, Conditions: kept.Conditions, CollisionCount: kept.CollisionCount,
			CurrentRevision: kept.CurrentRevision, UpdateRevision: kept.UpdateRevision,
		}
	},
	func(s *appsv1.StatefulSet) { s.Status = appsv1.StatefulSetStatus{} },
}

func clearRollingUpdate(s *appsv1.StatefulSet, change func(*appsv1.RollingUpdateStatefulSetStrategy)) {
	if r := s.Spec.UpdateStrategy.RollingUpdate; r != nil {
		change(r)
	}
}

var podChanges = []func(*corev1.Pod){
	func(p *corev1.Pod) { p.DeletionTimestamp, p.DeletionGracePeriodSeconds = nil, nil },
	func(p *corev1.Pod) { p.Finalizers = nil },
	func(p *corev1.Pod) { p.Status = readyStatus() },
	func(p *corev1.Pod) { p.Spec.NodeName = "node-0" },
	func(p *corev1.Pod) { p.Spec.Volumes = nil },
	func(p *corev1.Pod) { p.CreationTimestamp = metav1.Time{} },
	func(p *corev1.Pod) { p.OwnerReferences = []metav1.OwnerReference{controllerRef(setUID)} },
}

func readyStatus() corev1.PodStatus {
	return corev1.PodStatus{Phase: corev1.PodRunning, Conditions: []corev1.PodCondition{{
		Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(generatedNow.AddDate(0, 0, -1)),
	}}}
}

var revisionChanges = []func(*appsv1.ControllerRevision){
	func(r *appsv1.ControllerRevision) { r.OwnerReferences = []metav1.OwnerReference{controllerRef(setUID)} },
	func(r *appsv1.ControllerRevision) { r.CreationTimestamp = metav1.Time{} },
	func(r *appsv1.ControllerRevision) { r.Labels = map[string]string{"app": setName} },
}

var claimChanges = []func(*corev1.PersistentVolumeClaim){
	func(c *corev1.PersistentVolumeClaim) { c.DeletionTimestamp, c.Finalizers = nil, nil },
	func(c *corev1.PersistentVolumeClaim) { c.OwnerReferences = nil },
	func(c *corev1.PersistentVolumeClaim) {
		c.OwnerReferences = c.OwnerReferences[:min(1, len(c.OwnerReferences))]
	},
	func(c *corev1.PersistentVolumeClaim) { c.CreationTimestamp = metav1.Time{} },
}
