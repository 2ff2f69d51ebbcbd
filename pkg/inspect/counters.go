package inspect

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func (v *view) replicaCounts() v1alpha1.ReplicaCounts {
	st := &v.set.Status
	c := v1alpha1.ReplicaCounts{
		Desired: statefulset.Replicas(v.set),
		Reported: v1alpha1.Counters{Replicas: st.Replicas, Ready: st.ReadyReplicas, Available: st.AvailableReplicas,
			Current: st.CurrentReplicas, Updated: st.UpdatedReplicas},
	}
	if v.knows(snapshot.Pods) {
		c.Counted = v.count()
	}
	return c
}

// count mirrors computeReplicaStatus: all Pods of the set count, those outside the range too.
func (v *view) count() *v1alpha1.Counters {
	c := &v1alpha1.Counters{}
	for _, r := range v.rows {
		p := r.pod
		if p == nil || p.Status.Phase == "" {
			continue
		}
		c.Replicas++
		if r.info.Ready {
			c.Ready++
			if r.info.Available {
				c.Available++
			}
		}
		if statefulset.IsTerminating(p) {
			continue
		}
		if rev := statefulset.Revision(p); rev != "" {
			if rev == v.set.Status.CurrentRevision {
				c.Current++
			}
			if rev == v.set.Status.UpdateRevision {
				c.Updated++
			}
		}
	}
	return c
}

func (v *view) claimCounts() *v1alpha1.ClaimCounts {
	if !v.knows(snapshot.PersistentVolumeClaims) {
		return nil
	}
	templates := v.set.Spec.VolumeClaimTemplates
	c := &v1alpha1.ClaimCounts{Expected: statefulset.Replicas(v.set) * int32(len(templates))}
	for i := range templates {
		for _, r := range v.replicas {
			claim := v.snap.Claim(v.set.Namespace, statefulset.ClaimName(v.set, templates[i].Name, r.ordinal))
			if claimState(claim) == v1alpha1.ClaimBound {
				c.Bound++
			}
		}
		for _, claim := range v.claimsOf(templates[i].Name) {
			if _, ordinal := statefulset.ParentAndOrdinal(claim.Name); !statefulset.InRange(v.set, ordinal) {
				c.Leftover++
			}
		}
	}
	return c
}

func (v *view) disruptionBudgets() []v1alpha1.DisruptionBudget {
	if !v.knows(snapshot.PodDisruptionBudgets) {
		return nil
	}
	var out []v1alpha1.DisruptionBudget
	for _, pdb := range v.snap.PodDisruptionBudgets(v.set.Namespace) {
		selector, err := metav1.LabelSelectorAsSelector(pdb.Spec.Selector)
		if err != nil || !selector.Matches(labels.Set(v.set.Spec.Template.Labels)) {
			continue
		}
		out = append(out, v1alpha1.DisruptionBudget{Name: pdb.Name, DisruptionsAllowed: pdb.Status.DisruptionsAllowed})
	}
	return out
}
