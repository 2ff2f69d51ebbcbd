package explain

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// fate is what becomes of a claim, and of the data behind it, when an owner of it
// is gone. Claims with the same fate can share a sentence.
type fate struct {
	claim claimFate
	// others own the claim too.
	others string
	// volume matters when the claim goes.
	volume volumeFate
}

type claimFate int

const (
	stays claimFate = iota
	// shared: another owner keeps it.
	shared
	deleted
	// deleting: it goes whatever its owners do.
	deleting
)

type volumeFate int

const (
	unread volumeFate = iota
	unbound
	lost
	vanishes
	retained
	recycled
	undecided
)

// stays reports whether nothing happens to the claim.
func (f fate) stays() bool { return f.claim == stays }

// fateOf a claim with these owners, when those with these uids are gone.
func (e *explainer) fateOf(c *v1alpha1.Claim, owners []metav1.OwnerReference, gone ...types.UID) fate {
	var others []string
	owned := false
	for _, ref := range owners {
		if slices.Contains(gone, ref.UID) {
			owned = true
		} else {
			others = append(others, ref.Kind+"/"+ref.Name)
		}
	}
	switch volume := e.volumeFate(c); {
	case c.State == v1alpha1.ClaimTerminating:
		return fate{claim: deleting, volume: volume}
	case !owned:
		return fate{claim: stays, volume: boundOr(c, volume)}
	case len(others) > 0:
		return fate{claim: shared, others: list(others)}
	default:
		return fate{claim: deleted, volume: volume}
	}
}

// boundOr: of a volume that stays only whether there is one matters.
func boundOr(c *v1alpha1.Claim, volume volumeFate) volumeFate {
	if c.VolumeName == "" {
		return volume
	}
	return retained
}

func (e *explainer) volumeFate(c *v1alpha1.Claim) volumeFate {
	switch {
	case c.VolumeName == "":
		return unbound
	case c.Volume == nil && !e.knows(snapshot.PersistentVolumes):
		return unread
	case c.Volume == nil:
		return lost
	}
	switch corev1.PersistentVolumeReclaimPolicy(c.Volume.ReclaimPolicy) {
	case corev1.PersistentVolumeReclaimDelete:
		return vanishes
	case corev1.PersistentVolumeReclaimRetain:
		return retained
	case corev1.PersistentVolumeReclaimRecycle:
		return recycled
	}
	return undecided
}

// exists leaves out claims that are not there, or were not read.
func exists(c *v1alpha1.Claim) bool {
	return c.State != v1alpha1.ClaimMissing && c.State != v1alpha1.ClaimUnknown
}
