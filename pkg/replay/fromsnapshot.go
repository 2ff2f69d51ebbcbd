package replay

import (
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// FromSnapshot takes the state of a set out of a snapshot.
func FromSnapshot(snap *snapshot.Snapshot, set *appsv1.StatefulSet, now time.Time) State {
	state := State{
		Set: set, Now: now,
		RevisionsUnread: !snap.Knows(snapshot.ControllerRevisions, set.Namespace),
		ClaimsUnread:    !snap.Knows(snapshot.PersistentVolumeClaims, set.Namespace),
	}
	state.Pods = slices.Clone(snap.PodsControlledBy(set.UID))
	for _, pod := range snap.PodsNamedFor(set.Namespace, set.Name) {
		if !statefulset.IsControlledBy(pod, set) {
			state.Pods = append(state.Pods, pod)
		}
	}
	state.Revisions = append(slices.Clone(snap.RevisionsControlledBy(set.UID)), snap.OrphanRevisions(set.Namespace)...)
	for _, r := range state.Revisions {
		// A list leaves the templates out: without them nothing can be said of revisions.
		state.RevisionsUnread = state.RevisionsUnread || len(r.Data.Raw) == 0
	}
	for i := range set.Spec.VolumeClaimTemplates {
		prefix := statefulset.ClaimPrefix(set, set.Spec.VolumeClaimTemplates[i].Name)
		state.Claims = append(state.Claims, snap.ClaimsNamedFor(set.Namespace, prefix)...)
	}
	return state
}
