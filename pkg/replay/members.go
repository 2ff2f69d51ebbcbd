package replay

import (
	"cmp"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// adoptRevisions mirrors adoptOrphanRevisions. A set that is being deleted may
// not adopt any more, and its sync ends there (RecheckDeletionTimestamp).
func (s *sync) adoptRevisions() *Failure {
	selector := statefulset.Selector(s.set)
	for _, r := range s.state.Revisions {
		ref := metav1.GetControllerOfNoCopy(r)
		if !selector.Matches(labels.Set(r.Labels)) || ref != nil && ref.UID != s.set.UID {
			continue
		}
		s.history = append(s.history, r)
	}
	slices.SortStableFunc(s.history, compareRevisions)
	s.batch++
	for _, r := range s.history {
		if metav1.GetControllerOfNoCopy(r) != nil {
			continue
		}
		if s.set.DeletionTimestamp != nil {
			return s.fail(RuleAdoptRevision, "ControllerRevision", r.Name, -1, "revision "+r.Name+" has no controller, and a set that is being deleted adopts nothing")
		}
		s.act(Action{Verb: AdoptRevision, Name: r.Name, Reason: ReasonOwnership, Rule: RuleAdoptRevision, Ordinal: -1, Number: r.Revision})
	}
	return nil
}

// compareRevisions is the order of byRevision.
func compareRevisions(a, b *appsv1.ControllerRevision) int {
	return cmp.Or(cmp.Compare(a.Revision, b.Revision),
		a.CreationTimestamp.Compare(b.CreationTimestamp.Time), cmp.Compare(a.Name, b.Name))
}

// claimPods finds the set's Pods, adopting and releasing (ClaimPods, ClaimObject).
func (s *sync) claimPods() {
	selector := statefulset.Selector(s.set)
	deleting := s.set.DeletionTimestamp != nil
	s.batch++
	for _, pod := range s.state.Pods {
		ref := metav1.GetControllerOfNoCopy(pod)
		parent, ordinal := statefulset.ParentAndOrdinal(pod.Name)
		matches := parent == s.set.Name && selector.Matches(labels.Set(pod.Labels))
		a := Action{Name: pod.Name, Reason: ReasonOwnership, Ordinal: ordinal, Revision: statefulset.Revision(pod)}
		switch {
		case ref != nil && ref.UID != s.set.UID:
			continue
		case ref != nil && !matches:
			if !deleting {
				a.Verb, a.Rule = ReleasePod, RuleReleasePod
				s.act(a)
			}
			continue
		case ref == nil && (deleting || !matches || pod.DeletionTimestamp != nil):
			continue
		case ref == nil:
			a.Verb, a.Rule = AdoptPod, RuleAdoptPod
			s.act(a)
		}
		s.pods = append(s.pods, pod)
	}
}

// sortPods sorts the set's Pods into those of the range and the condemned, and
// fills the gaps with the Pods to create.
func (s *sync) sortPods() {
	start := statefulset.StartOrdinal(s.set)
	s.replicas = make([]*corev1.Pod, min(max(statefulset.Replicas(s.set), 0), MaxReplicas))
	for _, pod := range s.pods {
		_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
		switch i := int(ordinal) - int(start); {
		case ordinal < 0: // A number that fits no int32 is no ordinal.
		case i >= 0 && i < len(s.replicas):
			s.replicas[i] = pod
		default:
			s.condemned = append(s.condemned, pod)
		}
	}
	s.out.NewPodRevisions = make([]string, len(s.replicas))
	for i := range s.replicas {
		s.out.NewPodRevisions[i] = s.revisionFor(start + int32(i)).name
		if s.replicas[i] == nil {
			s.replicas[i] = s.wanted(start + int32(i))
		}
	}
	slices.SortStableFunc(s.condemned, func(a, b *corev1.Pod) int { return cmp.Compare(ordinalOf(b), ordinalOf(a)) })
	upwards := slices.Clone(s.condemned)
	slices.Reverse(upwards)
	for _, pod := range slices.Concat(s.replicas, upwards) {
		if s.unavailable(pod) {
			s.firstUnavailable = pod
			return
		}
	}
}

func ordinalOf(pod *corev1.Pod) int32 {
	_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	return ordinal
}

func created(pod *corev1.Pod) bool { return pod.Status.Phase != "" }

// available is isRunningAndAvailable. Before 1.34 the last instant of
// minReadySeconds did not count.
func (s *sync) available(pod *corev1.Pod) bool {
	if !statefulset.IsAvailable(pod, s.set.Spec.MinReadySeconds, s.state.Now) {
		return false
	}
	at := statefulset.AvailableAt(pod, s.set.Spec.MinReadySeconds)
	return s.rules.AvailableAtOnce || s.set.Spec.MinReadySeconds == 0 || at.Time.Before(s.state.Now)
}

// unavailable is isUnavailable, and isHealthy's opposite before 1.34.
func (s *sync) unavailable(pod *corev1.Pod) bool {
	if statefulset.IsTerminating(pod) {
		return true
	}
	if !s.rules.WaitsForAvailable {
		return !statefulset.IsRunningAndReady(pod)
	}
	return !s.available(pod)
}
