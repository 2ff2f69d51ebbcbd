package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// undo is `kubectl rollout undo` (StatefulSetRollbacker): the template of that
// revision takes the place of the set's.
func (c *Change) undo(f *facts, e *edit) error {
	if c.Undo == nil {
		return nil
	}
	if f.start.RevisionsUnread {
		return errors.New("no roll-back without ControllerRevisions, and they could not be read" +
			gapMessage(f.snap, snapshot.ControllerRevisions, f.set.Namespace))
	}
	to, err := pickRevision(f, *c.Undo)
	if err != nil {
		return err
	}
	template, err := revision.Decode(to)
	if err != nil {
		return err
	}
	if len(revision.Diff(&e.set.Spec.Template, template)) == 0 {
		e.notes = append(e.notes, fmt.Sprintf("the template is that of revision %d already", to.Revision))
		return nil
	}
	e.set.Spec.Template = *template
	return nil
}

func pickRevision(f *facts, number int64) (*appsv1.ControllerRevision, error) {
	history := f.history()
	if number == 0 {
		if len(history) < 2 {
			return nil, fmt.Errorf("%s has no earlier revision to go back to", f.set.Name)
		}
		return history[1], nil
	}
	var have []string
	for _, r := range history {
		if r.Revision == number {
			return r, nil
		}
		have = append(have, fmt.Sprint(r.Revision))
	}
	return nil, fmt.Errorf("%s has no revision %d; it has: %s", f.set.Name, number, strings.Join(have, ", "))
}

// history is the set's ControllerRevisions, newest first.
func (f *facts) history() []*appsv1.ControllerRevision {
	out := slices.Clone(f.snap.RevisionsControlledBy(f.set.UID))
	slices.SortStableFunc(out, func(a, b *appsv1.ControllerRevision) int {
		return cmp.Or(cmp.Compare(b.Revision, a.Revision), b.CreationTimestamp.Compare(a.CreationTimestamp.Time), cmp.Compare(b.Name, a.Name))
	})
	return out
}
