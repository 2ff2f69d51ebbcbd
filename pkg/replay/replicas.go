package replay

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// processReplica mirrors the function of that name: what a sync does with one
// ordinal of the range. It reports whether an ordered sync ends here.
func (s *sync) processReplica(i int) (exit bool, failure *Failure) {
	pod := s.replicas[i]
	if statefulset.IsTerminal(pod) {
		if !statefulset.IsTerminating(pod) || s.rules.ReplacesEndedAtOnce {
			s.deletePod(pod, ReasonEnded, RuleEnded)
		}
		if !s.rules.ReplacesEndedAtOnce {
			condition := WaitEnded
			if statefulset.IsTerminating(pod) {
				condition = WaitGone
			}
			s.wait(condition, PhaseReplicas, RuleEnded, pod, s.ordered)
			return true, nil
		}
		pod = s.wanted(ordinalOf(pod))
		s.replicas[i] = pod
	}
	if !created(pod) {
		if claim := s.staleClaim(pod); claim != "" {
			s.wait(WaitClaim, PhaseReplicas, RuleStaleClaim, pod, s.ordered)
			s.out.Waits[len(s.out.Waits)-1].Claim = claim
			return true, nil
		}
		if failure := s.createPod(pod); failure != nil {
			return true, failure
		}
		if s.ordered {
			s.wait(WaitCreated, PhaseReplicas, RuleCreate, pod, true)
			return true, nil
		}
	}
	if pod.Status.Phase == corev1.PodPending {
		if failure := s.createClaims(s.set, pod); failure != nil {
			failure.Rule = RulePendingClaims
			return true, failure
		}
		s.updateOwners(s.set, pod)
	}
	if s.ordered {
		condition, rule := s.notYet(pod)
		if condition != "" {
			s.wait(condition, PhaseReplicas, rule, pod, true)
			return true, nil
		}
	}
	if s.identityMatches(pod) && storageMatches(s.set, pod) && s.ownersMatch(s.update.set, pod) {
		return false, nil
	}
	failure = s.correctPod(pod)
	return failure != nil, failure
}

// notYet is what keeps an ordered sync from going past the Pod; empty for nothing.
func (s *sync) notYet(pod *corev1.Pod) (Condition, Rule) {
	switch {
	case statefulset.IsTerminating(pod):
		return WaitGone, RuleWaitGone
	case !statefulset.IsRunningAndReady(pod):
		return WaitReady, RuleWaitReady
	case !s.available(pod):
		return WaitAvailable, RuleWaitAvailable
	}
	return "", Rule{}
}

// wait records what the sync waits for.
func (s *sync) wait(condition Condition, phase Phase, rule Rule, pod *corev1.Pod, stops bool) {
	w := Wait{Condition: condition, Phase: phase, Rule: rule, Pod: pod.Name, Ordinal: ordinalOf(pod), Stops: stops}
	switch condition {
	case WaitGone:
		// The deletion timestamp is the end of the grace period, not its begin.
		w.Until = pod.DeletionTimestamp.DeepCopy()
		if w.Until != nil && pod.DeletionGracePeriodSeconds != nil {
			since := metav1.NewTime(w.Until.Add(-seconds(*pod.DeletionGracePeriodSeconds)))
			w.Since = &since
		}
	case WaitReady:
		if c := statefulset.ReadyCondition(pod); c != nil && !c.LastTransitionTime.IsZero() {
			w.Since = c.LastTransitionTime.DeepCopy()
		} else if !pod.CreationTimestamp.IsZero() {
			w.Since = pod.CreationTimestamp.DeepCopy()
		}
	case WaitAvailable:
		if c := statefulset.ReadyCondition(pod); c != nil && !c.LastTransitionTime.IsZero() {
			w.Since = c.LastTransitionTime.DeepCopy()
		}
		w.Until = statefulset.AvailableAt(pod, s.set.Spec.MinReadySeconds)
	}
	s.out.Waits = append(s.out.Waits, w)
}

// waitFor records a wait for a Pod that is not available, whatever of it is missing.
func (s *sync) waitFor(pod *corev1.Pod, phase Phase, rule Rule, stops bool) {
	condition, _ := s.notYet(pod)
	switch {
	case !created(pod):
		condition = WaitCreated
	case statefulset.IsTerminal(pod) && !statefulset.IsTerminating(pod):
		condition = WaitEnded
	case condition == "":
		return
	}
	s.wait(condition, phase, rule, pod, stops)
}

// fixCondemnedClaims gives the claims of a Pod outside the range the owners that the retention policy asks for.
func (s *sync) fixCondemnedClaims(i int) (bool, *Failure) {
	if !s.ownersMatch(s.update.set, s.condemned[i]) {
		s.updateOwners(s.update.set, s.condemned[i])
	}
	return false, nil
}

// processCondemned mirrors the function of that name: what a sync does with one Pod outside the range.
func (s *sync) processCondemned(i int) (bool, *Failure) {
	pod := s.condemned[i]
	if statefulset.IsTerminating(pod) {
		s.wait(WaitGone, PhaseScale, RuleCondemnedGone, pod, s.ordered)
		return true, nil
	}
	if s.ordered && pod != s.firstUnavailable && (!statefulset.IsRunningAndReady(pod) || !s.available(pod)) {
		lowest := s.firstUnavailable
		if lowest == nil {
			lowest = pod // Before 1.34 a Pod could be healthy and yet not available.
		}
		s.waitFor(lowest, PhaseScale, RuleCondemnedReady, true)
		return true, nil
	}
	s.deletePod(pod, ReasonOutOfRange, RuleCondemned)
	return true, nil
}
