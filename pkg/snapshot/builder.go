package snapshot

import (
	"cmp"
	"slices"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Builder collects what a Source reads. It may be used by several goroutines;
// the zero value is ready to use.
type Builder struct {
	mu   sync.Mutex
	snap Snapshot
	held []Object
	seen map[identity]int
}

// identity tells objects apart; the same object read twice is held once.
type identity struct {
	resource  schema.GroupResource
	namespace string
	name      string
}

// SetTime records the instant at which the objects were read.
func (b *Builder) SetTime(t metav1.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.snap.time = t
}

// SetServerVersion records the API server's gitVersion.
func (b *Builder) SetServerVersion(v string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.snap.serverVersion = v
}

// MarkRead records that resource was read whole in namespace (empty: in all of
// them, or cluster-scoped), so that what is not there is known not to exist.
func (b *Builder) MarkRead(resource schema.GroupResource, namespace string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.snap.read == nil {
		b.snap.read = map[scope]bool{}
	}
	b.snap.read[scope{resource, namespace}] = true
}

// Assume records that what there is of resource is taken for all of it, and that
// nobody says so: it is from a file that somebody put together.
func (b *Builder) Assume(resource schema.GroupResource) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.snap.assumed == nil {
		b.snap.assumed = map[schema.GroupResource]bool{}
	}
	b.snap.assumed[resource] = true
}

// AddGap records something that could not be read. A Gap of the same resource and namespace is kept once.
func (b *Builder) AddGap(g Gap) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, have := range b.snap.gaps {
		if have.Resource == g.Resource && have.Namespace == g.Namespace {
			return
		}
	}
	b.snap.gaps = append(b.snap.gaps, g)
}

// ResourceOf returns the resource of an object that a Snapshot can hold; ok is false for any other.
func ResourceOf(obj runtime.Object) (resource schema.GroupResource, ok bool) {
	switch obj.(type) {
	case *appsv1.StatefulSet:
		return StatefulSets, true
	case *appsv1.ControllerRevision:
		return ControllerRevisions, true
	case *corev1.Pod:
		return Pods, true
	case *corev1.PersistentVolumeClaim:
		return PersistentVolumeClaims, true
	case *corev1.PersistentVolume:
		return PersistentVolumes, true
	case *corev1.Service:
		return Services, true
	case *corev1.Node:
		return Nodes, true
	case *corev1.ConfigMap:
		return ConfigMaps, true
	case *corev1.Event:
		return Events, true
	case *discoveryv1.EndpointSlice:
		return EndpointSlices, true
	case *policyv1.PodDisruptionBudget:
		return PodDisruptionBudgets, true
	case *storagev1.StorageClass:
		return StorageClasses, true
	case *storagev1.VolumeAttachment:
		return VolumeAttachments, true
	}
	return schema.GroupResource{}, false
}

// Add holds an object; it reports false for kinds that a Snapshot does not
// hold. The same object added again replaces the first. The caller must not
// change the object afterwards.
func (b *Builder) Add(obj runtime.Object) bool {
	resource, ok := ResourceOf(obj)
	if !ok {
		return false
	}
	o := obj.(Object)
	b.mu.Lock()
	defer b.mu.Unlock()
	key := identity{resource, o.GetNamespace(), o.GetName()}
	if i, dup := b.seen[key]; dup {
		b.held[i] = o
		return true
	}
	if b.seen == nil {
		b.seen = map[identity]int{}
	}
	b.seen[key] = len(b.held)
	b.held = append(b.held, o)
	return true
}

// Snapshot indexes what was added. The Builder must not be used afterwards.
func (b *Builder) Snapshot() *Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.snap
	s.all = b.held
	slices.SortFunc(s.all, func(a, b Object) int {
		ra, _ := ResourceOf(a)
		rb, _ := ResourceOf(b)
		return cmp.Or(cmp.Compare(ra.String(), rb.String()),
			cmp.Compare(a.GetNamespace(), b.GetNamespace()), cmp.Compare(a.GetName(), b.GetName()))
	})
	sortGaps(s.gaps)
	s.index()
	s.indexAnswers()
	return &s
}

