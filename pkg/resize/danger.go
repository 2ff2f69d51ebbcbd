package resize

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// cascadeDanger is what goes with the set without --cascade=orphan: what it owns.
func (b *book) cascadeDanger() string {
	pods := len(b.snap.PodsControlledBy(b.set.UID))
	words := fmt.Sprintf("Never without --cascade=orphan: that deletes its %s at once", counted(pods, "Pod"))
	if pods == 0 {
		words = "Never without --cascade=orphan"
	}
	owned, destroyed, unknown := b.owned()
	switch {
	case len(owned) == 0 && pods == 0:
		return ""
	case len(owned) == 0:
		return words + "."
	}
	words += fmt.Sprintf(", and, as whenDeleted is %s, the claims %s", appsv1.DeletePersistentVolumeClaimRetentionPolicyType, enumerate(owned))
	switch {
	case destroyed == len(owned):
		words += " with their data"
	case destroyed > 0:
		words += fmt.Sprintf(", %d of them with their data", destroyed)
	case unknown > 0:
		words += "; whether their data goes too is not known, as volumes could not be read"
	default:
		words += "; volumes keep their data (Retain)"
	}
	return words + ". With it they only lose their owner, and get one back with the next step."
}

// owned are the claims of any template that the set owns now, how many of them take
// their data with them, and of how many that is not known.
func (b *book) owned() (claims []string, destroyed, unknown int) {
	for i := range b.set.Spec.VolumeClaimTemplates {
		prefix := statefulset.ClaimPrefix(b.set, b.set.Spec.VolumeClaimTemplates[i].Name)
		for _, claim := range b.snap.ClaimsNamedFor(b.set.Namespace, prefix) {
			if !slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool { return ref.UID == b.set.UID }) {
				continue
			}
			claims = append(claims, claim.Name)
			switch volume := b.snap.PersistentVolume(claim.Spec.VolumeName); {
			case claim.Spec.VolumeName == "":
			case volume == nil:
				unknown++
			case volume.Spec.PersistentVolumeReclaimPolicy == corev1.PersistentVolumeReclaimDelete:
				destroyed++
			}
		}
	}
	return claims, destroyed, unknown
}

// names are those of claims, the first few of many.
func names(claims []*v1alpha1.ResizeClaim) string {
	var out []string
	for _, c := range claims {
		out = append(out, c.Name)
	}
	return enumerate(out)
}

// cannot says what some claims cannot, for the reason of the first of them.
func cannot(do string, claims []*v1alpha1.ResizeClaim) string {
	why := claims[0].Message
	alike := slices.DeleteFunc(slices.Clone(claims), func(c *v1alpha1.ResizeClaim) bool { return c.Message != why })
	return fmt.Sprintf("%s cannot %s: %s", names(alike), do, why)
}

func enumerate(list []string) string {
	if len(list) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(list[:3], ", "), len(list)-3)
	}
	return strings.Join(list, ", ")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
