package source

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

// Membership tells which objects have to do with the sets that were asked for.
type Membership struct {
	uids      map[types.UID]bool
	names     map[types.NamespacedName]bool
	prefixes  map[types.NamespacedName]bool
	services  map[types.NamespacedName]bool
	selectors map[string][]labels.Selector
	mount     map[types.NamespacedName]bool
	nodes     map[string]bool
	volumes   map[string]bool
}

// NewMembership prepares for sets.
func NewMembership(sets []*appsv1.StatefulSet) *Membership {
	m := &Membership{
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

// Prune lets go of what has to do with no set. Pods are looked at first, as they
// tell which claims and nodes matter, then claims, which tell the volumes.
func (m *Membership) Prune(objs []snapshot.Object) []snapshot.Object {
	objs = slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		pod, ok := obj.(*corev1.Pod)
		if ok && m.pod(pod) {
			m.Mounts(pod)
			m.nodes[pod.Spec.NodeName] = true
			return false
		}
		return ok
	})
	objs = slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		claim, ok := obj.(*corev1.PersistentVolumeClaim)
		if ok && m.Claim(claim) {
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
		case *corev1.ConfigMap:
			return false // CoreDNS's: it is every set's.
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

// Mounts remembers the claims that a Pod of the sets mounts.
func (m *Membership) Mounts(pod *corev1.Pod) {
	for _, name := range ClaimsOf(&pod.Spec) {
		m.mount[types.NamespacedName{Namespace: pod.Namespace, Name: name}] = true
	}
}

func (m *Membership) pod(pod *corev1.Pod) bool { return m.OwnsOrNames(pod) || m.selected(pod) }

// OwnsOrNames reports whether a set controls the Pod, or the Pod's name is one of a set's.
func (m *Membership) OwnsOrNames(pod *corev1.Pod) bool {
	if ref := metav1.GetControllerOfNoCopy(pod); ref != nil && m.uids[ref.UID] {
		return true
	}
	parent, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	return ordinal >= 0 && m.names[types.NamespacedName{Namespace: pod.Namespace, Name: parent}]
}

// Claim reports whether a claim is named as one of a set's, mounted by its Pods or labelled as its own.
func (m *Membership) Claim(claim *corev1.PersistentVolumeClaim) bool {
	prefix, ordinal := statefulset.ParentAndOrdinal(claim.Name)
	return ordinal >= 0 && m.prefixes[types.NamespacedName{Namespace: claim.Namespace, Name: prefix}] ||
		m.mount[types.NamespacedName{Namespace: claim.Namespace, Name: claim.Name}] || m.selected(claim)
}

func (m *Membership) selected(obj metav1.Object) bool {
	return slices.ContainsFunc(m.selectors[obj.GetNamespace()], func(s labels.Selector) bool {
		return s.Matches(labels.Set(obj.GetLabels()))
	})
}

// ClaimsOf names the claims that a Pod mounts.
func ClaimsOf(spec *corev1.PodSpec) (names []string) {
	for i := range spec.Volumes {
		if c := spec.Volumes[i].PersistentVolumeClaim; c != nil {
			names = append(names, c.ClaimName)
		}
	}
	return names
}
