package judge

import (
	"bytes"
	"context"
	"encoding/json"
	gosync "sync"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kubernetes/pkg/controller"
)

// server is the API server and the caches over it, as far as one sync sees them:
// reads give the state as it was when the sync began, and the claims that it wrote.
type server struct {
	mu        gosync.Mutex // a Parallel set is worked on by many at once
	set       *appsv1.StatefulSet
	pods      map[string]*corev1.Pod
	deleted   map[string]bool
	claims    map[string]*corev1.PersistentVolumeClaim
	revisions []*appsv1.ControllerRevision

	actions []Action
	status  *appsv1.StatefulSetStatus
}

func newServer(state *State) *server {
	s := &server{
		set:       state.Set,
		pods:      map[string]*corev1.Pod{},
		deleted:   map[string]bool{},
		claims:    map[string]*corev1.PersistentVolumeClaim{},
		revisions: state.Revisions,
	}
	for _, pod := range state.Pods {
		s.pods[pod.Name] = pod
	}
	for _, claim := range state.Claims {
		s.claims[claim.Name] = claim
	}
	return s
}

var (
	podResource   = schema.GroupResource{Resource: "pods"}
	claimResource = schema.GroupResource{Resource: "persistentvolumeclaims"}
)

// record notes a write. The caller holds the lock, or is alone: adoption and the
// history of a set are worked on by one.
func (s *server) record(verb, name string, object any) error {
	action := Action{Verb: verb, Name: name}
	if object != nil {
		text, err := json.Marshal(object)
		if err != nil {
			return err
		}
		action.Object = text
	}
	s.actions = append(s.actions, action)
	return nil
}

func (s *server) createPod(pod *corev1.Pod) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pods[pod.Name] != nil {
		return apierrors.NewAlreadyExists(podResource, pod.Name)
	}
	s.pods[pod.Name] = pod.DeepCopy()
	delete(s.deleted, pod.Name)
	return s.record("CreatePod", pod.Name, pod)
}

// GetPod reads a Pod from the cache.
func (s *server) GetPod(_, name string) (*corev1.Pod, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if pod := s.pods[name]; pod != nil {
		return pod, nil
	}
	return nil, apierrors.NewNotFound(podResource, name)
}

// updatePod refuses what the API server does: another Pod's name, other volumes.
func (s *server) updatePod(pod *corev1.Pod) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored := s.pods[pod.Name]
	switch {
	case stored == nil:
		return apierrors.NewNotFound(podResource, pod.Name)
	case stored.UID != pod.UID:
		return apierrors.NewConflict(podResource, pod.Name, nil)
	case !apiequality.Semantic.DeepEqual(stored.Spec.Volumes, pod.Spec.Volumes):
		return apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, pod.Name, nil)
	}
	return s.record("UpdatePod", pod.Name, pod)
}

// DeletePod deletes a Pod. One that runs is terminating from then on, and another
// deletion changes nothing; one that does not is gone (podStrategy.CheckGracefulDelete).
func (s *server) DeletePod(pod *corev1.Pod) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored := s.pods[pod.Name]
	switch {
	case stored == nil:
		return apierrors.NewNotFound(podResource, pod.Name)
	case s.deleted[pod.Name]:
		return nil
	}
	s.deleted[pod.Name] = true
	ended := stored.Status.Phase == corev1.PodFailed || stored.Status.Phase == corev1.PodSucceeded
	if len(stored.Finalizers) == 0 && (ended || stored.Spec.NodeName == "") {
		delete(s.pods, pod.Name)
	}
	return s.record("DeletePod", pod.Name, nil)
}

func (s *server) createClaim(claim *corev1.PersistentVolumeClaim) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claims[claim.Name] != nil {
		return apierrors.NewAlreadyExists(claimResource, claim.Name)
	}
	s.claims[claim.Name] = claim.DeepCopy()
	return s.record("CreateClaim", claim.Name, claim)
}

// GetClaim reads a claim from the cache.
func (s *server) GetClaim(_, name string) (*corev1.PersistentVolumeClaim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if claim := s.claims[name]; claim != nil {
		return claim, nil
	}
	return nil, apierrors.NewNotFound(claimResource, name)
}

func (s *server) updateClaim(claim *corev1.PersistentVolumeClaim) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims[claim.Name] = claim.DeepCopy()
	return s.record("UpdateClaim", claim.Name, claim)
}

// UpdateStatefulSetStatus writes the status of the set.
func (s *server) UpdateStatefulSetStatus(_ context.Context, _ *appsv1.StatefulSet, status *appsv1.StatefulSetStatus) error {
	s.status = status.DeepCopy()
	return nil
}

// podPatches is how Pods are adopted and released.
type podPatches struct {
	controller.PodControlInterface
	to *server
}

// PatchPod adopts or releases a Pod: those are the only patches there are.
func (p podPatches) PatchPod(_ context.Context, _, name string, patch []byte) error {
	if bytes.Contains(patch, []byte(`"$patch":"delete"`)) {
		return p.to.record("ReleasePod", name, nil)
	}
	return p.to.record("AdoptPod", name, nil)
}
