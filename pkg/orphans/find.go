// Package orphans finds PersistentVolumeClaims that a StatefulSet left behind:
// claims named as a StatefulSet names its own, which no StatefulSet would use.
//
// A claim does not say which StatefulSet made it, and its name can be read in
// several ways: "data-my-db-0" is template data of set my-db, or template data-my
// of set db. So a name alone accuses nobody: every claim that is found carries
// what speaks for and against it.
package orphans

import (
	"cmp"
	"math"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Options say where and when to look.
type Options struct {
	// Namespace to look at; empty means all that were read.
	Namespace string
	// Now is the instant that times are measured to.
	Now time.Time
}

// Find lists the claims that no StatefulSet uses or would use. Where the sets, the
// claims or the Pods could not be read, a Gap says so, and nothing is called orphaned.
func Find(snap *snapshot.Snapshot, opts Options) *v1alpha1.OrphanedClaims {
	f := &finder{Snapshot: snap, opts: opts}
	r := &v1alpha1.OrphanedClaims{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindOrphanedClaims},
		ObjectMeta: metav1.ObjectMeta{Name: "orphaned-claims", Namespace: opts.Namespace},
		AsOf:       metav1.NewTime(opts.Now.Truncate(time.Second)),
		Claims:     []v1alpha1.OrphanedClaim{},
		Gaps:       f.gaps(),
	}
	for _, claim := range snap.Claims(opts.Namespace) {
		r.LookedAt++
		if !f.reads(snapshot.StatefulSets, claim.Namespace) {
			continue // Any claim may be one of a set that was not read.
		}
		if found := f.judge(claim); found != nil {
			r.Claims = append(r.Claims, *found)
		}
	}
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Verdict == v1alpha1.VerdictOrphaned {
			r.Orphaned++
			r.OrphanedBytes = plus(r.OrphanedBytes, c.Bytes)
		} else {
			r.Doubtful++
			r.DoubtfulBytes = plus(r.DoubtfulBytes, c.Bytes)
		}
	}
	slices.SortStableFunc(r.Claims, func(a, b v1alpha1.OrphanedClaim) int {
		return cmp.Or(-cmp.Compare(a.Bytes, b.Bytes), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return r
}

// plus adds sizes, which an input may make as large as it likes. One that is
// negative is none.
func plus(a, b int64) int64 {
	if b = max(b, 0); a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// finder is one search.
type finder struct {
	*snapshot.Snapshot
	opts Options
}

func (f *finder) reads(resource schema.GroupResource, namespace string) bool {
	return f.Knows(resource, namespace)
}

// gaps are what could not be read of what decides.
func (f *finder) gaps() (out []v1alpha1.Gap) {
	decisive := []schema.GroupResource{snapshot.StatefulSets, snapshot.PersistentVolumeClaims, snapshot.Pods, snapshot.PersistentVolumes}
	told := map[schema.GroupResource]bool{}
	for _, g := range f.Gaps() {
		if slices.Contains(decisive, g.Resource) && (g.Namespace == "" || f.opts.Namespace == "" || g.Namespace == f.opts.Namespace) {
			told[g.Resource] = true
			out = append(out, v1alpha1.Gap{Resource: g.Resource.String(), Namespace: g.Namespace, Reason: v1alpha1.GapReason(g.Reason), Message: g.Message})
		}
	}
	// A file may hold some sets of a namespace and say nothing of the others.
	if !told[snapshot.StatefulSets] && !f.knowsSets() {
		out = append(out, v1alpha1.Gap{Resource: snapshot.StatefulSets.String(), Namespace: f.opts.Namespace, Reason: v1alpha1.GapNotInInput,
			Message: "only some StatefulSets are in the input: claims of the others would look orphaned"})
	}
	return out
}

// knowsSets reports whether all sets are known wherever there are claims.
func (f *finder) knowsSets() bool {
	if f.opts.Namespace != "" {
		return f.reads(snapshot.StatefulSets, f.opts.Namespace)
	}
	return !slices.ContainsFunc(f.Claims(""), func(c *corev1.PersistentVolumeClaim) bool { return !f.reads(snapshot.StatefulSets, c.Namespace) })
}

// judge says of one claim what it is; nil when it is no orphan: it is not named as
// one, a set would use it, a Pod does, or somebody else owns it.
func (f *finder) judge(claim *corev1.PersistentVolumeClaim) *v1alpha1.OrphanedClaim {
	readings := readingsOf(claim.Name)
	if len(readings) == 0 || f.inUse(claim) || f.wanted(claim, readings) {
		return nil
	}
	owners, living := f.owners(claim)
	if living {
		return nil
	}
	s := &suspect{finder: f, claim: claim, owners: owners}
	s.reading, s.set = f.likeliest(claim, owners, readings)
	s.weigh()
	return s.report()
}

// inUse: a Pod that has not ended mounts it, whoever owns the Pod.
func (f *finder) inUse(claim *corev1.PersistentVolumeClaim) bool {
	return slices.ContainsFunc(f.PodsMounting(claim.Namespace, claim.Name), func(pod *corev1.Pod) bool {
		return !statefulset.IsTerminal(pod)
	})
}
