package inspect

import (
	"cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// ordinals makes the rows of the report, highest ordinal first.
func (v *view) ordinals(domain string, g *v1alpha1.GoverningService) []v1alpha1.Ordinal {
	out := make([]v1alpha1.Ordinal, 0, len(v.rows))
	for _, r := range v.rows {
		o := v1alpha1.Ordinal{
			Ordinal: r.ordinal, PodName: v.podName(r), State: r.state,
			HeldByPartition: v.heldByPartition(r.ordinal),
			Pod:             r.info,
			Claims:          v.claims(r),
		}
		pod := cmp.Or(r.pod, r.other)
		o.Endpoint = v.endpoint(pod)
		if statefulset.InRange(v.set, r.ordinal) {
			o.ExpectedRevision = v.expectedRevision(r.ordinal)
		}
		if r.state != v1alpha1.OrdinalLeftover && r.state != v1alpha1.OrdinalUnknown {
			o.Identity = v.identity(r, pod, domain, g)
		}
		out = append(out, o)
	}
	return out
}

// heldByPartition: a partition holds ordinals of the range back; with replicas
// outside the range it has nothing to do.
func (v *view) heldByPartition(ordinal int32) bool {
	return statefulset.InRange(v.set, ordinal) && statefulset.HeldByPartition(v.set, ordinal)
}

// expectedRevision is the revision of a Pod created now at ordinal.
func (v *view) expectedRevision(ordinal int32) string {
	i := int(ordinal) - int(statefulset.StartOrdinal(v.set))
	if i >= 0 && i < len(v.sync.NewPodRevisions) {
		return v.sync.NewPodRevisions[i]
	}
	if v.heldByPartition(ordinal) {
		return v.set.Status.CurrentRevision
	}
	return v.set.Status.UpdateRevision
}
