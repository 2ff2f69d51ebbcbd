package inspect

import (
	"bytes"
	"cmp"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// change says what the newest template brings; nil when revisions were not read.
func (v *view) change() *v1alpha1.Change {
	if !v.knows(snapshot.ControllerRevisions) || v.goal() == "" {
		return nil
	}
	to := v.revisionNamed(v.goal())
	c := &v1alpha1.Change{To: v1alpha1.ChangedRevision{Name: v.goal()}}
	if to == nil {
		c.Message = "the revision is not there"
		return c
	}
	c.To.Number = to.Revision
	from := v.changedFrom(to)
	var changes []revision.Change
	switch current := v.ranBefore(to); {
	case from == nil && current != to.Name:
		c.From, c.Message = &v1alpha1.ChangedRevision{Name: current}, "the older revision is gone"
	case from != nil:
		c.From = &v1alpha1.ChangedRevision{Name: from.Name, Number: from.Revision}
		var err error
		switch changes, err = revision.Compare(from, to); {
		case err != nil:
			c.Message = err.Error()
		case redacted(from) && redacted(to):
			c.Message = "values were left out of the snapshot, and may have changed"
		}
		c.Summary, c.Restart = revision.Words(changes), revision.IsRestart(changes)
	}
	v.author(c, to, changes)
	return c
}

// goal is the revision that the controller is about to roll to: before it has
// looked at a new template, replay tells what it will find.
func (v *view) goal() string {
	if v.observed() {
		return v.set.Status.UpdateRevision
	}
	return cmp.Or(v.sync.UpdateRevision, v.set.Status.UpdateRevision)
}

// redacted: values of the revision's template were left out of a snapshot
// (Redacted of pkg/source/file), so that a changed one looks like the old one.
func redacted(r *appsv1.ControllerRevision) bool {
	return bytes.Contains(r.Data.Raw, []byte(`"REDACTED"`))
}

// revisionNamed is one of the set's revisions as the next sync leaves it, nil when there is none.
func (v *view) revisionNamed(name string) *appsv1.ControllerRevision {
	var found *appsv1.ControllerRevision
	for _, r := range v.snap.RevisionsControlledBy(v.set.UID) {
		if r.Name == name {
			found = r
		}
	}
	for i := range v.sync.Actions {
		a := &v.sync.Actions[i]
		if a.Name != name || a.Verb != replay.CreateRevision && a.Verb != replay.UpdateRevision {
			continue
		}
		if made, ok := a.Object.(*appsv1.ControllerRevision); ok {
			found = made
		}
		if found != nil {
			found = found.DeepCopy()
			found.Revision = a.Number
		}
	}
	return found
}

// changedFrom is the current revision or, where that is the newest already, the
// one before it: what the last rollout replaced. Numbers tell, since a revision
// that comes back gets the highest.
func (v *view) changedFrom(to *appsv1.ControllerRevision) *appsv1.ControllerRevision {
	if current := v.ranBefore(to); current != to.Name {
		return v.revisionNamed(current)
	}
	var from *appsv1.ControllerRevision
	for _, r := range v.snap.RevisionsControlledBy(v.set.UID) {
		if r.Name != to.Name && r.Revision < to.Revision && (from == nil || r.Revision > from.Revision) {
			from = r
		}
	}
	return from
}

// ranBefore is the revision that a rollout replaces; with nothing to replace, the
// one that it is at. The status of an OnDelete set does not tell: before 1.37 it
// calls the very first revision the current one for ever.
func (v *view) ranBefore(to *appsv1.ControllerRevision) string {
	if statefulset.Strategy(v.set) == appsv1.OnDeleteStatefulSetStrategyType {
		held, _ := v.held()
		return cmp.Or(v.rollBackTo(&v1alpha1.Rollout{Held: held}), to.Name)
	}
	return cmp.Or(v.set.Status.CurrentRevision, to.Name)
}
