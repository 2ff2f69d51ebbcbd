package inspect

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// luggage is what an ordinal's Pod has to have with it, wherever it runs.
type luggage struct {
	volumes []*corev1.PersistentVolume
	// classes will make the volumes of claims that wait for the Pod.
	classes []*storagev1.StorageClass
	// lost says what is gone for good, unread what could not be read, open which
	// claim has no volume yet: one sentence each, empty for none.
	lost, unread, open string
}

// luggage of the Pod of a row: the claims of the templates, and those that the
// Pod or the Pod template names.
func (v *view) luggage(r *row) *luggage {
	l := &luggage{}
	for _, c := range v.claimNames(r) {
		if !v.knows(snapshot.PersistentVolumeClaims) {
			l.unread = "claims could not be read"
			break
		}
		claim, template := v.claimNamed(c.claim), v.template(c.volume)
		switch {
		case claim == nil && template != nil:
			note(&l.open, fmt.Sprintf("claim %s does not exist yet", c.claim))
			l.class(v.classNamed(classOf(template)))
		case claim == nil:
			note(&l.lost, fmt.Sprintf("claim %s does not exist", c.claim))
		case claim.Spec.VolumeName == "" && v.noVolumeFits(claim, v.classNamed(classOf(claim))):
			note(&l.lost, v.openWords(claim))
		case claim.Spec.VolumeName == "":
			note(&l.open, v.openWords(claim))
			l.class(v.classNamed(classOf(claim)))
		case v.volumeLost(claim) || claim.Status.Phase == corev1.ClaimLost:
			note(&l.lost, fmt.Sprintf("volume %s of claim %s is gone", claim.Spec.VolumeName, claim.Name))
		case v.volumeOf(claim) == nil:
			note(&l.unread, fmt.Sprintf("volume %s could not be read", claim.Spec.VolumeName))
		default:
			l.volumes = append(l.volumes, v.volumeOf(claim))
		}
	}
	return l
}

func (v *view) openWords(claim *corev1.PersistentVolumeClaim) string {
	if m := v.pendingMessage(claim); m != "" {
		return fmt.Sprintf("claim %s %s", claim.Name, claimVerb(m))
	}
	return fmt.Sprintf("claim %s is not bound yet", claim.Name)
}

// claimVerb makes what is said of a claim go on after its name.
func claimVerb(message string) string {
	const class = "StorageClass "
	if len(message) > len(class) && message[:len(class)] == class {
		return "is not bound: " + message
	}
	return message
}

// note keeps the first of what is to be said.
func note(where *string, what string) {
	if *where == "" {
		*where = what
	}
}

func (l *luggage) class(class *storagev1.StorageClass) {
	if class != nil {
		l.classes = append(l.classes, class)
	}
}

// claimNames are the claims of a row's Pod, each once.
func (v *view) claimNames(r *row) []shared {
	var out []shared
	add := func(volume, claim string) {
		if !slices.ContainsFunc(out, func(s shared) bool { return s.claim == claim }) {
			out = append(out, shared{volume, claim})
		}
	}
	for _, c := range v.claims(r) {
		add(c.Template, c.Name)
	}
	for _, c := range v.sharedClaimNames() {
		add("", c.claim)
	}
	if pod := ownPod(r); pod != nil {
		for i := range pod.Spec.Volumes {
			if pvc := pod.Spec.Volumes[i].PersistentVolumeClaim; pvc != nil {
				add("", pvc.ClaimName)
			}
		}
	}
	return out
}

// forOneNode: a volume that is not attached to two nodes at once (IsMultiAttachAllowed).
func forOneNode(volume *corev1.PersistentVolume) bool {
	modes := volume.Spec.AccessModes
	return len(modes) > 0 && !slices.Contains(modes, corev1.ReadWriteMany) && !slices.Contains(modes, corev1.ReadOnlyMany)
}
