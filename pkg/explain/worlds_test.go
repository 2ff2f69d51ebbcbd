package explain

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// scene is a world in a state worth explaining, and the indexes that are looked at.
type scene struct {
	name    string
	build   func(*testing.T, cast) *world
	indexes []int32
}

func partition(w *world, n int32) *world {
	w.set.Spec.UpdateStrategy.RollingUpdate.Partition = &n
	return w
}

func strategy(w *world, s appsv1.StatefulSetUpdateStrategyType) *world {
	w.set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: s}
	return w
}

func parallel(w *world) *world {
	w.set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement
	return w
}

func replicas(w *world, n int32) *world {
	w.set.Spec.Replicas = &n
	return w
}

func retention(w *world, scaled, deleted appsv1.PersistentVolumeClaimRetentionPolicyType) *world {
	w.set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{WhenScaled: scaled, WhenDeleted: deleted}
	return w
}

// ownedBySet are the claims as the controller leaves them with whenDeleted Delete.
func (w *world) ownedBySet() *world {
	for _, claim := range w.claims {
		claim.OwnerReferences = []metav1.OwnerReference{*metav1.NewControllerRef(w.set, appsv1.SchemeGroupVersion.WithKind("StatefulSet"))}
	}
	return w
}

func gone(w *world, indexes ...int32) *world {
	for _, i := range indexes {
		delete(w.pods, i)
	}
	return w
}

func noClaims(w *world) *world {
	w.set.Spec.VolumeClaimTemplates = nil
	clear(w.claims)
	for _, pod := range w.pods {
		pod.Spec.Volumes = []corev1.Volume{{Name: "cache", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}}
	}
	return w
}

const (
	retain = appsv1.RetainPersistentVolumeClaimRetentionPolicyType
	remove = appsv1.DeletePersistentVolumeClaimRetentionPolicyType
)

