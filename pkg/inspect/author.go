package inspect

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// author says who wrote the change and when. A manager's time moves on with every
// field that it writes, the number of replicas for one; a revision is created as
// soon as the controller sees its template, and so is the better witness, unless
// it is an old one that came back.
func (v *view) author(c *v1alpha1.Change, to *appsv1.ControllerRevision, changes []revision.Change) {
	w := revision.Maker(v.set.ManagedFields, changes)
	if c.From == nil && to.Revision <= 1 {
		// All of the template is new: whoever owns some of it wrote it. Where only
		// the history is gone, who wrote last need not have made this revision.
		w = revision.FirstWriter(v.set.ManagedFields)
	}
	cameBack := slices.ContainsFunc(v.snap.RevisionsControlledBy(v.set.UID), func(r *appsv1.ControllerRevision) bool {
		return r.Revision < to.Revision && to.CreationTimestamp.Before(&r.CreationTimestamp)
	})
	if w != nil && !v.copied(to, w, cameBack) {
		c.By, c.At = w.Manager, w.Time
	}
	if created := to.CreationTimestamp; !created.IsZero() && !cameBack && (c.At == nil || created.Before(c.At)) {
		c.At = &created
	}
	if !c.Restart {
		return
	}
	if template, err := revision.Decode(to); err == nil {
		if at := revision.RestartTime(template); !at.IsZero() {
			c.At = &metav1.Time{Time: at}
		}
	}
}

// copied reports whether a writer did not make a revision but found it: an earlier
// set of the name left it behind (--cascade=orphan), and who creates a set owns all
// of its fields. A revision that came back may have been set again since.
func (v *view) copied(r *appsv1.ControllerRevision, w *revision.Writer, cameBack bool) bool {
	born := &v.set.CreationTimestamp
	if r.CreationTimestamp.IsZero() || !r.CreationTimestamp.Before(born) {
		return false
	}
	return !cameBack || w.Time == nil || !born.Before(w.Time)
}
