package inspect

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/labels"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// defaultHistoryLimit is what the API server fills in for revisionHistoryLimit.
const defaultHistoryLimit = 10

// history is what is to be said of the revisions together.
func (v *view) history(revisions []v1alpha1.Revision) *v1alpha1.RevisionHistory {
	h := &v1alpha1.RevisionHistory{Limit: defaultHistoryLimit}
	if l := v.set.Spec.RevisionHistoryLimit; l != nil {
		h.Limit = *l
	}
	if n := v.set.Status.CollisionCount; n != nil {
		h.Collisions = *n
	}
	n := notes{view: v, revisions: revisions, h: h}
	n.unobserved()
	if v.knows(snapshot.ControllerRevisions) {
		h.UndoesTo = n.undoesTo()
		n.gone()
	}
	n.unlabelled()
	n.edited()
	n.rewritten()
	n.unreadable()
	n.severalLive()
	n.truncated()
	n.owners()
	if v.knows(snapshot.ControllerRevisions) {
		n.undo()
	}
	n.collisions()
	n.leftOut()
	return h
}

// notes collects what is to be known about a set's revisions.
type notes struct {
	*view
	revisions []v1alpha1.Revision
	h         *v1alpha1.RevisionHistory
}

func (n *notes) add(code v1alpha1.RevisionNoteCode, names []string, ordinals []int32, format string, args ...any) {
	n.h.Notes = append(n.h.Notes, v1alpha1.RevisionNote{Code: code, Message: fmt.Sprintf(format, args...), Revisions: names, Ordinals: ordinals})
}

// called is "revision 4 (7f9c)".
func (n *notes) called(name string, number int64) string {
	return fmt.Sprintf("revision %d (%s)", number, n.shortRevision(name))
}

// selects reports whether a revision has the set's labels: others the controller
// does not see, be they its own (ListControllerRevisions).
func (n *notes) selects(r *appsv1.ControllerRevision) bool {
	return n.selector.Matches(labels.Set(r.Labels))
}

// finds reports whether the controller finds a revision of that name, its own or an orphan.
func (n *notes) finds(name string) bool {
	named := func(r *appsv1.ControllerRevision) bool { return r.Name == name && n.selects(r) }
	return slices.ContainsFunc(n.snap.RevisionsControlledBy(n.set.UID), named) ||
		slices.ContainsFunc(n.snap.OrphanRevisions(n.set.Namespace), named)
}

// severalLive is no alarm: it is what quick changes look like.
func (n *notes) severalLive() {
	carriers := n.carriers()
	delete(carriers, "")
	const several = 3
	if len(carriers) < several {
		return
	}
	var ordinals []int32
	for _, o := range carriers {
		ordinals = append(ordinals, o...)
	}
	slices.SortFunc(ordinals, func(a, b int32) int { return cmp.Compare(b, a) })
	n.add(v1alpha1.NoteSeveralLive, slices.Sorted(maps.Keys(carriers)), ordinals,
		"Pods carry %d revisions: the template changed again before an earlier rollout was over; a Pod that is replaced skips those in between", len(carriers))
}

func (n *notes) collisions() {
	if n.h.Collisions > 0 {
		n.add(v1alpha1.NoteCollisions, nil, nil,
			"the name of a new revision was taken %s, and it got another (status.collisionCount): nothing to do", times(n.h.Collisions))
	}
}

// leftOut: a snapshot without values does not show what changed in them.
func (n *notes) leftOut() {
	var names []string
	for i := range n.revisions {
		if n.revisions[i].Change.Message == leftOut {
			names = append(names, n.revisions[i].Name)
		}
	}
	if len(names) > 0 {
		n.add(v1alpha1.NoteRedacted, names, nil, "values were left out of the snapshot: what changed in them does not show")
	}
}

func times(n int32) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
