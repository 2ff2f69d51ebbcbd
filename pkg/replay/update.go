package replay

import (
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// updatePods replaces outdated Pods as far as the rules allow.
func (s *sync) updatePods(status *appsv1.StatefulSetStatus) *Failure {
	if s.rules.MaxUnavailable {
		return s.updateWithBudget(status)
	}
	s.batch++
	for i := len(s.replicas) - 1; i >= s.updateMin(); i-- {
		pod := s.replicas[i]
		if s.replaceable(pod) {
			s.deletePod(pod, ReasonOutdated, RuleUpdate)
			status.CurrentReplicas--
			return nil
		}
		if s.unavailable(pod) {
			s.waitFor(pod, PhaseUpdate, RuleUpdateWaits, true)
			return nil
		}
	}
	return nil
}

// updateMin is the index of the first Pod that an update reaches. RuleRevisionOfNewPod reads
// the same field: the partition counts from ordinals.start.
func (s *sync) updateMin() int {
	if ru := s.set.Spec.UpdateStrategy.RollingUpdate; ru != nil && ru.Partition != nil {
		return max(int(*ru.Partition), 0)
	}
	return 0
}

// replaceable: the Pod is outdated and nobody has deleted it yet.
func (s *sync) replaceable(pod *corev1.Pod) bool {
	return statefulset.Revision(pod) != s.update.name && !statefulset.IsTerminating(pod)
}

// budget is how many Pods may be unavailable: percentages are rounded down, and
// one always may (getStatefulSetMaxUnavailable).
func (s *sync) budget() (int, error) {
	ru := s.set.Spec.UpdateStrategy.RollingUpdate
	if ru == nil || ru.MaxUnavailable == nil {
		return 1, nil
	}
	n, err := intstr.GetScaledValueFromIntOrPercent(ru.MaxUnavailable, len(s.replicas), false)
	return max(n, 1), err
}

// updateWithBudget mirrors updateStatefulSetAfterInvariantEstablished.
func (s *sync) updateWithBudget(status *appsv1.StatefulSetStatus) *Failure {
	budget, err := s.budget()
	if err != nil {
		return s.fail(RuleBudget, "StatefulSet", s.set.Name, -1, fmt.Sprintf("maxUnavailable cannot be read: %v", err))
	}
	spent, broken := 0, 0
	for _, pod := range s.replicas {
		if s.unavailable(pod) {
			spent++
			if !s.ordered && s.rules.TwoPhaseDeletion && s.replaceable(pod) {
				broken++
			}
		}
	}
	s.batch++
	if spent >= budget && broken == 0 {
		s.waitForBudget(true)
		return nil
	}
	if !s.ordered && s.rules.TwoPhaseDeletion {
		s.updateInTwoPhases(status, budget-spent)
		return nil
	}
	left := budget - spent
	for i := len(s.replicas) - 1; i >= s.updateMin() && left > 0; i-- {
		if s.replaceable(s.replicas[i]) {
			s.batch++
			s.deletePod(s.replicas[i], ReasonOutdated, RuleBudgetUpdate)
			status.CurrentReplicas--
			left--
		}
	}
	return nil
}

// updateInTwoPhases replaces what is broken anyway, then as much that works as the budget leaves.
func (s *sync) updateInTwoPhases(status *appsv1.StatefulSetStatus, left int) {
	before := len(s.deleted)
	for i := len(s.replicas) - 1; i >= s.updateMin(); i-- {
		if pod := s.replicas[i]; s.replaceable(pod) && !s.available(pod) {
			s.batch++
			s.deletePod(pod, ReasonOutdated, RuleTwoPhaseBroken)
			status.CurrentReplicas--
		}
	}
	for i := len(s.replicas) - 1; i >= s.updateMin() && left > 0; i-- {
		if pod := s.replicas[i]; statefulset.Revision(pod) != s.update.name && !s.unavailable(pod) {
			s.batch++
			s.deletePod(pod, ReasonOutdated, RuleTwoPhase)
			status.CurrentReplicas--
			left--
		}
	}
	if left <= 0 {
		// A broken Pod below the partition counts and is passed by: then nothing is done at all.
		s.waitForBudget(len(s.deleted) == before)
	}
}

// waitForBudget: every Pod that is not available, and stays, uses up the budget.
func (s *sync) waitForBudget(stops bool) {
	for i := len(s.replicas) - 1; i >= 0; i-- {
		if pod := s.replicas[i]; s.unavailable(pod) && !s.deleted[pod] {
			s.waitFor(pod, PhaseUpdate, RuleBudget, stops)
		}
	}
}

// recreate takes down every Pod of another revision and reports whether they are
// all gone, so that new ones may come (recreateDeleteAndWait).
func (s *sync) recreate(status *appsv1.StatefulSetStatus) bool {
	all := make([]*corev1.Pod, 0, len(s.replicas)+len(s.condemned))
	all = append(append(all, s.replicas...), s.condemned...)
	gone := true
	_, _ = s.inBatches(len(all), func(i int) (bool, *Failure) {
		pod := all[i]
		if !created(pod) || statefulset.Revision(pod) == s.update.name {
			return false, nil
		}
		gone = false
		if !statefulset.IsTerminating(pod) {
			s.deletePod(pod, ReasonOutdated, RuleRecreateDelete)
		}
		s.wait(WaitGone, PhaseRecreate, RuleRecreateDelete, pod, true)
		return false, nil
	})
	switch {
	case !gone:
		s.progressing(status, corev1.ConditionTrue, "RecreateInProgress", "Deleting old revision pods")
	case s.current.name != s.update.name:
		s.progressing(status, corev1.ConditionTrue, "RecreateInProgress", "Waiting for new-revision pods to be created")
	}
	return gone
}
