package plan

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// unbindable says why a claim of the Pod never gets a volume; empty when nothing
// speaks against it.
func (f *facts) unbindable(pod *corev1.Pod) string {
	for i := range pod.Spec.Volumes {
		source := pod.Spec.Volumes[i].PersistentVolumeClaim
		if source == nil {
			continue
		}
		claim := f.snap.Claim(pod.Namespace, source.ClaimName)
		if claim == nil {
			claim = f.claimTemplate(pod.Spec.Volumes[i].Name)
		}
		if claim == nil {
			continue
		}
		if why := f.hopeless(claim); why != "" {
			return fmt.Sprintf("claim %s is not bound: %s", source.ClaimName, why)
		}
	}
	return ""
}

func (f *facts) hopeless(claim *corev1.PersistentVolumeClaim) string {
	class := claim.Spec.StorageClassName
	switch {
	case claim.Status.Phase == corev1.ClaimBound:
		return ""
	case claim.Status.Phase == corev1.ClaimLost:
		return fmt.Sprintf("its volume %s is gone", claim.Spec.VolumeName)
	case claim.Spec.VolumeName != "" || class != nil && *class == "" || !f.snap.Knows(snapshot.StorageClasses, metav1.NamespaceAll):
		return ""
	case class == nil && f.defaultClass() == nil:
		return "it names no StorageClass, and the cluster has no default one"
	case class != nil && f.snap.StorageClass(*class) == nil:
		return fmt.Sprintf("StorageClass %s does not exist", *class)
	}
	return ""
}

// defaultClass is the class that claims get that name none.
func (f *facts) defaultClass() *storagev1.StorageClass {
	for _, obj := range f.snap.Objects() {
		class, ok := obj.(*storagev1.StorageClass)
		if ok && class.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" {
			return class
		}
	}
	return nil
}

func (f *facts) claimTemplate(name string) *corev1.PersistentVolumeClaim {
	for i := range f.set.Spec.VolumeClaimTemplates {
		if f.set.Spec.VolumeClaimTemplates[i].Name == name {
			return &f.set.Spec.VolumeClaimTemplates[i]
		}
	}
	return nil
}
