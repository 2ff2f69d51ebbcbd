package oracle

import (
	"fmt"
	"maps"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func uid(name string) types.UID { return types.UID("uid-of-" + name) }

func controllerRef(owner types.UID) metav1.OwnerReference {
	yes := true
	return metav1.OwnerReference{
		APIVersion: "apps/v1", Kind: "StatefulSet", Name: setName, UID: owner, Controller: &yes, BlockOwnerDeletion: &yes,
	}
}

// pods of the range and around it: above it what a scale-down leaves, below it
// what a larger ordinals.start leaves.
func (d *draft) pods() {
	start, end := statefulset.StartOrdinal(d.c.Set), statefulset.EndOrdinal(d.c.Set)
	missing := one(d, 0, 0, 0, 0.1, 0.3, 0.8)
	// Pods from this ordinal up are updated.
	reached := start + d.Int32N(max(end-start+1, 0)+2)
	if d.chance(0.5) {
		d.soundBelow = start + d.Int32N(max(end-start+1, 0)+2)
	}
	for ordinal := start; ordinal <= end; ordinal++ {
		switch {
		case !d.chance(missing):
			d.pod(ordinal, ordinal >= reached)
		case d.odd():
			d.stranger(statefulset.PodName(d.c.Set, ordinal))
		}
	}
	if d.chance(0.3) {
		for ordinal := end + 1; ordinal <= end+1+d.Int32N(4); ordinal++ {
			d.pod(ordinal, ordinal >= reached)
		}
	}
	if d.chance(0.3) {
		for ordinal := max(start-2, 0); ordinal < start; ordinal++ {
			d.pod(ordinal, d.chance(0.5))
		}
	}
	for _, name := range []string{"web-1-0", "web-x", "db-0", "web-4294967296", "web-2147483647"} {
		if d.odd() && d.chance(0.3) {
			d.stranger(name)
		}
	}
	d.Shuffle(len(d.c.Pods), func(i, j int) { d.c.Pods[i], d.c.Pods[j] = d.c.Pods[j], d.c.Pods[i] })
}

// pod of the set, and as the set made it unless the state is out of order.
func (d *draft) pod(ordinal int32, updated bool) {
	name := statefulset.PodName(d.c.Set, ordinal)
	if d.odd() && d.chance(0.1) {
		name = fmt.Sprintf("%s-0%d", setName, ordinal)
	}
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Name: name, Namespace: namespace, UID: uid(name), Labels: maps.Clone(d.c.Set.Spec.Template.Labels),
		OwnerReferences: []metav1.OwnerReference{controllerRef(setUID)},
	}}
	d.c.Pods = append(d.c.Pods, pod)
	pod.Labels[appsv1.StatefulSetPodNameLabel] = name
	pod.Labels[appsv1.StatefulSetRevisionLabel] = d.current
	if updated {
		pod.Labels[appsv1.StatefulSetRevisionLabel] = d.update
	}
	for i := range d.c.Set.Spec.VolumeClaimTemplates {
		claim := d.c.Set.Spec.VolumeClaimTemplates[i].Name
		pod.Spec.Volumes = append(pod.Spec.Volumes, claimVolume(claim, statefulset.ClaimName(d.c.Set, claim, ordinal)))
	}
	d.health(pod, ordinal >= d.soundBelow)
	d.spoilPod(pod)
}

func claimVolume(name, claim string) corev1.Volume {
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{
		PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claim},
	}}
}

func (d *draft) spoilPod(pod *corev1.Pod) {
	if d.odd() {
		switch d.IntN(8) {
		case 0:
			delete(pod.Labels, appsv1.StatefulSetPodNameLabel)
		case 1:
			pod.Labels[appsv1.StatefulSetPodNameLabel] = setName + "-99"
		case 2:
			delete(pod.Labels, appsv1.StatefulSetRevisionLabel)
		case 3:
			pod.Labels[appsv1.StatefulSetRevisionLabel] = setName + "-unknown"
		case 4:
			pod.Spec.Volumes = nil
		case 5:
			pod.Spec.Volumes = []corev1.Volume{claimVolume("data", "another"), {Name: "tmp"}}
		case 6:
			pod.Spec.Volumes = append(pod.Spec.Volumes, corev1.Volume{Name: "injected"})
		case 7:
			pod.Labels = nil
		}
	}
	if d.odd() {
		switch d.IntN(5) {
		case 0: // an orphan that is adopted
			pod.OwnerReferences = nil
		case 1: // an orphan that is not
			pod.OwnerReferences, pod.Labels = nil, map[string]string{"app": "other"}
		case 2: // one that is released
			pod.Labels = map[string]string{"app": "other"}
		case 3:
			pod.OwnerReferences = []metav1.OwnerReference{controllerRef("uid-of-another-set")}
		case 4:
			pod.OwnerReferences[0].Controller = nil
		}
	}
}

// stranger is a Pod that has a name like those of the set.
func (d *draft) stranger(name string) {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace, UID: uid(name)}}
	pod.Labels = one(d, nil, map[string]string{"app": setName}, map[string]string{"app": "other"})
	pod.OwnerReferences = one(d, nil, []metav1.OwnerReference{controllerRef("uid-of-another-set")}, []metav1.OwnerReference{controllerRef(setUID)})
	d.health(pod, true)
	d.c.Pods = append(d.c.Pods, pod)
}

func (d *draft) ago(age time.Duration) metav1.Time { return metav1.NewTime(generatedNow.Add(-age)) }
