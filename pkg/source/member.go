package source

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Membership tells which objects have to do with the sets that were asked for.
type Membership struct {
	whole     []schema.GroupResource
	uids      map[types.UID]bool
	names     map[types.NamespacedName]bool
	prefixes  map[types.NamespacedName]bool
	services  map[types.NamespacedName]bool
	selectors map[string][]labels.Selector
	mount     map[types.NamespacedName]bool
	claims    map[types.NamespacedName]bool
	nodes     map[string]bool
	volumes   map[string]bool
	classes   map[string]bool
}

// NewMembership prepares for sets; whole is that of the Request.
func NewMembership(sets []*appsv1.StatefulSet, whole ...schema.GroupResource) *Membership {
	m := &Membership{
		whole:     whole,
		uids:      map[types.UID]bool{},
		names:     map[types.NamespacedName]bool{},
		prefixes:  map[types.NamespacedName]bool{},
		services:  map[types.NamespacedName]bool{},
		selectors: map[string][]labels.Selector{},
		mount:     map[types.NamespacedName]bool{},
		claims:    map[types.NamespacedName]bool{},
		nodes:     map[string]bool{},
		volumes:   map[string]bool{},
		classes:   map[string]bool{},
	}
	for _, set := range sets {
		m.uids[set.UID] = true
		m.names[types.NamespacedName{Namespace: set.Namespace, Name: set.Name}] = true
		m.services[types.NamespacedName{Namespace: set.Namespace, Name: set.Spec.ServiceName}] = true
		m.selectors[set.Namespace] = append(m.selectors[set.Namespace], statefulset.Selector(set))
		// What all Pods share is theirs too while there is no Pod, or none was read.
		for _, name := range ClaimsOf(&set.Spec.Template.Spec) {
			m.mount[types.NamespacedName{Namespace: set.Namespace, Name: name}] = true
		}
		for i := range set.Spec.VolumeClaimTemplates {
			m.class(&set.Spec.VolumeClaimTemplates[i])
			prefix := statefulset.ClaimPrefix(set, set.Spec.VolumeClaimTemplates[i].Name)
			m.prefixes[types.NamespacedName{Namespace: set.Namespace, Name: prefix}] = true
		}
	}
	return m
}

// Prune lets go of what has to do with no set. Pods are looked at first, as they
// tell which claims and nodes matter, then claims, which tell the volumes and
// which Pods of others matter.
func (m *Membership) Prune(objs []snapshot.Object) []snapshot.Object {
	objs = slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		pod, ok := obj.(*corev1.Pod)
		if ok && m.Has(pod) {
			m.Mounts(pod)
			m.nodes[pod.Spec.NodeName] = true
			return false
		}
		return ok && !m.all(snapshot.Pods)
	})
	objs = slices.DeleteFunc(objs, func(obj snapshot.Object) bool {
		claim, ok := obj.(*corev1.PersistentVolumeClaim)
		if ok && (m.all(snapshot.PersistentVolumeClaims) || m.Claim(claim)) {
			m.claims[types.NamespacedName{Namespace: claim.Namespace, Name: claim.Name}] = true
			m.class(claim)
			if claim.Spec.VolumeName != "" { // Attachments of inline volumes have no name either.
				m.volumes[claim.Spec.VolumeName] = true
			}
			return false
		}
		return ok
	})
	return slices.DeleteFunc(objs, m.drops)
}

// drops: what is neither a set's nor needed beside it.
func (m *Membership) drops(obj snapshot.Object) bool {
	key := types.NamespacedName{Namespace: obj.GetNamespace(), Name: obj.GetName()}
	switch o := obj.(type) {
	case *corev1.Pod:
		return !m.Has(o) && !m.usesClaim(o)
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
		return !m.nodes[o.Name] && !m.all(snapshot.Nodes)
	case *corev1.PersistentVolume:
		return !m.volumes[o.Name] && !m.formerVolume(o) && !m.freeVolume(o)
	case *storagev1.VolumeAttachment:
		return !m.volumes[snapshot.AttachedVolume(o)]
	}
	return key.Namespace != "" && m.selectors[key.Namespace] == nil && !m.claims[key]
}

func (m *Membership) all(resource schema.GroupResource) bool {
	return slices.Contains(m.whole, resource)
}

// usesClaim reports whether a Pod of others mounts a claim that is kept.
func (m *Membership) usesClaim(pod *corev1.Pod) bool {
	return slices.ContainsFunc(snapshot.ClaimsOf(pod), func(name string) bool {
		return m.claims[types.NamespacedName{Namespace: pod.Namespace, Name: name}]
	})
}

// Mounts remembers the claims that a Pod of the sets mounts.
func (m *Membership) Mounts(pod *corev1.Pod) {
	for _, name := range ClaimsOf(&pod.Spec) {
		m.mount[types.NamespacedName{Namespace: pod.Namespace, Name: name}] = true
	}
}

// Has reports whether a Pod belongs to a set, is named as if it did, or carries its labels.
func (m *Membership) Has(pod *corev1.Pod) bool { return m.OwnsOrNames(pod) || m.selected(pod) }

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
