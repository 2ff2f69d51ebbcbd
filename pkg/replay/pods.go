package replay

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

var setKind = appsv1.SchemeGroupVersion.WithKind("StatefulSet")

// revisionFor is the revision that a Pod created now at an ordinal gets
// (newVersionedStatefulSetPod).
func (s *sync) revisionFor(ordinal int32) *revision {
	strategy := s.current.set.Spec.UpdateStrategy
	start := statefulset.StartOrdinal(s.current.set)
	switch {
	case strategy.RollingUpdate != nil:
		// Whatever the type: an OnDelete set may carry a partition as well.
		if statefulset.HeldByPartition(s.current.set, ordinal) {
			return s.current
		}
	case strategy.Type == appsv1.RollingUpdateStatefulSetStrategyType && int64(ordinal) < int64(start)+int64(s.set.Status.CurrentReplicas):
		return s.current
	}
	return s.update
}

// wanted stands for a Pod that does not exist: as much of it as a sync looks at
// before it creates it. A set may miss thousands, of which a sync creates one.
func (s *sync) wanted(ordinal int32) *corev1.Pod {
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Name: statefulset.PodName(s.set, ordinal), Namespace: s.set.Namespace,
		Labels: map[string]string{appsv1.StatefulSetRevisionLabel: s.revisionFor(ordinal).name},
	}}
}

// newPod is the Pod that the set gets at an ordinal.
func (s *sync) newPod(ordinal int32) *corev1.Pod {
	r := s.revisionFor(ordinal)
	template := &r.set.Spec.Template
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name:            statefulset.PodName(s.set, ordinal),
			GenerateName:    s.set.Name + "-",
			Namespace:       s.set.Namespace,
			Labels:          maps.Clone(template.Labels),
			Annotations:     maps.Clone(template.Annotations),
			Finalizers:      slices.Clone(template.Finalizers),
			OwnerReferences: []metav1.OwnerReference{*metav1.NewControllerRef(r.set, setKind)},
		},
		Spec: *template.Spec.DeepCopy(),
	}
	s.identify(pod)
	pod.Spec.Hostname, pod.Spec.Subdomain = pod.Name, r.set.Spec.ServiceName
	mountClaims(r.set, pod)
	pod.Labels[appsv1.StatefulSetRevisionLabel] = r.name
	return pod
}

// identify is updateIdentity.
func (s *sync) identify(pod *corev1.Pod) {
	ordinal := ordinalOf(pod)
	pod.Name = statefulset.PodName(s.set, ordinal)
	if pod.Labels == nil {
		pod.Labels = map[string]string{}
	}
	pod.Labels[appsv1.StatefulSetPodNameLabel] = pod.Name
	if s.rules.PodIndexLabel {
		pod.Labels[appsv1.PodIndexLabel] = strconv.Itoa(int(ordinal))
	}
}

// identityMatches mirrors the function of that name.
func (s *sync) identityMatches(pod *corev1.Pod) bool {
	parent, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	return ordinal >= 0 && parent == s.set.Name && pod.Name == statefulset.PodName(s.set, ordinal) &&
		pod.Namespace == s.set.Namespace && pod.Labels[appsv1.StatefulSetPodNameLabel] == pod.Name
}

// mountClaims is updateStorage: the volumes of the claim templates replace those of the same names.
func mountClaims(set *appsv1.StatefulSet, pod *corev1.Pod) {
	ordinal := ordinalOf(pod)
	var volumes []corev1.Volume
	ours := map[string]bool{}
	for _, name := range templateNames(set) {
		ours[name] = true
		volumes = append(volumes, corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: statefulset.ClaimName(set, name, ordinal)},
		}})
	}
	for i := range pod.Spec.Volumes {
		if !ours[pod.Spec.Volumes[i].Name] {
			volumes = append(volumes, pod.Spec.Volumes[i])
		}
	}
	pod.Spec.Volumes = volumes
}

