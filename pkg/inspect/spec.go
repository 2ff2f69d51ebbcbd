package inspect

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func objectMeta(set *appsv1.StatefulSet) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: set.Name, Namespace: set.Namespace, UID: set.UID, Generation: set.Generation,
		CreationTimestamp: set.CreationTimestamp, DeletionTimestamp: set.DeletionTimestamp,
		Finalizers: set.Finalizers, Labels: set.Labels, OwnerReferences: set.OwnerReferences,
	}
}

func setSpec(set *appsv1.StatefulSet) v1alpha1.SetSpec {
	s := v1alpha1.SetSpec{
		Replicas:            statefulset.Replicas(set),
		OrdinalsStart:       statefulset.StartOrdinal(set),
		UpdateStrategy:      string(statefulset.Strategy(set)),
		Partition:           statefulset.Partition(set),
		PodManagementPolicy: string(appsv1.OrderedReadyPodManagement),
		MinReadySeconds:     set.Spec.MinReadySeconds,
		ServiceName:         set.Spec.ServiceName,
		Selector:            metav1.FormatLabelSelector(set.Spec.Selector),
		WhenDeleted:         string(appsv1.RetainPersistentVolumeClaimRetentionPolicyType),
		WhenScaled:          string(appsv1.RetainPersistentVolumeClaimRetentionPolicyType),
	}
	if !statefulset.OrderedReady(set) {
		s.PodManagementPolicy = string(appsv1.ParallelPodManagement)
	}
	if ru := set.Spec.UpdateStrategy.RollingUpdate; ru != nil && ru.MaxUnavailable != nil {
		s.MaxUnavailable = ru.MaxUnavailable.String()
	}
	if p := set.Spec.PersistentVolumeClaimRetentionPolicy; p != nil {
		if p.WhenDeleted != "" {
			s.WhenDeleted = string(p.WhenDeleted)
		}
		if p.WhenScaled != "" {
			s.WhenScaled = string(p.WhenScaled)
		}
	}
	for _, c := range set.Spec.Template.Spec.Containers {
		s.Containers = append(s.Containers, v1alpha1.ContainerImage{Name: c.Name, Image: c.Image})
	}
	for i := range set.Spec.VolumeClaimTemplates {
		t := &set.Spec.VolumeClaimTemplates[i]
		s.ClaimTemplates = append(s.ClaimTemplates, v1alpha1.ClaimTemplate{
			Name: t.Name, StorageClassName: t.Spec.StorageClassName, Request: quantity(t.Spec.Resources.Requests),
		})
	}
	return s
}

// quantity is the storage in a resource list as text, empty when there is none.
func quantity(list corev1.ResourceList) string {
	if q, ok := list[corev1.ResourceStorage]; ok {
		return q.String()
	}
	return ""
}
