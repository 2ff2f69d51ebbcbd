package oracle

import (
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claims of every ordinal that has a Pod or is to have one, and of a few more.
func (d *draft) claims() {
	missing := one(d, 0, 0, 0.05, 0.3, 0.9)
	for _, ordinal := range d.ordinals() {
		for i := range d.c.Set.Spec.VolumeClaimTemplates {
			if !d.chance(missing) {
				d.claim(d.c.Set.Spec.VolumeClaimTemplates[i].Name, ordinal)
			}
		}
	}
}

func (d *draft) ordinals() []int32 {
	var all []int32
	for _, pod := range d.c.Pods {
		if parent, ordinal := statefulset.ParentAndOrdinal(pod.Name); parent == setName && ordinal >= 0 {
			all = append(all, ordinal)
		}
	}
	for ordinal := statefulset.StartOrdinal(d.c.Set); ordinal <= statefulset.EndOrdinal(d.c.Set); ordinal++ {
		all = append(all, ordinal)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (d *draft) claim(template string, ordinal int32) {
	name := statefulset.ClaimName(d.c.Set, template, ordinal)
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: namespace, UID: uid(name), Labels: map[string]string{"app": setName},
			CreationTimestamp: d.ago(time.Hour),
		},
		Spec: claimSpec(),
	}
	d.c.Claims = append(d.c.Claims, claim)
	if d.odd() || d.chance(0.01) {
		at := d.ago(10 * time.Second)
		claim.DeletionTimestamp, claim.Finalizers = &at, []string{"kubernetes.io/pvc-protection"}
	}
	switch {
	case !d.holdsPod(ordinal) && d.chance(0.3):
		// Scaled down and up again, before the claim was gone.
		claim.OwnerReferences = []metav1.OwnerReference{d.podRef(ordinal)}
		return
	case d.chance(0.75):
		claim.OwnerReferences = d.wantedOwners(ordinal)
		return
	}
	for range d.IntN(3) {
		ref := d.owner(ordinal)
		twice := func(other metav1.OwnerReference) bool { return other.UID == ref.UID }
		if !slices.ContainsFunc(claim.OwnerReferences, twice) {
			claim.OwnerReferences = append(claim.OwnerReferences, ref)
		}
	}
}

func (d *draft) holdsPod(ordinal int32) bool {
	name := statefulset.PodName(d.c.Set, ordinal)
	return slices.ContainsFunc(d.c.Pods, func(pod *corev1.Pod) bool { return pod.Name == name })
}

// wantedOwners are those that the retention policy asks for.
func (d *draft) wantedOwners(ordinal int32) []metav1.OwnerReference {
	policy := d.c.Set.Spec.PersistentVolumeClaimRetentionPolicy
	if policy == nil {
		return nil
	}
	const deletes = appsv1.DeletePersistentVolumeClaimRetentionPolicyType
	switch {
	case policy.WhenScaled == deletes && !statefulset.InRange(d.c.Set, ordinal):
		return []metav1.OwnerReference{d.podRef(ordinal)}
	case policy.WhenDeleted == deletes:
		return []metav1.OwnerReference{controllerRef(setUID)}
	}
	return nil
}

func (d *draft) podRef(ordinal int32) metav1.OwnerReference {
	ref := controllerRef(uid(statefulset.PodName(d.c.Set, ordinal)))
	ref.APIVersion, ref.Kind, ref.Name = "v1", "Pod", statefulset.PodName(d.c.Set, ordinal)
	return ref
}

// owner is any that a claim may have got somehow.
func (d *draft) owner(ordinal int32) metav1.OwnerReference {
	ref := one(d, controllerRef(setUID), d.podRef(ordinal))
	switch d.IntN(9) {
	case 0:
		ref.Controller = nil
	case 1:
		no := false
		ref.Controller = &no
	case 2:
		ref.UID = "uid-of-an-earlier-one"
	case 3:
		ref.Kind = "Other"
		ref.UID = "uid-of-a-namesake"
	case 4:
		ref = metav1.OwnerReference{APIVersion: "example.com/v1", Kind: "Backup", Name: "nightly", UID: "uid-of-nightly"}
	case 5:
		yes := true
		ref = metav1.OwnerReference{APIVersion: "example.com/v1", Kind: "Backup", Name: "nightly", UID: "uid-of-nightly", Controller: &yes}
	case 6:
		ref.Name, ref.Controller = "renamed", nil
	}
	return ref
}
