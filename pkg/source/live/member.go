package live

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// membership tells which objects have to do with the sets that were asked for.
type membership struct {
	uids      map[types.UID]bool
	names     map[types.NamespacedName]bool
	prefixes  map[types.NamespacedName]bool
	services  map[types.NamespacedName]bool
	selectors map[string][]labels.Selector
	mount     map[types.NamespacedName]bool
	nodes     map[string]bool
	volumes   map[string]bool
}

func newMembership(sets []*appsv1.StatefulSet) *membership {
	m := &membership{
		uids:      map[types.UID]bool{},
		names:     map[types.NamespacedName]bool{},
		prefixes:  map[types.NamespacedName]bool{},
		services:  map[types.NamespacedName]bool{},
		selectors: map[string][]labels.Selector{},
		mount:     map[types.NamespacedName]bool{},
		nodes:     map[string]bool{},
		volumes:   map[string]bool{},
	}
	for _, set := range sets {
		m.uids[set.UID] = true
		m.names[types.NamespacedName{Namespace: set.Namespace, Name: set.Name}] = true
		m.services[types.NamespacedName{Namespace: set.Namespace, Name: set.Spec.ServiceName}] = true
		m.selectors[set.Namespace] = append(m.selectors[set.Namespace], statefulset.Selector(set))
		for i := range set.Spec.VolumeClaimTemplates {
			prefix := statefulset.ClaimPrefix(set, set.Spec.VolumeClaimTemplates[i].Name)
			m.prefixes[types.NamespacedName{Namespace: set.Namespace, Name: prefix}] = true
		}
	}
	return m
}

// prune lets go of what has to do with no set. Pods are looked at first, as they
// tell which claims and nodes matter, then claims, which tell the volumes.
func (m *membership) prune(objs []snapshot.Object) []snapshot.Object {
	objs = slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		pod, ok := obj.(*corev1.Pod)
		if ok && m.pod(pod) {
			m.mounts(pod)
			m.nodes[pod.Spec.NodeName] = true
			return false
		}
		return ok
	})
	objs = slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		claim, ok := obj.(*corev1.PersistentVolumeClaim)
		if ok && m.claim(claim) {
			m.volumes[claim.Spec.VolumeName] = true
			return false
		}
		return ok
	})
	return slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		key := types.NamespacedName{Namespace: obj.GetNamespace(), Name: obj.GetName()}
		switch o := obj.(type) {
		case *appsv1.ControllerRevision:
			ref := metav1.GetControllerOfNoCopy(o)
			return !(ref != nil && m.uids[ref.UID]) && !m.selected(o)
		case *corev1.Service:
			return !m.services[key]
		case *discoveryv1.EndpointSlice:
			key.Name = o.Labels[discoveryv1.LabelServiceName]
			return !m.services[key]
		case *corev1.Event:
			return !m.uids[o.InvolvedObject.UID]
		case *corev1.Node:
			return !m.nodes[o.Name]
		case *corev1.PersistentVolume:
			return !m.volumes[o.Name]
		}
		return key.Namespace != "" && m.selectors[key.Namespace] == nil
	})
}

// mounts remembers the claims that a Pod of the sets mounts.
func (m *membership) mounts(pod *corev1.Pod) {
	for _, name := range claimsOf(&pod.Spec) {
		m.mount[types.NamespacedName{Namespace: pod.Namespace, Name: name}] = true
	}
}

func (m *membership) pod(pod *corev1.Pod) bool { return m.ownsOrNames(pod) || m.selected(pod) }

// ownsOrNames reports whether a set controls the Pod, or the Pod's name is one of a set's.
func (m *membership) ownsOrNames(pod *corev1.Pod) bool {
	if ref := metav1.GetControllerOfNoCopy(pod); ref != nil && m.uids[ref.UID] {
		return true
	}
	parent, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	return ordinal >= 0 && m.names[types.NamespacedName{Namespace: pod.Namespace, Name: parent}]
}

func (m *membership) claim(claim *corev1.PersistentVolumeClaim) bool {
	prefix, ordinal := statefulset.ParentAndOrdinal(claim.Name)
	return ordinal >= 0 && m.prefixes[types.NamespacedName{Namespace: claim.Namespace, Name: prefix}] ||
		m.mount[types.NamespacedName{Namespace: claim.Namespace, Name: claim.Name}] || m.selected(claim)
}

func (m *membership) selected(obj metav1.Object) bool {
	return slices.ContainsFunc(m.selectors[obj.GetNamespace()], func(s labels.Selector) bool {
		return s.Matches(labels.Set(obj.GetLabels()))
	})
}
