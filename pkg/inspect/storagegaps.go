package inspect

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// hasClaims: the set has claims of its own or, where that matters, names some.
func (v *view) hasClaims() bool {
	return len(v.set.Spec.VolumeClaimTemplates) > 0 || v.opts.Storage && len(v.sharedClaimNames()) > 0
}

// storageConcerns tells whether a Gap in what only `storage` reads hides something
// from this set: Nodes, when a volume can be used on some of them only or that is
// not known; VolumeAttachments, while a Pod waits for its volumes; what kubelets
// measure, once a Pod of the set runs.
func (v *view) storageConcerns(g snapshot.Gap) bool {
	switch g.Resource {
	case snapshot.Nodes:
		return !v.knows(snapshot.PersistentVolumes) || slices.ContainsFunc(v.rows, func(r *row) bool { return v.luggage(r).tied() })
	case snapshot.VolumeAttachments:
		return slices.ContainsFunc(v.rows, func(r *row) bool {
			return waitsForVolumes(r.pod) && slices.ContainsFunc(v.luggage(r).volumes, forOneNode)
		})
	}
	return slices.ContainsFunc(v.rows, func(r *row) bool { return r.pod != nil && r.pod.Status.Phase == corev1.PodRunning })
}
