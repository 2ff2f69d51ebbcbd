package inspect

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// claimOwners are a claim's ownerReferences, and whether the owners are there.
func (v *view) claimOwners(claim *corev1.PersistentVolumeClaim) []v1alpha1.ClaimOwner {
	var out []v1alpha1.ClaimOwner
	for _, ref := range claim.OwnerReferences {
		out = append(out, v1alpha1.ClaimOwner{
			Kind: ref.Kind, Name: ref.Name, Controller: ref.Controller != nil && *ref.Controller, Exists: v.exists(ref),
		})
	}
	return out
}

// exists tells whether an owner is there, as the garbage collector asks: by its
// name and uid. Nil where that was not read.
func (v *view) exists(ref metav1.OwnerReference) *bool {
	switch {
	case ref.Kind == "StatefulSet" && ref.APIVersion == appsv1.SchemeGroupVersion.String() && ref.Name == v.set.Name:
		there := ref.UID == v.set.UID
		return &there
	case ref.Kind == "Pod" && ref.APIVersion == corev1.SchemeGroupVersion.String() && v.knows(snapshot.Pods):
		parent, ordinal := statefulset.ParentAndOrdinal(ref.Name)
		if ordinal < 0 || parent != v.set.Name {
			return nil
		}
		there := slices.ContainsFunc(v.snap.PodsNamedFor(v.set.Namespace, parent), func(pod *corev1.Pod) bool { return pod.UID == ref.UID })
		return &there
	}
	return nil
}
