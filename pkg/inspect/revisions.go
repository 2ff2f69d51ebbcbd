package inspect

import (
	"cmp"
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// revisions lists the set's ControllerRevisions, newest first.
func (v *view) revisions() []v1alpha1.Revision {
	if !v.knows(snapshot.ControllerRevisions) {
		return nil
	}
	ordinals := v.carriers()
	history := v.newestFirst()
	out := make([]v1alpha1.Revision, 0, len(history))
	for _, rev := range history {
		out = append(out, v1alpha1.Revision{
			Name: rev.Name, Number: rev.Revision, Role: v.role(rev.Name), Kept: v.kept(rev.Name, len(ordinals[rev.Name]) > 0),
			Pods: int32(len(ordinals[rev.Name])), Ordinals: ordinals[rev.Name], CreationTimestamp: rev.CreationTimestamp,
		})
	}
	if v.opts.History {
		v.tellChanges(out, history)
	}
	return out
}

// tellChanges adds to each revision what is in its template, and what that changed.
func (v *view) tellChanges(out []v1alpha1.Revision, history []*appsv1.ControllerRevision) {
	meanings := map[string]v1alpha1.ChangedRevision{}
	for i, rev := range slices.Backward(history) {
		change := v.revisionChange(history, i)
		if meaning, err := revision.Meaning(rev); err == nil && !redacted(rev) {
			if older, found := meanings[meaning]; found {
				change.SameAs = &older
			}
			meanings[meaning] = v1alpha1.ChangedRevision{Name: rev.Name, Number: rev.Revision}
		}
		out[i].Containers, out[i].Change = imagesOf(rev), &change
	}
}

// newestFirst are the set's own revisions in the controller's order, reversed.
func (v *view) newestFirst() []*appsv1.ControllerRevision {
	history := slices.Clone(v.snap.RevisionsControlledBy(v.set.UID))
	slices.SortFunc(history, newerFirst)
	return history
}

// newerFirst is byRevision reversed.
func newerFirst(a, b *appsv1.ControllerRevision) int {
	return -cmp.Or(cmp.Compare(a.Revision, b.Revision), a.CreationTimestamp.Compare(b.CreationTimestamp.Time), cmp.Compare(a.Name, b.Name))
}

// carriers are the ordinals of the set's Pods, highest first, by the revision that they carry.
func (v *view) carriers() map[string][]int32 {
	out := map[string][]int32{}
	for _, r := range v.rows {
		if r.pod != nil {
			out[r.info.Revision] = append(out[r.info.Revision], r.ordinal)
		}
	}
	return out
}

// kept says why a revision is there, as truncateHistory sees it.
func (v *view) kept(name string, carried bool) v1alpha1.RevisionKept {
	deleted := slices.ContainsFunc(v.sync.Actions, func(a replay.Action) bool { return a.Verb == replay.DeleteRevision && a.Name == name })
	switch {
	case deleted:
		return v1alpha1.KeptNoLonger
	case v.role(name) != v1alpha1.RevisionOther:
		return v1alpha1.KeptForStatus
	case !v.knows(snapshot.Pods):
		return ""
	case carried:
		return v1alpha1.KeptForPods
	}
	return v1alpha1.KeptAsHistory
}

// imagesOf are the containers of a revision's template; nil when it cannot be read.
func imagesOf(rev *appsv1.ControllerRevision) []v1alpha1.ContainerImage {
	template, err := revision.Decode(rev)
	if err != nil {
		return nil
	}
	var out []v1alpha1.ContainerImage
	for i := range template.Spec.Containers {
		c := &template.Spec.Containers[i]
		out = append(out, v1alpha1.ContainerImage{Name: c.Name, Image: c.Image})
	}
	return out
}
