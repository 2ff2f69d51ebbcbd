package inspect

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// leftOut is said where a comparison may miss something.
const leftOut = "values were left out of the snapshot, and may have changed"

// revisionChange is what revision i of a history, newest first, brought against the one before it.
func (v *view) revisionChange(history []*appsv1.ControllerRevision, i int) v1alpha1.RevisionChange {
	rev := history[i]
	c := v1alpha1.RevisionChange{CameBack: cameBack(history, i)}
	template, err := revision.Decode(rev)
	if i+1 < len(history) {
		before := history[i+1]
		c.From = &v1alpha1.ChangedRevision{Name: before.Name, Number: before.Revision}
	}
	var changes []revision.Change
	switch {
	case err != nil:
		c.Kind, c.Message = v1alpha1.RevisionUnknown, err.Error()
		return c
	case c.From == nil && rev.Revision > 1:
		// Who wrote the template last need not have made this revision.
		c.Kind = v1alpha1.RevisionOldest
		return c
	case c.From == nil:
		c.Kind = v1alpha1.RevisionFirst
	default:
		if changes, err = revision.Compare(history[i+1], rev); err != nil {
			c.Kind, c.Message = v1alpha1.RevisionUnknown, fmt.Sprintf("revision %d before it cannot be read", c.From.Number)
			return c
		}
		c.Summary = revision.NamedWords(changes)
		c.Kind = kindOfChange(changes)
		if redacted(history[i+1]) && redacted(rev) {
			c.Message = leftOut
			if len(changes) == 0 {
				c.Kind = v1alpha1.RevisionUnknown
			}
		}
	}
	if at := revision.RestartTime(template); c.Kind == v1alpha1.RevisionRestart && !c.CameBack && !at.IsZero() {
		c.RestartedAt = &metav1.Time{Time: at}
	}
	if i == 0 {
		v.credit(&c, history, changes)
	}
	return c
}

func kindOfChange(changes []revision.Change) v1alpha1.RevisionKind {
	switch {
	case len(changes) == 0:
		return v1alpha1.RevisionRewritten
	case revision.IsRestart(changes):
		return v1alpha1.RevisionRestart
	}
	return v1alpha1.RevisionTemplate
}

// cameBack: what was created before a revision with a lower number once had a
// lower one itself, which is missing now. Objects that were restored from a
// backup are of any age; but of theirs no number is missing.
func cameBack(history []*appsv1.ControllerRevision, i int) bool {
	rev, older := history[i], history[i+1:]
	if rev.Revision <= int64(len(older))+1 {
		return false
	}
	for _, o := range older {
		if created := rev.CreationTimestamp; !created.IsZero() && created.Before(&o.CreationTimestamp) {
			return true
		}
	}
	return false
}

// credit says who made the newest revision. managedFields tell of the template
// that the set has now: of no older one, and of this one only as long as it is the set's.
func (v *view) credit(c *v1alpha1.RevisionChange, history []*appsv1.ControllerRevision, changes []revision.Change) {
	rev, ours := history[0], v.sync.UpdateRevision
	if v.observed() {
		ours = v.set.Status.UpdateRevision
	}
	if rev.Name != ours {
		return
	}
	w := revision.Maker(v.set.ManagedFields, changes)
	if c.Kind == v1alpha1.RevisionFirst {
		// All of the template is new: whoever owns some of it wrote it.
		w = revision.FirstWriter(v.set.ManagedFields)
	}
	if w == nil || v.copied(rev, w, c.CameBack) {
		return
	}
	c.By, c.At = w.Manager, w.Time
	if created := rev.CreationTimestamp; !c.CameBack && !created.IsZero() && (c.At == nil || created.Before(c.At)) {
		// A manager's time moves on with all that it writes; the revision was there by then.
		c.At = &created
	}
	if c.RestartedAt != nil {
		c.At = c.RestartedAt
	}
}
