package inspect

import (
	"cmp"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// view is one set with everything that belongs to it, joined once.
type view struct {
	snap     *snapshot.Snapshot
	set      *appsv1.StatefulSet
	opts     Options
	now      time.Time
	selector labels.Selector

	// rules that may be in force, the likeliest first; assumed says what was assumed to choose them.
	rules   []replay.Rules
	assumed string
	// seen is what the controller sees, and sync what it does next, by the first of rules.
	seen replay.State
	sync replay.Sync

	// rows, highest ordinal first, as they are printed.
	rows []*row
	// replicas[i] is the row of ordinal StartOrdinal+i; its pod is nil when there is none.
	replicas []*row
	// condemned are the set's Pods outside the range, highest ordinal first.
	condemned []*row
	// refused is true when the API server does not let a Parallel set create a Pod.
	refused bool
	// dns is what answers of DNS are compared with, nil when there are none.
	dns *dnsFacts
}

// maxRows bounds the ordinals that are looked at.
const maxRows = 20_000

// row is one ordinal, or one Pod with a name like the set's.
type row struct {
	ordinal int32
	state   v1alpha1.OrdinalState
	// pod is the set's own Pod; nil for missing ones, strangers, orphans and released Pods.
	pod *corev1.Pod
	// other is a Pod with a matching name that is not the set's.
	other *corev1.Pod
	// info is derived from pod or other; nil without a Pod.
	info *v1alpha1.Pod
}

func newView(snap *snapshot.Snapshot, set *appsv1.StatefulSet, opts Options) *view {
	v := &view{
		snap: snap, set: set, opts: opts, now: opts.Now,
		selector: statefulset.Selector(set),
	}
	v.join()
	if v.knows(snapshot.Pods) {
		v.replaySync()
	} else {
		v.rules, v.assumed = v.rulesInForce()
	}
	return v
}

// knows reports whether the view uses resource and it was read.
func (v *view) knows(resource schema.GroupResource) bool {
	return needed(v.opts.Needs, resource) &&
		(v.snap.Knows(resource, v.set.Namespace) || v.snap.Knows(resource, metav1.NamespaceAll))
}

// gaps are the resources that the view uses and that could not be read.
func (v *view) gaps() []v1alpha1.Gap {
	var out []v1alpha1.Gap
	for _, g := range v.snap.Gaps() {
		if !needed(v.opts.Needs, g.Resource) || !v.concerns(g) {
			continue
		}
		out = append(out, v1alpha1.Gap{Resource: g.Resource.String(), Namespace: g.Namespace,
			Reason: v1alpha1.GapReason(g.Reason), Message: g.Message})
	}
	return out
}

// concerns tells whether a Gap hides something from this set: not every
// resource matters to every set, and a Gap that hides nothing is only noise.
func (v *view) concerns(g snapshot.Gap) bool {
	switch g.Resource {
	case snapshot.PersistentVolumeClaims, snapshot.StorageClasses, snapshot.PersistentVolumes:
		return v.hasClaims() && (g.Namespace == "" || g.Namespace == v.set.Namespace)
	case snapshot.Nodes, snapshot.VolumeAttachments, snapshot.VolumeStats:
		return v.hasClaims() && v.storageConcerns(g)
	case snapshot.DNSAnswers:
		return v.set.Spec.ServiceName != ""
	case snapshot.Services, snapshot.EndpointSlices:
		return v.set.Spec.ServiceName != "" && (g.Namespace == "" || g.Namespace == v.set.Namespace)
	case snapshot.Events:
		// Events tell why a Pod is not created: none to create, nothing hidden.
		return v.creates() && (g.Namespace == "" || g.Namespace == v.set.Namespace)
	case snapshot.ConfigMaps:
		// Not being allowed to read CoreDNS's ConfigMap is the normal case: the
		// report says that the cluster domain is the default one.
		return false
	}
	return g.Namespace == "" || g.Namespace == v.set.Namespace
}

// join sorts every Pod that belongs to the set, or is named as if it did, into rows.
func (v *view) join() {
	start, n := statefulset.StartOrdinal(v.set), statefulset.Replicas(v.set)
	// No set has as many Pods; a replicas field of billions must not cost the memory.
	v.replicas = make([]*row, min(max(n, 0), maxRows))
	known := v.knows(snapshot.Pods)
	if known {
		for _, pod := range v.candidates() {
			v.place(pod)
		}
	}
	for i := range v.replicas {
		if v.replicas[i] != nil {
			continue
		}
		state := v1alpha1.OrdinalMissing
		if !known {
			state = v1alpha1.OrdinalUnknown
		}
		v.replicas[i] = &row{ordinal: start + int32(i), state: state}
		v.rows = append(v.rows, v.replicas[i])
	}
	v.placeLeftovers()
	byOrdinal := func(a, b *row) int {
		return cmp.Or(-cmp.Compare(a.ordinal, b.ordinal), cmp.Compare(v.podName(a), v.podName(b)))
	}
	slices.SortStableFunc(v.rows, byOrdinal)
	slices.SortStableFunc(v.condemned, byOrdinal)
}

// candidates are the Pods owned by the set and those named as its Pods are, each once.
func (v *view) candidates() []*corev1.Pod {
	owned := v.snap.PodsControlledBy(v.set.UID)
	out := slices.Clone(owned)
	for _, pod := range v.snap.PodsNamedFor(v.set.Namespace, v.set.Name) {
		if !statefulset.IsControlledBy(pod, v.set) {
			out = append(out, pod)
		}
	}
	return out
}

// place decides what a Pod is to the set, as the controller does when it claims
// Pods (getPodsForStatefulSet, PodControllerRefManager.ClaimPods).
func (v *view) place(pod *corev1.Pod) {
	parent, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	r := &row{ordinal: ordinal, info: v.podInfo(pod)}
	matches := parent == v.set.Name && v.selector.Matches(labels.Set(pod.Labels))
	switch {
	case ordinal < 0:
		// A number that fits no int32 is no ordinal: the controller leaves the Pod alone.
		r.state, r.other = v1alpha1.OrdinalStranger, pod
	case statefulset.IsControlledBy(pod, v.set) && matches:
		r.pod = pod
		if statefulset.InRange(v.set, ordinal) {
			r.state = v1alpha1.OrdinalPresent
		} else {
			r.state = v1alpha1.OrdinalOutOfRange
			v.condemned = append(v.condemned, r)
		}
	case statefulset.IsControlledBy(pod, v.set):
		r.state, r.other = v1alpha1.OrdinalReleased, pod
	case metav1.GetControllerOfNoCopy(pod) == nil && matches && pod.DeletionTimestamp == nil:
		r.state, r.other = v1alpha1.OrdinalOrphan, pod
	default:
		r.state, r.other = v1alpha1.OrdinalStranger, pod
	}
	v.rows = append(v.rows, r)
	// The name decides: "web-01" parses to ordinal 1 as well, but only "web-1" stands there.
	if i := ordinal - statefulset.StartOrdinal(v.set); i >= 0 && int(i) < len(v.replicas) && pod.Name == statefulset.PodName(v.set, ordinal) {
		v.replicas[i] = r
	}
}

// placeLeftovers adds a row for every ordinal outside the range that has claims but no Pod.
func (v *view) placeLeftovers() {
	if !v.knows(snapshot.PersistentVolumeClaims) {
		return
	}
	have := map[int32]bool{}
	for _, r := range v.rows {
		have[r.ordinal] = true
	}
	for i := range v.set.Spec.VolumeClaimTemplates {
		for _, claim := range v.claimsOf(v.set.Spec.VolumeClaimTemplates[i].Name) {
			_, ordinal := statefulset.ParentAndOrdinal(claim.Name)
			if have[ordinal] || statefulset.InRange(v.set, ordinal) {
				continue
			}
			have[ordinal] = true
			v.rows = append(v.rows, &row{ordinal: ordinal, state: v1alpha1.OrdinalLeftover})
		}
	}
}

// podName is the name that stands, or should stand, at the row.
func (v *view) podName(r *row) string {
	if r.info != nil {
		return r.info.Name
	}
	return statefulset.PodName(v.set, r.ordinal)
}