var scenes = []scene{
	{"settled", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 3)
		return w.add(w.budgetOf(1))
	}, []int32{everything, 0, 2}},
	{"partition", func(t *testing.T, c cast) *world {
		return partition(newWorld(t, c, 4).rolling(3, 2), 2)
	}, []int32{everything, 0, 3}},
	{"partition-over-all", func(t *testing.T, c cast) *world {
		return partition(newWorld(t, c, 2).rolling(), 5)
	}, []int32{everything, 1}},
	{"no-partition-field", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 3).rolling(2)
		w.set.Spec.UpdateStrategy.RollingUpdate = nil
		return w
	}, []int32{0, 2}},
	{"blocked", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 3).rolling(2)
		crashing(w.at(2))
		return w
	}, []int32{everything, 2, 1, 0}},
	{"trapped", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 3).rolling(2)
		crashing(w.at(2))
		// The rollout was taken back: the template is the old one again.
		w.set.Spec.Template = w.podTemplate(w.revision(c.old))
		w.set.Status.UpdateRevision = w.revision(c.old)
		w.set.Generation, w.set.Status.ObservedGeneration = 3, 3
		w.revisionNumber(w.revision(c.old), 3)
		return w
	}, []int32{everything, 2, 0}},
	{"progressing", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 4).rolling(3, 2)
		terminating(w.at(1))
		return w
	}, []int32{everything, 1, 0}},
	{"on-delete", func(t *testing.T, c cast) *world {
		return strategy(newWorld(t, c, 3).rolling(2), appsv1.OnDeleteStatefulSetStrategyType)
	}, []int32{everything, 2, 0}},
	{"recreate", func(t *testing.T, c cast) *world {
		w := strategy(newWorld(t, c, 3).rolling(), appsv1.RecreateStatefulSetStrategyType)
		terminating(w.at(2))
		return w
	}, []int32{everything, 2, 0}},
	{"parallel-budget", func(t *testing.T, c cast) *world {
		w := parallel(newWorld(t, c, 6).rolling(5))
		two := intstr.FromInt32(2)
		w.set.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &two
		unready(w.at(5))
		terminating(w.at(4))
		return w
	}, []int32{everything, 5, 4, 1}},
	{"parallel-budget-off", func(t *testing.T, c cast) *world {
		w := parallel(newWorld(t, c, 3).rolling())
		two := intstr.FromInt32(2)
		w.set.Spec.UpdateStrategy.RollingUpdate.MaxUnavailable = &two
		w.version = "v1.33.4"
		return w
	}, []int32{everything, 2, 0}},
	{"missing", func(t *testing.T, c cast) *world {
		return gone(newWorld(t, c, 4), 1, 2, 3)
	}, []int32{everything, 1, 3}},
	{"missing-without-claims", func(t *testing.T, c cast) *world {
		w := parallel(gone(newWorld(t, c, 3), 1, 2))
		delete(w.claims, 2)
		return retention(w, remove, retain)
	}, []int32{1, 2}},
	{"scaling-down", func(t *testing.T, c cast) *world {
		return retention(replicas(newWorld(t, c, 5), 2), remove, retain)
	}, []int32{everything, 4, 3, 0}},
	{"scaling-down-waits", func(t *testing.T, c cast) *world {
		w := replicas(newWorld(t, c, 4), 2)
		crashing(w.at(1))
		return w
	}, []int32{3, 2}},
	{"scaled-to-zero", func(t *testing.T, c cast) *world {
		return replicas(gone(newWorld(t, c, 2), 0, 1), 0)
	}, []int32{everything, 1, 5}},
	{"leftover", func(t *testing.T, c cast) *world {
		return retention(replicas(gone(newWorld(t, c, 5).ownedBySet(), 2, 3, 4), 2), retain, remove)
	}, []int32{everything, 4, 8}},
	{"strangers", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 4)
		w.at(1).OwnerReferences, w.at(1).Labels = nil, nil
		w.at(2).OwnerReferences = nil
		w.at(3).Labels["app"] = "lost"
		return w
	}, []int32{everything, 1, 2, 3}},
	{"other-owner", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 2)
		w.at(1).OwnerReferences[0] = metav1.OwnerReference{APIVersion: "batch/v1", Kind: "Job", Name: c.set + "-job", UID: "job", Controller: w.at(1).OwnerReferences[0].Controller}
		return w
	}, []int32{everything, 1}},
	{"deleting", func(t *testing.T, c cast) *world {
		w := retention(newWorld(t, c, 3), retain, remove).ownedBySet()
		deleted := ago(2 * time.Minute)
		w.set.DeletionTimestamp, w.set.Finalizers = &deleted, []string{"foregroundDeletion"}
		return gone(w, 2)
	}, []int32{everything, 1, 2}},
	{"deleting-orphans", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 2)
		deleted := ago(time.Minute)
		w.set.DeletionTimestamp, w.set.Finalizers = &deleted, []string{metav1.FinalizerOrphanDependents}
		return w
	}, []int32{everything, 1}},
	{"unobserved", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 3)
		w.set.Spec.Template = w.podTemplate("next")
		w.set.Generation = 2
		return w
	}, []int32{everything, 2, 0}},
	{"new-set", func(t *testing.T, c cast) *world {
		w := gone(newWorld(t, c, 2), 0, 1)
		clear(w.claims)
		w.objects = nil
		w.set.Status = appsv1.StatefulSetStatus{}
		return w
	}, []int32{everything, 0, 1}},
	{"ended", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 2)
		w.at(1).Status.Phase = corev1.PodFailed
		return w
	}, []int32{everything, 1}},
	{"no-claims", func(t *testing.T, c cast) *world {
		w := noClaims(newWorld(t, c, 2))
		w.set.Spec.ServiceName = ""
		w.at(1).Finalizers = []string{"example.com/backup"}
		return w.add(w.budgetOf(0))
	}, []int32{everything, 1, 4}},
	{"kept-volumes", func(t *testing.T, c cast) *world {
		w := retention(newWorld(t, c, 3), remove, remove).ownedBySet()
		w.volumeOf(1).Spec.PersistentVolumeReclaimPolicy = corev1.PersistentVolumeReclaimRetain
		w.volumeOf(2).Spec.NodeAffinity = &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{
			MatchExpressions: []corev1.NodeSelectorRequirement{{Key: corev1.LabelHostname, Operator: corev1.NodeSelectorOpIn, Values: []string{w.at(2).Spec.NodeName}}}}}}}
		w.claims[1].Spec.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
		w.at(1).Spec.Tolerations = nil
		w.at(0).Spec.Tolerations[0].TolerationSeconds = nil
		return w
	}, []int32{everything, 2, 1, 0}},
	{"claim-going", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 2)
		deleted := ago(time.Minute)
		w.claims[1].DeletionTimestamp, w.claims[1].Finalizers = &deleted, []string{"kubernetes.io/pvc-protection"}
		return w
	}, []int32{everything, 1}},
	{"managed-claims", func(t *testing.T, c cast) *world {
		yes := true
		w := retention(newWorld(t, c, 2), remove, remove)
		for _, claim := range w.claims {
			claim.OwnerReferences = []metav1.OwnerReference{{APIVersion: "example.com/v1", Kind: "Backup", Name: "nightly-" + c.set, UID: "backup", Controller: &yes}}
		}
		return w
	}, []int32{1}},
	{"pending", func(t *testing.T, c cast) *world {
		w := newWorld(t, c, 2)
		w.at(1).Spec.NodeName = ""
		w.at(1).Status = corev1.PodStatus{Phase: corev1.PodPending, Conditions: []corev1.PodCondition{{Type: corev1.PodScheduled, Status: corev1.ConditionFalse,
			Reason: corev1.PodReasonUnschedulable, Message: "0/3 nodes are available: 3 Insufficient cpu.", LastTransitionTime: ago(5 * time.Minute)}}}
		w.claims[1].Status.Phase, w.claims[1].Spec.VolumeName, w.claims[1].Status.Capacity = corev1.ClaimPending, "", nil
		w.set.Spec.MinReadySeconds = 60
		return w
	}, []int32{everything, 1}},
	{"version-unknown", func(t *testing.T, c cast) *world {
		w := parallel(newWorld(t, c, 3).rolling(2))
		unready(w.at(2))
		unready(w.at(1))
		w.version = ""
		return w
	}, []int32{everything, 1}},
}

// revisionNumber renumbers a revision, as a rollback does.
func (w *world) revisionNumber(name string, number int64) {
	for _, o := range w.objects {
		if r, ok := o.(*appsv1.ControllerRevision); ok && r.Name == name {
			r.Revision = number
		}
	}
}
