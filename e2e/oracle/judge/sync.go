package judge

import (
	"context"
	"regexp"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/controller"
	"k8s.io/kubernetes/pkg/controller/statefulset"
)

// sync is StatefulSetController.sync with everything that it calls, but for the
// queue and the caches. An error is the judge's own, not the controller's.
func sync(state *State) (*Outcome, error) {
	if err := setGates(state.Gates); err != nil {
		return nil, err
	}
	s := newServer(state)
	control, err := newControl(s)
	if err != nil {
		return nil, err
	}
	status, failure := run(control, s, state)
	outcome := &Outcome{Actions: s.actions, Status: status, Written: s.status != nil}
	if s.status != nil {
		outcome.Status = s.status
	}
	if failure != nil {
		outcome.Error = failure.Error()
	}
	return outcome, nil
}

var kind = appsv1.SchemeGroupVersion.WithKind("StatefulSet")

// memberName mirrors statefulPodRegex, which is not exported.
var memberName = regexp.MustCompile("(.*)-([0-9]+)$")

// run follows StatefulSetController.sync, adoptOrphanRevisions and
// getPodsForStatefulSet, which cannot be called without informers.
func run(control statefulset.StatefulSetControlInterface, s *server, state *State) (*appsv1.StatefulSetStatus, error) {
	set := state.Set
	selector, err := metav1.LabelSelectorAsSelector(set.Spec.Selector)
	if err != nil {
		return nil, nil // reported, and not tried again
	}
	revisions, err := control.ListRevisions(set)
	if err != nil {
		return nil, err
	}
	var orphans []*appsv1.ControllerRevision
	for _, revision := range revisions {
		if metav1.GetControllerOf(revision) == nil {
			orphans = append(orphans, revision)
		}
	}
	canAdopt := controller.RecheckDeletionTimestamp(func(context.Context) (metav1.Object, error) { return set, nil })
	if len(orphans) > 0 {
		if err := canAdopt(context.Background()); err != nil {
			return nil, err
		}
		if err := control.AdoptOrphanRevisions(set, orphans); err != nil {
			return nil, err
		}
	}
	manager := controller.NewPodControllerRefManager(podPatches{to: s}, set, selector, kind, canAdopt)
	pods, err := manager.ClaimPods(context.Background(), state.Pods, func(pod *corev1.Pod) bool {
		parts := memberName.FindStringSubmatch(pod.Name)
		return len(parts) == 3 && parts[1] == set.Name
	})
	if err != nil {
		return nil, err
	}
	return update(control, state, pods)
}