func sortGaps(gaps []Gap) {
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Resource.String(), b.Resource.String()), cmp.Compare(a.Namespace, b.Namespace))
	})
}

func (s *Snapshot) index() {
	s.revs = map[types.UID][]*appsv1.ControllerRevision{}
	s.orphans = map[string][]*appsv1.ControllerRevision{}
	s.owned = map[types.UID][]*corev1.Pod{}
	s.named = map[types.NamespacedName][]*corev1.Pod{}
	s.claims = map[types.NamespacedName]*corev1.PersistentVolumeClaim{}
	s.claimsOf = map[types.NamespacedName][]*corev1.PersistentVolumeClaim{}
	s.mounting = map[types.NamespacedName][]*corev1.Pod{}
	s.attached = map[string][]*storagev1.VolumeAttachment{}
	s.services = map[types.NamespacedName]*corev1.Service{}
	s.slices = map[types.NamespacedName][]*discoveryv1.EndpointSlice{}
	s.budgets = map[string][]*policyv1.PodDisruptionBudget{}
	s.nodes = map[string]*corev1.Node{}
	s.volumes = map[string]*corev1.PersistentVolume{}
	s.ofClass = map[string][]*corev1.PersistentVolume{}
	s.volumesOf = map[types.NamespacedName][]*corev1.PersistentVolume{}
	s.classes = map[string]*storagev1.StorageClass{}
	s.events = map[types.UID][]*corev1.Event{}
	s.configs = map[types.NamespacedName]*corev1.ConfigMap{}
	for _, obj := range s.all {
		key := types.NamespacedName{Namespace: obj.GetNamespace(), Name: obj.GetName()}
		switch o := obj.(type) {
		case *appsv1.StatefulSet:
			s.sets = append(s.sets, o)
		case *appsv1.ControllerRevision:
			if ref := metav1.GetControllerOfNoCopy(o); ref != nil {
				s.revs[ref.UID] = append(s.revs[ref.UID], o)
			} else {
				s.orphans[o.Namespace] = append(s.orphans[o.Namespace], o)
			}
		case *corev1.Pod:
			if ref := metav1.GetControllerOfNoCopy(o); ref != nil {
				s.owned[ref.UID] = append(s.owned[ref.UID], o)
			}
			for _, claim := range ClaimsOf(o) {
				used := types.NamespacedName{Namespace: o.Namespace, Name: claim}
				s.mounting[used] = append(s.mounting[used], o)
			}
			if parent, ordinal := statefulset.ParentAndOrdinal(o.Name); ordinal >= 0 {
				key.Name = parent
				s.named[key] = append(s.named[key], o)
			}
		case *corev1.PersistentVolumeClaim:
			s.claims[key] = o
			s.inOrder.claims = append(s.inOrder.claims, o)
			if prefix, ordinal := statefulset.ParentAndOrdinal(o.Name); ordinal >= 0 {
				key.Name = prefix
				s.claimsOf[key] = append(s.claimsOf[key], o)
			}
		case *corev1.Service:
			s.services[key] = o
		case *discoveryv1.EndpointSlice:
			key.Name = o.Labels[discoveryv1.LabelServiceName]
			s.slices[key] = append(s.slices[key], o)
		case *policyv1.PodDisruptionBudget:
			s.budgets[o.Namespace] = append(s.budgets[o.Namespace], o)
		case *corev1.Node:
			s.nodes[o.Name] = o
			s.inOrder.nodes = append(s.inOrder.nodes, o)
		case *corev1.PersistentVolume:
			s.addVolume(o)
		case *storagev1.StorageClass:
			s.classes[o.Name] = o
		case *storagev1.VolumeAttachment:
			s.attached[AttachedVolume(o)] = append(s.attached[AttachedVolume(o)], o)
		case *corev1.ConfigMap:
			s.configs[key] = o
		case *corev1.Event:
			s.events[o.InvolvedObject.UID] = append(s.events[o.InvolvedObject.UID], o)
		}
	}
}
