package judge

import (
	"context"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	clientset "k8s.io/client-go/kubernetes"
	appslisters "k8s.io/client-go/listers/apps/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/component-base/featuregate"
	"k8s.io/kubernetes/pkg/controller/history"
	"k8s.io/kubernetes/pkg/controller/statefulset"
)

// The signatures that differ between versions are found out when the program
// runs: a call that does not fit would not compile. A version that fits none of
// them ends the judge with its first state.

func gate(name string) featuregate.Feature { return featuregate.Feature(name) }

// alone is the object manager up to 1.35, withSet since 1.36.
type (
	alone   struct{ *server }
	withSet struct{ *server }
)

func (m alone) CreatePod(_ context.Context, pod *corev1.Pod) error       { return m.createPod(pod) }
func (m alone) UpdatePod(pod *corev1.Pod) error                          { return m.updatePod(pod) }
func (m alone) CreateClaim(claim *corev1.PersistentVolumeClaim) error    { return m.createClaim(claim) }
func (m alone) UpdateClaim(claim *corev1.PersistentVolumeClaim) error    { return m.updateClaim(claim) }
func (m withSet) UpdatePod(pod *corev1.Pod, _ *appsv1.StatefulSet) error { return m.updatePod(pod) }
func (m withSet) CreateClaim(claim *corev1.PersistentVolumeClaim, _ *appsv1.StatefulSet) error {
	return m.createClaim(claim)
}
func (m withSet) UpdateClaim(claim *corev1.PersistentVolumeClaim, _ *appsv1.StatefulSet) error {
	return m.updateClaim(claim)
}
func (m withSet) CreatePod(_ context.Context, pod *corev1.Pod, _ *appsv1.StatefulSet) error {
	return m.createPod(pod)
}

// objectManager writes to and reads from the server.
func objectManager(s *server) (statefulset.StatefulPodControlObjectManager, error) {
	for _, candidate := range []any{alone{s}, withSet{s}} {
		if manager, ok := candidate.(statefulset.StatefulPodControlObjectManager); ok {
			return manager, nil
		}
	}
	return nil, fmt.Errorf("StatefulPodControlObjectManager has methods that are not known here")
}

// revisionHistory is the real history over the server; since 1.36 it has an index of the revisions.
func revisionHistory(s *server) (history.Interface, error) {
	client, lister := client{server: s}, lister{server: s}
	switch construct := any(history.NewHistory).(type) {
	case func(clientset.Interface, appslisters.ControllerRevisionLister) history.Interface:
		return construct(client, lister), nil
	case func(clientset.Interface, appslisters.ControllerRevisionLister, cache.Indexer) history.Interface:
		return construct(client, lister, byController(s)), nil
	}
	return nil, fmt.Errorf("NewHistory has parameters that are not known here")
}

// newControl is the real control loop over the server.
func newControl(s *server) (statefulset.StatefulSetControlInterface, error) {
	manager, err := objectManager(s)
	if err != nil {
		return nil, err
	}
	revisions, err := revisionHistory(s)
	if err != nil {
		return nil, err
	}
	events := &record.FakeRecorder{} // without a channel: nobody listens
	pods := statefulset.NewStatefulPodControlFromManager(manager, events)
	type (
		control = statefulset.StatefulSetControlInterface
		updater = statefulset.StatefulSetStatusUpdaterInterface
	)
	switch construct := any(statefulset.NewDefaultStatefulSetControl).(type) {
	case func(*statefulset.StatefulPodControl, updater, history.Interface) control:
		return construct(pods, s, revisions), nil
	case func(*statefulset.StatefulPodControl, updater, history.Interface, record.EventRecorder) control: // 1.30
		return construct(pods, s, revisions, events), nil
	}
	return nil, fmt.Errorf("NewDefaultStatefulSetControl has parameters that are not known here")
}

// timed is the control loop since 1.35.4; before, it reads the clock.
type timed interface {
	UpdateStatefulSet(context.Context, *appsv1.StatefulSet, []*corev1.Pod, time.Time) (*appsv1.StatefulSetStatus, error)
}

type untimed interface {
	UpdateStatefulSet(context.Context, *appsv1.StatefulSet, []*corev1.Pod) (*appsv1.StatefulSetStatus, error)
}

func update(control statefulset.StatefulSetControlInterface, state *State, pods []*corev1.Pod) (*appsv1.StatefulSetStatus, error) {
	ctx := context.Background()
	if control, ok := any(control).(timed); ok {
		return control.UpdateStatefulSet(ctx, state.Set, pods, state.Now)
	}
	moveToPresent(state)
	return any(control).(untimed).UpdateStatefulSet(ctx, state.Set, pods)
}

// moveToPresent makes the instant of the state the present. The only times that
// the controller compares with the clock are those of the Pods' conditions.
func moveToPresent(state *State) {
	shift := time.Since(state.Now)
	for _, pod := range state.Pods {
		for i := range pod.Status.Conditions {
			if at := &pod.Status.Conditions[i].LastTransitionTime; !at.IsZero() {
				at.Time = at.Add(shift)
			}
		}
	}
}