// storageMatches mirrors the function of that name.
func storageMatches(set *appsv1.StatefulSet, pod *corev1.Pod) bool {
	ordinal := ordinalOf(pod)
	if ordinal < 0 {
		return false
	}
	mounted := map[string]string{}
	for i := range pod.Spec.Volumes {
		claim := ""
		if source := pod.Spec.Volumes[i].PersistentVolumeClaim; source != nil {
			claim = source.ClaimName
		}
		mounted[pod.Spec.Volumes[i].Name] = claim
	}
	for _, name := range templateNames(set) {
		if mounted[name] != statefulset.ClaimName(set, name, ordinal) {
			return false
		}
	}
	return true
}

func templateNames(set *appsv1.StatefulSet) []string {
	names := make([]string, 0, len(set.Spec.VolumeClaimTemplates))
	for i := range set.Spec.VolumeClaimTemplates {
		names = append(names, set.Spec.VolumeClaimTemplates[i].Name)
	}
	return names
}

// createPod is CreateStatefulPod: the claims, the Pod, the claims' owners.
func (s *sync) createPod(pod *corev1.Pod) *Failure {
	ordinal := ordinalOf(pod)
	if failure := s.createClaims(s.set, pod); failure != nil {
		return failure
	}
	if s.taken[pod.Name] != nil {
		return s.fail(RuleCreate, "Pod", pod.Name, ordinal, fmt.Sprintf("the name %s is taken by another Pod", pod.Name))
	}
	*pod = *s.newPod(ordinal)
	s.taken[pod.Name] = pod
	s.act(Action{Verb: CreatePod, Name: pod.Name, Reason: ReasonMissing, Rule: RuleCreate,
		Ordinal: ordinal, Revision: statefulset.Revision(pod), Object: pod})
	s.updateOwners(s.set, pod)
	return nil
}

// deletePod is DeleteStatefulPod. To delete a Pod twice is one action; to delete
// one that a stale claim has kept from being created is none.
func (s *sync) deletePod(pod *corev1.Pod, reason Reason, rule Rule) {
	if s.deleted[pod] || s.taken[pod.Name] == nil {
		return
	}
	s.deleted[pod] = true
	if gone := len(pod.Finalizers) == 0 && (statefulset.IsTerminal(pod) || pod.Spec.NodeName == ""); gone {
		// The API server removes such a Pod at once (podStrategy.CheckGracefulDelete).
		delete(s.taken, pod.Name)
	}
	s.act(Action{Verb: DeletePod, Name: pod.Name, Reason: reason, Rule: rule, Ordinal: ordinalOf(pod), Revision: statefulset.Revision(pod)})
}

// correctPod is UpdateStatefulPod.
func (s *sync) correctPod(pod *corev1.Pod) *Failure {
	fixed, dirty, reason := pod.DeepCopy(), false, ReasonRetention
	if !s.identityMatches(pod) {
		s.identify(fixed)
		dirty, reason = true, ReasonIdentity
	}
	mounts := storageMatches(s.set, pod)
	if !mounts {
		if failure := s.createClaims(s.update.set, fixed); failure != nil {
			return failure
		}
		dirty, reason = true, ReasonStorage
	}
	if !s.ownersMatch(s.update.set, fixed) {
		s.updateOwners(s.update.set, fixed)
		dirty = true
	}
	if !dirty {
		return nil
	}
	// What the API server refuses: to change a Pod's volumes, or its name.
	switch name := pod.Name; {
	case !mounts:
		return s.fail(RuleIdentity, "Pod", name, ordinalOf(pod), name+" does not mount the claims of its ordinal, and a Pod's volumes cannot be changed")
	case fixed.Name != name || s.taken[name] != pod:
		return s.fail(RuleIdentity, "Pod", name, ordinalOf(pod), fmt.Sprintf("%s cannot be renamed to %s", name, fixed.Name))
	}
	s.act(Action{Verb: UpdatePod, Name: pod.Name, Reason: reason, Rule: RuleIdentity,
		Ordinal: ordinalOf(pod), Revision: statefulset.Revision(pod), Object: fixed})
	return nil
}
