//go:build e2e

package walk

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

const (
	setName = "web"
	appKey  = "app"
)

// shapes are what the sets begin as, by name.
var shapes = []struct {
	name string
	edit []framework.Edit
}{
	{"ordered", nil},
	{"parallel", []framework.Edit{parallel}},
	{"slow", []framework.Edit{slow, claims("data")}},
	{"partition", []framework.Edit{rolling(2, 1), framework.Replicas(4)}},
	{"unavailable", []framework.Edit{rolling(0, 2), framework.Replicas(4), slow}},
	{"burst", []framework.Edit{parallel, rolling(0, 2), framework.Replicas(5), slow}},
	{"ondelete", []framework.Edit{strategy(appsv1.OnDeleteStatefulSetStrategyType)}},
	{"minready", []framework.Edit{parallel, minReady(2)}},
	{"start", []framework.Edit{start(3), rolling(1, 1)}},
	{"claims", []framework.Edit{claims("data", "logs")}},
	{"delete", []framework.Edit{claims("data"), retention("Delete", "Delete")}},
	{"retain", []framework.Edit{parallel, claims("data", "logs"), retention("Delete", "Retain")}},
	{"recreate", []framework.Edit{strategy(appsv1.RecreateStatefulSetStrategyType), parallel, slow}},
	{"history", []framework.Edit{parallel, history(1)}},
}

// newSet is a set of three Pods that are ready at once and die at once.
func newSet(edits []framework.Edit) *appsv1.StatefulSet {
	labels := map[string]string{appKey: setName}
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: setName},
		Spec: appsv1.StatefulSetSpec{
			Replicas: new(int32(3)), ServiceName: setName,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "example.com/app:1"}}},
			},
		},
	}
	for _, edit := range edits {
		edit(set)
	}
	return set
}

func parallel(set *appsv1.StatefulSet) { set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement }

// slow Pods are terminating and not ready for long enough to be seen so.
func slow(set *appsv1.StatefulSet) {
	set.Spec.Template.Annotations = map[string]string{
		"sim.kubectl-sts.dev/ready-delay": "150ms", "sim.kubectl-sts.dev/stop-delay": "150ms",
	}
}

func rolling(partition int32, maxUnavailable int) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		most := intstr.FromInt(maxUnavailable)
		set.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition, MaxUnavailable: &most}
	}
}

func strategy(t appsv1.StatefulSetUpdateStrategyType) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.UpdateStrategy.Type = t }
}

func minReady(seconds int32) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = seconds }
}

func start(ordinal int32) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.Ordinals = &appsv1.StatefulSetOrdinals{Start: ordinal} }
}

func history(limit int32) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.RevisionHistoryLimit = &limit }
}

func retention(whenDeleted, whenScaled appsv1.PersistentVolumeClaimRetentionPolicyType) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenDeleted: whenDeleted, WhenScaled: whenScaled,
		}
	}
}

func claims(names ...string) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		for _, name := range names {
			set.Spec.VolumeClaimTemplates = append(set.Spec.VolumeClaimTemplates, corev1.PersistentVolumeClaim{
				ObjectMeta: metav1.ObjectMeta{Name: name},
				Spec: corev1.PersistentVolumeClaimSpec{
					AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
					Resources: corev1.VolumeResourceRequirements{
						Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")},
					},
				},
			})
		}
	}
}
