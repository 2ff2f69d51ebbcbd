package live

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
)

func ptr[T any](v T) *T { return &v }

func named(namespace, name string, labels map[string]string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Namespace: namespace, Name: name, Labels: labels, UID: types.UID(namespace + "/" + name),
		ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "kubectl"}},
	}
}

func ownedBy(m metav1.ObjectMeta, set *appsv1.StatefulSet) metav1.ObjectMeta {
	m.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: set.Name, UID: set.UID, Controller: ptr(true)}}
	return m
}

// workload is a healthy set with all that belongs to it: 2 Pods, 2 claims and
// their volumes, 1 revision, the Service with its slice, a budget, a class.
func workload(namespace, name string) (set *appsv1.StatefulSet, objects []runtime.Object) {
	app := map[string]string{"app": name}
	set = &appsv1.StatefulSet{
		ObjectMeta: named(namespace, name, app),
		Spec: appsv1.StatefulSetSpec{
			Replicas:    ptr(int32(2)),
			ServiceName: name + "-svc",
			Selector:    &metav1.LabelSelector{MatchLabels: app},
			Template:    corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: app}},
			VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{
				ObjectMeta: metav1.ObjectMeta{Name: "data"},
				Spec:       corev1.PersistentVolumeClaimSpec{StorageClassName: ptr("fast")},
			}},
		},
		Status: appsv1.StatefulSetStatus{Replicas: 2},
	}
	objects = append(objects, set,
		&appsv1.ControllerRevision{ObjectMeta: ownedBy(named(namespace, name+"-1", app), set), Revision: 1},
		&corev1.Service{ObjectMeta: named(namespace, name+"-svc", nil)},
		&discoveryv1.EndpointSlice{ObjectMeta: named(namespace, name+"-svc-abc", map[string]string{discoveryv1.LabelServiceName: name + "-svc"})},
		&policyv1.PodDisruptionBudget{ObjectMeta: named(namespace, name+"-pdb", nil)},
	)
	for i := range 2 {
		objects = append(objects, pod(set, fmt.Sprintf("%s-%d", name, i)), claim(set, fmt.Sprintf("data-%s-%d", name, i)),
			&corev1.PersistentVolume{ObjectMeta: named("", fmt.Sprintf("pv-data-%s-%d", name, i), nil)})
	}
	return set, objects
}

func pod(set *appsv1.StatefulSet, name string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: ownedBy(named(set.Namespace, name, set.Spec.Selector.MatchLabels), set),
		Spec: corev1.PodSpec{
			NodeName:   "node-a",
			Containers: []corev1.Container{{Name: "app", Image: "nginx"}},
			Volumes: []corev1.Volume{{Name: "data", VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "data-" + name},
			}}},
		},
	}
}

func claim(set *appsv1.StatefulSet, name string) *corev1.PersistentVolumeClaim {
	return &corev1.PersistentVolumeClaim{
		ObjectMeta: named(set.Namespace, name, set.Spec.Selector.MatchLabels),
		Spec:       corev1.PersistentVolumeClaimSpec{VolumeName: "pv-" + name, StorageClassName: ptr("fast")},
	}
}

// surroundings belong to no set.
func surroundings() []runtime.Object {
	return []runtime.Object{
		&storagev1.StorageClass{ObjectMeta: named("", "fast", nil)},
		&storagev1.StorageClass{ObjectMeta: named("", "slow", nil)},
		&corev1.Node{ObjectMeta: named("", "node-a", nil)},
		&corev1.Node{ObjectMeta: named("", "node-b", nil)},
		&corev1.ConfigMap{ObjectMeta: named("kube-system", "coredns", nil), Data: map[string]string{"Corefile": "cluster.test", "other": "x"}},
		&corev1.Pod{ObjectMeta: named("x", "job-7", nil)},
		&corev1.Pod{ObjectMeta: named("x", "front-6b7f9", nil)},
		&corev1.PersistentVolumeClaim{ObjectMeta: named("x", "scratch", nil)},
		&corev1.Service{ObjectMeta: named("x", "front", nil)},
	}
}
