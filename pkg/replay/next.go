package replay

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// MaxReplicas bounds the Pods that a sync is replayed for. No cluster holds as
// many, and a replicas field of billions must not cost the memory.
const MaxReplicas = 20_000

// Next is the next sync of the controller over state, under rules. It assumes that
// the controller's caches hold the state, that every write succeeds which the
// API server does not have to refuse, and that nothing else changes meanwhile.
//
// It mirrors StatefulSetController.sync and defaultStatefulSetControl.UpdateStatefulSet.
func Next(state State, rules Rules) Sync {
	s := newSync(state, rules)
	s.run()
	return s.out
}

// sync is one pass under way.
type sync struct {
	state State
	set   *appsv1.StatefulSet
	rules Rules
	// ordered: one thing at a time, and no further than what is not available.
	ordered bool

	// pods are those that the set owns once adoption and release are done.
	pods []*corev1.Pod
	// taken are the Pod names that the API server holds.
	taken map[string]*corev1.Pod
	// deleted are the Pods deleted by this sync.
	deleted map[*corev1.Pod]bool
	// claims are as this sync leaves them.
	claims map[string]*corev1.PersistentVolumeClaim

	// patch is the template of the set as a revision holds it.
	patch           []byte
	current, update *revision
	collisions      int32
	history         []*appsv1.ControllerRevision

	// replicas[i] is the Pod of ordinal start+i. Those that do not exist are
	// there as they are to be created, with an empty phase.
	replicas []*corev1.Pod
	// condemned are the Pods outside the range, highest first.
	condemned []*corev1.Pod
	// firstUnavailable of replicas, or else of the condemned, from the lowest up.
	firstUnavailable *corev1.Pod

	batch int
	out   Sync
}

func newSync(state State, rules Rules) *sync {
	s := &sync{
		state: state, set: state.Set, rules: rules,
		ordered: state.Set.Spec.PodManagementPolicy != appsv1.ParallelPodManagement,
		taken:   map[string]*corev1.Pod{}, deleted: map[*corev1.Pod]bool{},
		claims: map[string]*corev1.PersistentVolumeClaim{},
	}
	if !rules.StartOrdinal && s.set.Spec.Ordinals != nil {
		set := *s.set
		set.Spec.Ordinals = nil
		s.set = &set
	}
	for _, pod := range state.Pods {
		s.taken[pod.Name] = pod
	}
	for _, claim := range state.Claims {
		s.claims[claim.Name] = claim
	}
	return s
}

func (s *sync) run() {
	if s.out.Failure = s.adoptRevisions(); s.out.Failure != nil {
		return
	}
	s.claimPods()
	s.findRevisions()
	s.out.CurrentRevision, s.out.UpdateRevision = s.current.name, s.update.name
	status, failure := s.updateSet()
	if status != nil {
		s.complete(status)
		s.out.Status, s.out.WritesStatus = status, s.inconsistent(status)
	}
	s.out.Failure = failure
	s.truncateHistory()
	if failure == nil {
		s.out.Again = s.again(status)
	}
}

// updateSet is the sync's main part (updateStatefulSet). It returns the status to
// write, nil for none, and what made it fail.
func (s *sync) updateSet() (*appsv1.StatefulSetStatus, *Failure) {
	for _, r := range []*revision{s.current, s.update} {
		if failure := s.restore(r); failure != nil {
			return nil, failure
		}
	}
	recreate := statefulset.Strategy(s.set) == appsv1.RecreateStatefulSetStrategyType && s.rules.KeepsConditions
	if recreate && !s.rules.Recreate {
		return nil, s.fail(RuleRecreateOff, "StatefulSet", s.set.Name, -1, "the update strategy Recreate is not enabled (feature gate "+GateRecreate+")")
	}
	status := s.newStatus()
	s.count(status, s.pods)
	s.sortPods()
	if s.set.DeletionTimestamp != nil {
		return status, nil
	}
	if recreate && !s.recreate(status) {
		s.count(status, s.replicas, s.condemned)
		return status, nil
	}
	phases := []func() (bool, *Failure){
		func() (bool, *Failure) { return s.forAll(len(s.replicas), s.processReplica) },
		func() (bool, *Failure) { return s.forAll(len(s.condemned), s.fixCondemnedClaims) },
		func() (bool, *Failure) { return s.forAll(len(s.condemned), s.processCondemned) },
	}
	for _, phase := range phases {
		if exit, failure := phase(); exit || failure != nil {
			s.count(status, s.replicas, s.condemned)
			return status, failure
		}
	}
	s.count(status, s.replicas, s.condemned)
	if recreate || statefulset.Strategy(s.set) == appsv1.OnDeleteStatefulSetStrategyType {
		return status, nil
	}
	return status, s.updatePods(status)
}

// maxBatch is upstream's MaxBatchSize.
const maxBatch = 500

// forAll is runForAll: one after the other until one says exit, or in batches
// that double in size and of which each is finished whatever fails in it (slowStartBatch).
func (s *sync) forAll(n int, do func(i int) (exit bool, failure *Failure)) (bool, *Failure) {
	if s.ordered {
		for i := range n {
			s.batch++
			if exit, failure := do(i); exit || failure != nil {
				return true, failure
			}
		}
		return false, nil
	}
	return s.inBatches(n, do)
}

func (s *sync) inBatches(n int, do func(i int) (exit bool, failure *Failure)) (bool, *Failure) {
	for i, size := 0, 1; i < n; size = min(2*size, maxBatch) {
		s.batch++
		var first *Failure
		for end := min(i+size, n); i < end; i++ {
			if _, failure := do(i); failure != nil && first == nil {
				first = failure
			}
		}
		if first != nil {
			return true, first
		}
	}
	return false, nil
}

// act records an action.
func (s *sync) act(a Action) {
	a.Batch = s.batch
	s.out.Actions = append(s.out.Actions, a)
}

func (s *sync) fail(rule Rule, kind, name string, ordinal int32, message string) *Failure {
	return &Failure{Rule: rule, Kind: kind, Name: name, Ordinal: ordinal, Message: message}
}
