package orphans

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// controllerManager is what the StatefulSet controller is called in managedFields,
// unless the distribution compiles all components into one program of another name.
const controllerManager = "kube-controller-manager"

// suspect is a claim that nothing uses and that is named as a set's.
type suspect struct {
	*finder
	claim   *corev1.PersistentVolumeClaim
	owners  []owner
	reading reading
	// set of the reading, nil when there is none.
	set *appsv1.StatefulSet

	reason   v1alpha1.OrphanReason
	evidence []string
	// proven: more than the name says that a StatefulSet made it. doubts: something speaks against it.
	proven, doubts bool
}

func (s *suspect) says(format string, args ...any) {
	s.evidence = append(s.evidence, fmt.Sprintf(format, args...))
}

// weigh collects what speaks for and against it, the most telling first.
func (s *suspect) weigh() {
	r := s.reading
	switch {
	case s.set == nil:
		s.reason = v1alpha1.OrphanSetGone
		s.says("there is no StatefulSet %s", r.set)
	case !hasTemplate(s.set, r.template):
		s.reason = v1alpha1.OrphanTemplateGone
		s.says("StatefulSet %s has no claim template %s", r.set, r.template)
		if carriesLabels(s.claim, s.set) {
			s.proven = true
			s.says("its labels are those of %s's claims", r.set)
		}
	default:
		s.reason, s.doubts = v1alpha1.OrphanOtherSet, true
		s.says("its labels are not those of the claims of StatefulSet %s, which would take it nevertheless for %s-%d", r.set, r.set, r.ordinal)
	}
	for _, o := range s.owners {
		s.proven = s.proven || o.kind == "StatefulSet"
		s.says("its owner %s %s is gone: the garbage collector is about to delete it", o.kind, o.name)
	}
	if s.claim.DeletionTimestamp != nil {
		s.says("it is being deleted")
	}
	s.maker()
	if label := namedInLabels(s.claim, r.set); label != "" && s.set == nil {
		s.says("label %s", label)
	}
	s.use()
	if s.Assumed(snapshot.StatefulSets) || s.Assumed(snapshot.Pods) {
		s.doubts = true
		s.says("whether all StatefulSets and Pods are in the input is not known")
	}
}

// maker: who created the claim (managedFields as snapshot.Reduce leaves them). The
// controllers of Kubernetes make claims for StatefulSets, and for ephemeral volumes,
// which their Pods own.
func (s *suspect) maker() {
	var makers []string
	for i := range s.claim.ManagedFields {
		m := &s.claim.ManagedFields[i]
		if m.Manager == controllerManager {
			s.proven = true
			s.says("%s made it, as it makes the claims of StatefulSets", controllerManager)
			return
		}
		makers = append(makers, m.Manager)
	}
	if len(makers) > 0 {
		s.says("made by %s", strings.Join(slices.Compact(slices.Sorted(slices.Values(makers))), ", "))
	}
	if !s.proven {
		s.says("nothing but its name says that a StatefulSet made it")
	}
}

// use: that nothing mounts it is known only where Pods are.
func (s *suspect) use() {
	switch since := snapshot.UnusedSince(s.claim); {
	case !s.reads(snapshot.Pods, s.claim.Namespace):
		s.doubts = true
		s.says("whether a Pod mounts it is not known")
	case since != nil:
		s.says("no Pod mounts it, for %s", duration.HumanDuration(max(0, s.opts.Now.Sub(since.Time))))
	default:
		s.says("no Pod mounts it")
	}
}
