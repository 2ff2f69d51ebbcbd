package oracle

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// plainSet has no Pods and nothing unusual.
func plainSet(template corev1.PodTemplateSpec) *appsv1.StatefulSet {
	replicas, history, partition := int32(0), int32(10), int32(0)
	return &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: setName, Namespace: namespace, UID: setUID, Generation: 1},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &replicas, RevisionHistoryLimit: &history, ServiceName: setName,
			Selector:            &metav1.LabelSelector{MatchLabels: map[string]string{"app": setName}},
			Template:            template,
			PodManagementPolicy: appsv1.OrderedReadyPodManagement,
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{
				Type:          appsv1.RollingUpdateStatefulSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition},
			},
		},
	}
}

func (d *draft) set() {
	set := plainSet(*d.templates[d.template].DeepCopy())
	d.c.Set = set
	set.Generation = int64(1 + d.IntN(4))
	*set.Spec.Replicas = one[int32](d, 0, 1, 2, 3, 3, 3, 4, 5, 6, int32(7+d.IntN(4)))
	*set.Spec.RevisionHistoryLimit = one[int32](d, 10, 10, 10, 0, 1, 2)
	if d.negativeHistory && d.odd() {
		*set.Spec.RevisionHistoryLimit = -1
	}
	if d.chance(0.25) {
		set.Spec.Ordinals = &appsv1.StatefulSetOrdinals{Start: one[int32](d, 0, 1, 2, 5)}
	}
	if d.chance(0.45) {
		set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement
	}
	if d.chance(0.4) {
		set.Spec.MinReadySeconds = 600
		if d.timed {
			set.Spec.MinReadySeconds = minReadySeconds
		}
	}
	if d.chance(0.03) {
		// This one also selects Pods without labels.
		set.Spec.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{
			{Key: "app", Operator: metav1.LabelSelectorOpNotIn, Values: []string{"other"}},
		}}
	}
	if d.chance(0.3) {
		set.Annotations = map[string]string{"owner": "team-a"}
	}
	if d.chance(0.04) {
		at := metav1.NewTime(generatedNow.Add(-5 * time.Second))
		set.DeletionTimestamp, set.Finalizers = &at, []string{"foregroundDeletion"}
	}
	d.strategy()
	names := one(d, []string{"data", "logs"}, []string{"logs", "data"})
	for _, name := range names[:one(d, 0, 0, 1, 1, 2)] {
		claim := corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: claimSpec()}
		if d.chance(0.3) {
			claim.Labels, claim.Annotations = map[string]string{"kind": name}, map[string]string{"note": name}
		}
		set.Spec.VolumeClaimTemplates = append(set.Spec.VolumeClaimTemplates, claim)
	}
	const retain, delete = appsv1.RetainPersistentVolumeClaimRetentionPolicyType, appsv1.DeletePersistentVolumeClaimRetentionPolicyType
	if d.chance(0.7) {
		set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenDeleted: one(d, retain, delete), WhenScaled: one(d, retain, delete),
		}
	}
}

func (d *draft) strategy() {
	set := d.c.Set
	strategy := &set.Spec.UpdateStrategy
	switch p := d.Float64(); {
	case p < 0.12:
		*strategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
	case p < 0.24 && d.recreate:
		*strategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.RecreateStatefulSetStrategyType}
	case p < 0.34:
		strategy.RollingUpdate = nil // the API fills it in today, and did not always
	default:
		if d.chance(0.4) {
			*strategy.RollingUpdate.Partition = d.Int32N(*set.Spec.Replicas + 3)
		}
		if d.chance(0.5) {
			limit := intstr.FromInt32(1 + d.Int32N(4))
			if d.chance(0.4) {
				limit = intstr.FromString(one(d, "1%", "25%", "50%", "70%", "100%"))
			}
			strategy.RollingUpdate.MaxUnavailable = &limit
		}
	}
}
