package replay

import (
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// createClaims is createPersistentVolumeClaims: every missing claim is created
// even if another of them is on its way out and fails the sync.
func (s *sync) createClaims(set *appsv1.StatefulSet, pod *corev1.Pod) *Failure {
	if s.state.ClaimsUnread {
		return nil
	}
	ordinal := ordinalOf(pod)
	var failure *Failure
	for _, claim := range claimsFor(set, ordinal) {
		switch have := s.claims[claim.Name]; {
		case have == nil:
			s.claims[claim.Name] = claim
			s.act(Action{Verb: CreateClaim, Name: claim.Name, Reason: ReasonMissing, Rule: RuleClaims, Ordinal: ordinal, Object: claim})
		case have.DeletionTimestamp != nil && failure == nil:
			failure = s.fail(RuleClaims, "PersistentVolumeClaim", claim.Name, ordinal, fmt.Sprintf("claim %s is being deleted", claim.Name))
		}
	}
	return failure
}

// claimsFor are the claims of an ordinal, by name (getPersistentVolumeClaims).
func claimsFor(set *appsv1.StatefulSet, ordinal int32) []*corev1.PersistentVolumeClaim {
	claims := make([]*corev1.PersistentVolumeClaim, 0, len(set.Spec.VolumeClaimTemplates))
	for i := range set.Spec.VolumeClaimTemplates {
		claim := set.Spec.VolumeClaimTemplates[i].DeepCopy()
		claim.Name = statefulset.ClaimName(set, claim.Name, ordinal)
		claim.Namespace = set.Namespace
		if claim.Labels == nil {
			claim.Labels = map[string]string{}
		}
		if set.Spec.Selector != nil {
			maps.Copy(claim.Labels, set.Spec.Selector.MatchLabels)
		}
		claims = append(claims, claim)
	}
	slices.SortFunc(claims, func(a, b *corev1.PersistentVolumeClaim) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return claims
}

// staleClaim is the claim that still belongs to an earlier Pod of the name, empty for none (PodClaimIsStale).
func (s *sync) staleClaim(pod *corev1.Pod) string {
	if !s.rules.AutoDeletePVC || whenScaled(s.set) == appsv1.RetainPersistentVolumeClaimRetentionPolicyType {
		return ""
	}
	for _, wanted := range claimsFor(s.set, ordinalOf(pod)) {
		if have := s.claims[wanted.Name]; have != nil && s.staleRef(have, pod, podKind) {
			return have.Name
		}
	}
	return ""
}

// heldClaims are the claims that exist of a Pod's ordinal, in the order of the templates.
func (s *sync) heldClaims(set *appsv1.StatefulSet, pod *corev1.Pod) []*corev1.PersistentVolumeClaim {
	var claims []*corev1.PersistentVolumeClaim
	for _, name := range templateNames(set) {
		if claim := s.claims[statefulset.ClaimName(set, name, ordinalOf(pod))]; claim != nil {
			claims = append(claims, claim)
		}
	}
	return claims
}

// ownersMatch is ClaimsMatchRetentionPolicy.
func (s *sync) ownersMatch(set *appsv1.StatefulSet, pod *corev1.Pod) bool {
	if !s.rules.AutoDeletePVC {
		return true
	}
	for _, claim := range s.heldClaims(set, pod) {
		if !s.ownersUpToDate(claim, set, pod) {
			return false
		}
	}
	return true
}

// updateOwners is UpdatePodClaimForRetentionPolicy.
func (s *sync) updateOwners(set *appsv1.StatefulSet, pod *corev1.Pod) {
	if !s.rules.AutoDeletePVC {
		return
	}
	for _, claim := range s.heldClaims(set, pod) {
		if s.ownersUpToDate(claim, set, pod) {
			continue
		}
		changed := claim.DeepCopy()
		changed.OwnerReferences = s.owners(claim, set, pod)
		if s.rules.PlainClaimOwners && sameRefs(claim.OwnerReferences, changed.OwnerReferences) {
			continue
		}
		s.claims[claim.Name] = changed
		s.act(Action{Verb: UpdateClaim, Name: claim.Name, Reason: ReasonRetention, Rule: RuleRetention, Ordinal: ordinalOf(pod), Object: changed})
	}
}

func sameRefs(a, b []metav1.OwnerReference) bool {
	return slices.EqualFunc(a, b, func(x, y metav1.OwnerReference) bool { return x.UID == y.UID && x.Name == y.Name })
}
