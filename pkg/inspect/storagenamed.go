package inspect

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// namedAlike are ordinals outside the range that have no row, because no claim of
// theirs has the labels of the set's claims. The controller asks for a claim by its
// name alone (createPersistentVolumeClaims): scaled up, it takes these all the same.
func (v *view) namedAlike(ordinals []v1alpha1.Ordinal) []v1alpha1.Ordinal {
	have := map[int32]bool{}
	for i := range ordinals {
		have[ordinals[i].Ordinal] = true
	}
	var out []v1alpha1.Ordinal
	for i := range v.set.Spec.VolumeClaimTemplates {
		t := v.set.Spec.VolumeClaimTemplates[i].Name
		for _, claim := range v.snap.ClaimsNamedFor(v.set.Namespace, statefulset.ClaimPrefix(v.set, t)) {
			_, n := statefulset.ParentAndOrdinal(claim.Name)
			if have[n] || statefulset.InRange(v.set, n) || claim.Name != statefulset.ClaimName(v.set, t, n) || v.othersClaim(claim) {
				continue
			}
			have[n] = true
			r := &row{ordinal: n, state: v1alpha1.OrdinalLeftover}
			o := v1alpha1.Ordinal{Ordinal: n, PodName: v.podName(r), State: r.state, Claims: v.claims(r)}
			for j := range o.Claims {
				o.Claims[j].Storage = v.claimStorage(&o.Claims[j], v.template(o.Claims[j].Template), r)
			}
			out = append(out, o)
		}
	}
	return out
}

// othersClaim: somebody else has a better right to a claim that does not have the
// labels of the set's: he owns it, his Pods use it, or a set that was read too has
// the same name for it and wants it or made it.
func (v *view) othersClaim(claim *corev1.PersistentVolumeClaim) bool {
	if slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool {
		there := v.exists(ref)
		return there == nil || *there && ref.UID != v.set.UID
	}) {
		return true
	}
	for _, pod := range v.podsMounting(claim.Name, claim) {
		if ref := metav1.GetControllerOfNoCopy(pod); ref != nil && ref.UID != v.set.UID {
			return true
		}
	}
	prefix, n := statefulset.ParentAndOrdinal(claim.Name)
	for i := range prefix {
		if prefix[i] != '-' {
			continue
		}
		set := v.snap.StatefulSet(v.set.Namespace, prefix[i+1:])
		if set == nil || set.UID == v.set.UID && set.Name == v.set.Name || !hasTemplate(set, prefix[:i]) {
			continue
		}
		if statefulset.InRange(set, n) || hasLabels(set, claim.Labels) {
			return true
		}
	}
	return false
}

func hasTemplate(set *appsv1.StatefulSet, name string) bool {
	return slices.ContainsFunc(set.Spec.VolumeClaimTemplates, func(t corev1.PersistentVolumeClaim) bool { return t.Name == name })
}
