// Package snapshot holds the objects of a cluster as they were at one instant:
// what was read, what could not be read, and read-only indexes over it.
//
// A Snapshot is built once by a Source (pkg/source/live, pkg/source/file) or by
// a program that has the objects already, and never changes afterwards; all of
// it may be shared between goroutines. Nothing after the Source can tell whether
// the objects came from a cluster or from a file.
package snapshot

import (
	"cmp"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// The resources a Snapshot holds, as RBAC and URLs name them.
var (
	StatefulSets           = appsv1.SchemeGroupVersion.WithResource("statefulsets").GroupResource()
	ControllerRevisions    = appsv1.SchemeGroupVersion.WithResource("controllerrevisions").GroupResource()
	Pods                   = corev1.SchemeGroupVersion.WithResource("pods").GroupResource()
	PersistentVolumeClaims = corev1.SchemeGroupVersion.WithResource("persistentvolumeclaims").GroupResource()
	PersistentVolumes      = corev1.SchemeGroupVersion.WithResource("persistentvolumes").GroupResource()
	Services               = corev1.SchemeGroupVersion.WithResource("services").GroupResource()
	Nodes                  = corev1.SchemeGroupVersion.WithResource("nodes").GroupResource()
	ConfigMaps             = corev1.SchemeGroupVersion.WithResource("configmaps").GroupResource()
	Events                 = corev1.SchemeGroupVersion.WithResource("events").GroupResource()
	EndpointSlices         = discoveryv1.SchemeGroupVersion.WithResource("endpointslices").GroupResource()
	PodDisruptionBudgets   = policyv1.SchemeGroupVersion.WithResource("poddisruptionbudgets").GroupResource()
	StorageClasses         = storagev1.SchemeGroupVersion.WithResource("storageclasses").GroupResource()
	VolumeAttachments      = storagev1.SchemeGroupVersion.WithResource("volumeattachments").GroupResource()
	// VolumeStats are what kubelets measured of the volumes that Pods mount: their
	// stats summary, to be had through the API server.
	VolumeStats = schema.GroupResource{Resource: "nodes/proxy"}
	// DNSAnswers are what the cluster's DNS answers when it is asked for the names of
	// the sets, through a port-forward to one of its Pods.
	DNSAnswers = schema.GroupResource{Resource: "pods/portforward"}
)

// Where CoreDNS keeps its Corefile, from which the cluster domain is known.
const (
	CoreDNSNamespace = metav1.NamespaceSystem
	CoreDNSConfigMap = "coredns"
	CorefileKey      = "Corefile"
)

// Snapshot is what one Source read. Its objects must not be changed.
type Snapshot struct {
	time          metav1.Time
	serverVersion string
	gaps          []Gap
	read          map[scope]bool
	assumed       map[schema.GroupResource]bool

	sets     []*appsv1.StatefulSet
	revs     map[types.UID][]*appsv1.ControllerRevision
	orphans  map[string][]*appsv1.ControllerRevision
	owned    map[types.UID][]*corev1.Pod
	named    map[types.NamespacedName][]*corev1.Pod
	claims   map[types.NamespacedName]*corev1.PersistentVolumeClaim
	claimsOf map[types.NamespacedName][]*corev1.PersistentVolumeClaim
	services map[types.NamespacedName]*corev1.Service
	slices   map[types.NamespacedName][]*discoveryv1.EndpointSlice
	budgets  map[string][]*policyv1.PodDisruptionBudget
	nodes    map[string]*corev1.Node
	volumes  map[string]*corev1.PersistentVolume
	classes  map[string]*storagev1.StorageClass
	configs  map[types.NamespacedName]*corev1.ConfigMap
	events   map[types.UID][]*corev1.Event
	mounting map[types.NamespacedName][]*corev1.Pod
	attached map[string][]*storagev1.VolumeAttachment
	usage    map[types.NamespacedName]VolumeUsage
	asked    []Inquiry
	answers  map[Question]place
	// Volumes by class, and by the claims that they name.
	ofClass   map[string][]*corev1.PersistentVolume
	volumesOf map[types.NamespacedName][]*corev1.PersistentVolume
	inOrder   inOrder

	all []Object
}

// Object is any of the typed objects that a Snapshot holds.
type Object interface {
	metav1.Object
	runtime.Object
}

// scope is one resource in one namespace, or in all of them when namespace is empty.
type scope struct {
	resource  schema.GroupResource
	namespace string
}

// Read is a resource that was read whole, in one namespace or in all.
type Read struct {
	Resource  schema.GroupResource
	Namespace string
}

// Gap is a resource that could not be read.
type Gap struct {
	Resource schema.GroupResource
	// Namespace is empty for cluster-scoped resources and for all namespaces.
	Namespace string
	Reason    GapReason
	// Message is the server's word or the reader's.
	Message string
}

// GapReason says why a resource could not be read.
type GapReason string

// Reasons of a Gap.
const (
	Forbidden  GapReason = "Forbidden"
	NotServed  GapReason = "NotServed"
	NotInInput GapReason = "NotInInput"
	Failed     GapReason = "Failed"
)

// Time is the instant at which the objects were read; zero when it is not known.
func (s *Snapshot) Time() metav1.Time { return s.time }

// ServerVersion is the API server's gitVersion ("v1.37.1"); empty when it is not known.
func (s *Snapshot) ServerVersion() string { return s.serverVersion }

// Objects lists everything held, ordered by resource, namespace and name.
func (s *Snapshot) Objects() []Object { return slices.Clone(s.all) }

// Reads lists what was read whole, ordered by resource and namespace; an empty
// namespace stands for all of them and for cluster scope.
func (s *Snapshot) Reads() []Read {
	out := make([]Read, 0, len(s.read))
	for sc := range s.read {
		out = append(out, Read{Resource: sc.resource, Namespace: sc.namespace})
	}
	slices.SortFunc(out, func(a, b Read) int {
		return cmp.Or(cmp.Compare(a.Resource.String(), b.Resource.String()), cmp.Compare(a.Namespace, b.Namespace))
	})
	return out
}

// Gaps lists what could not be read, ordered by resource and namespace.
func (s *Snapshot) Gaps() []Gap { return slices.Clone(s.gaps) }

// Knows reports whether resource was read in namespace, so that an object that
// is not in the Snapshot is known not to exist. Use the empty namespace for
// cluster-scoped resources.
func (s *Snapshot) Knows(resource schema.GroupResource, namespace string) bool {
	return s.read[scope{resource, namespace}] || s.read[scope{resource, metav1.NamespaceAll}]
}

// Assumed reports whether that a resource was read rests on nothing but that the
// input has some of it: enough to show what is there, not to accuse what is alone.
func (s *Snapshot) Assumed(resource schema.GroupResource) bool { return s.assumed[resource] }

// GapIn returns the Gap that explains why resource is not known in namespace, nil when none does.
func (s *Snapshot) GapIn(resource schema.GroupResource, namespace string) *Gap {
	for i := range s.gaps {
		g := &s.gaps[i]
		if g.Resource == resource && (g.Namespace == "" || g.Namespace == namespace) {
			return g
		}
	}
	return nil
}

// StatefulSets lists the sets by namespace and name.
func (s *Snapshot) StatefulSets() []*appsv1.StatefulSet { return slices.Clone(s.sets) }

// StatefulSet returns the named set, nil when there is none.
func (s *Snapshot) StatefulSet(namespace, name string) *appsv1.StatefulSet {
	i, found := slices.BinarySearchFunc(s.sets, [2]string{namespace, name}, func(set *appsv1.StatefulSet, key [2]string) int {
		return cmp.Or(cmp.Compare(set.Namespace, key[0]), cmp.Compare(set.Name, key[1]))
	})
	if !found {
		return nil
	}
	return s.sets[i]
}

// PodsControlledBy lists the Pods whose controller ownerReference has uid.
func (s *Snapshot) PodsControlledBy(uid types.UID) []*corev1.Pod { return s.owned[uid] }

// PodsNamedFor lists the Pods whose name is that of a Pod of the named set, whoever owns them.
func (s *Snapshot) PodsNamedFor(namespace, set string) []*corev1.Pod {
	return s.named[types.NamespacedName{Namespace: namespace, Name: set}]
}

// RevisionsControlledBy lists the ControllerRevisions whose controller ownerReference has uid.
func (s *Snapshot) RevisionsControlledBy(uid types.UID) []*appsv1.ControllerRevision {
	return s.revs[uid]
}

// OrphanRevisions lists the ControllerRevisions of a namespace that no controller owns.
func (s *Snapshot) OrphanRevisions(namespace string) []*appsv1.ControllerRevision {
	return s.orphans[namespace]
}

// Claim returns the named PersistentVolumeClaim, nil when there is none.
func (s *Snapshot) Claim(namespace, name string) *corev1.PersistentVolumeClaim {
	return s.claims[types.NamespacedName{Namespace: namespace, Name: name}]
}

// ClaimsNamedFor lists the claims whose name, less its ordinal, is prefix:
// "www-web" finds www-web-0, www-web-1 and so on.
func (s *Snapshot) ClaimsNamedFor(namespace, prefix string) []*corev1.PersistentVolumeClaim {
	return s.claimsOf[types.NamespacedName{Namespace: namespace, Name: prefix}]
}

// Service returns the named Service, nil when there is none.
func (s *Snapshot) Service(namespace, name string) *corev1.Service {
	return s.services[types.NamespacedName{Namespace: namespace, Name: name}]
}

// EndpointSlicesOf lists the slices labelled with the named Service.
func (s *Snapshot) EndpointSlicesOf(namespace, service string) []*discoveryv1.EndpointSlice {
	return s.slices[types.NamespacedName{Namespace: namespace, Name: service}]
}

// PodDisruptionBudgets lists the budgets of a namespace.
func (s *Snapshot) PodDisruptionBudgets(namespace string) []*policyv1.PodDisruptionBudget {
	return s.budgets[namespace]
}

// Node returns the named Node, nil when it was not read or does not exist.
func (s *Snapshot) Node(name string) *corev1.Node { return s.nodes[name] }

// PersistentVolume returns the named volume, nil when it was not read or does not exist.
func (s *Snapshot) PersistentVolume(name string) *corev1.PersistentVolume { return s.volumes[name] }

// StorageClass returns the named class, nil when it was not read or does not exist.
func (s *Snapshot) StorageClass(name string) *storagev1.StorageClass { return s.classes[name] }

// EventsOf lists the events that speak of the object with uid.
func (s *Snapshot) EventsOf(uid types.UID) []*corev1.Event { return s.events[uid] }
