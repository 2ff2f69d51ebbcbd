package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// claimMismatches are the fields in which a claim is not as its template says
// now. What the template leaves open differs from nothing; a volume larger than
// was asked for is what many provisioners make, and one that is smaller is being
// resized. Neither is a mismatch.
func claimMismatches(template, claim *corev1.PersistentVolumeClaim, volume *corev1.PersistentVolume) []v1alpha1.ClaimMismatch {
	if template == nil {
		return nil
	}
	var out []v1alpha1.ClaimMismatch
	for _, m := range []*v1alpha1.ClaimMismatch{
		requestMismatch(template, claim), volumeCapacityMismatch(template, claim, volume),
		classMismatch(template, claim), accessModeMismatch(template, claim), volumeModeMismatch(template, claim),
	} {
		if m != nil {
			out = append(out, *m)
		}
	}
	return out
}

// requestMismatch (STS401): templates cannot be changed in place, and claims made
// before do not follow the template.
func requestMismatch(template, claim *corev1.PersistentVolumeClaim) *v1alpha1.ClaimMismatch {
	wanted, ok := storageIn(template.Spec.Resources.Requests)
	have, found := storageIn(claim.Spec.Resources.Requests)
	if !ok || !found || wanted.Cmp(have) == 0 {
		return nil
	}
	m := &v1alpha1.ClaimMismatch{Field: v1alpha1.FieldRequest, Template: wanted.String(), Claim: have.String()}
	if wanted.Cmp(have) > 0 {
		m.Message = fmt.Sprintf("the template asks for %s now, the claim for %s: a claim does not grow with its template", m.Template, m.Claim)
	} else {
		m.Message = fmt.Sprintf("the claim has been grown to %s, the template still says %s: new ordinals get %s", m.Claim, m.Template, m.Template)
	}
	return m
}

// volumeCapacityMismatch: the claim's status says another size than its volume,
// and no resize explains it.
func volumeCapacityMismatch(template, claim *corev1.PersistentVolumeClaim, volume *corev1.PersistentVolume) *v1alpha1.ClaimMismatch {
	if volume == nil || claim.Status.Phase != corev1.ClaimBound || resizeState(claim) != "" {
		return nil
	}
	size, ok := storageIn(volume.Spec.Capacity)
	have, found := storageIn(claim.Status.Capacity)
	if !ok || !found || size.Cmp(have) == 0 {
		return nil
	}
	return &v1alpha1.ClaimMismatch{
		Field: v1alpha1.FieldVolumeCapacity, Template: quantity(template.Spec.Resources.Requests), Claim: size.String(),
		Message: fmt.Sprintf("volume %s has %s, the claim's status says %s", volume.Name, size.String(), have.String()),
	}
}

func classMismatch(template, claim *corev1.PersistentVolumeClaim) *v1alpha1.ClaimMismatch {
	wanted, have := classOf(template), classOf(claim)
	if wanted == nil {
		// The cluster's default class of the time, whichever that was.
		return nil
	}
	was := ""
	if have != nil {
		was = *have
	}
	if *wanted == was {
		return nil
	}
	return &v1alpha1.ClaimMismatch{
		Field: v1alpha1.FieldStorageClass, Template: *wanted, Claim: was,
		Message: fmt.Sprintf("the template names StorageClass %s now, the claim has %s and keeps it", cmp.Or(*wanted, "none"), cmp.Or(was, "none")),
	}
}

func accessModeMismatch(template, claim *corev1.PersistentVolumeClaim) *v1alpha1.ClaimMismatch {
	wanted, have := modes(template.Spec.AccessModes), modes(claim.Spec.AccessModes)
	if wanted == "" || wanted == have {
		return nil
	}
	return &v1alpha1.ClaimMismatch{
		Field: v1alpha1.FieldAccessModes, Template: wanted, Claim: have,
		Message: fmt.Sprintf("the template asks for %s now, the claim has %s and keeps it", wanted, cmp.Or(have, "no access mode")),
	}
}

func volumeModeMismatch(template, claim *corev1.PersistentVolumeClaim) *v1alpha1.ClaimMismatch {
	wanted, have := volumeMode(template), volumeMode(claim)
	if wanted == have {
		return nil
	}
	return &v1alpha1.ClaimMismatch{
		Field: v1alpha1.FieldVolumeMode, Template: string(wanted), Claim: string(have),
		Message: fmt.Sprintf("the template asks for volumeMode %s now, the claim has %s and keeps it", wanted, have),
	}
}

// modes are access modes as one word, in an order of their own.
func modes(in []corev1.PersistentVolumeAccessMode) string {
	words := make([]string, 0, len(in))
	for _, mode := range in {
		words = append(words, string(mode))
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ",")
}

// storageIn is the amount of storage in a list, and whether it has one.
func storageIn(list corev1.ResourceList) (resource.Quantity, bool) {
	q, ok := list[corev1.ResourceStorage]
	return q, ok
}

// storageBytes is the amount of storage in a list in bytes, 0 for none.
func storageBytes(list corev1.ResourceList) int64 {
	q, _ := storageIn(list)
	return q.Value()
}
