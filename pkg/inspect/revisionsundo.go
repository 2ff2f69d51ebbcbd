package inspect

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// This file notes what can be gone back to, and what changed nothing.

// undoable are the revisions that kubectl rollout undo knows, newest first: those
// of the set with its labels (controlledHistory).
func (n *notes) undoable() []*appsv1.ControllerRevision {
	var out []*appsv1.ControllerRevision
	for _, r := range n.newestFirst() {
		if n.selects(r) {
			out = append(out, r)
		}
	}
	return out
}

// undoesTo is the revision with the second highest number, as kubectl takes it
// (findHistory); nil when that holds no template.
func (n *notes) undoesTo() *v1alpha1.ChangedRevision {
	if r := n.undoable(); len(r) > 1 && readable(r[1]) {
		return &v1alpha1.ChangedRevision{Name: r[1].Name, Number: r[1].Revision}
	}
	return nil
}

func readable(r *appsv1.ControllerRevision) bool {
	_, err := revision.Decode(r)
	return err == nil
}

// undo notes what kubectl rollout undo cannot do.
func (n *notes) undo() {
	undoable := n.undoable()
	switch {
	case len(undoable) == 0:
		return // A new set: that its template becomes a revision is said.
	case len(undoable) == 1:
		message := "there is no revision to go back to"
		if n.h.Limit == 0 {
			message += ": revisionHistoryLimit is 0"
		}
		n.add(v1alpha1.NoteNoUndo, nil, nil, "%s", message)
		return
	case !readable(undoable[1]):
		n.add(v1alpha1.NoteNoUndo, []string{undoable[1].Name}, nil, "kubectl rollout undo takes %s, which holds no Pod template: name another with --to-revision",
			n.called(undoable[1].Name, undoable[1].Revision))
		return
	case n.h.Limit == 0:
		n.add(v1alpha1.NoteNoUndo, nil, nil, "revisionHistoryLimit is 0: once no Pod carries it, a revision is deleted and cannot be gone back to")
	}
	newest, err := revision.Meaning(undoable[0])
	if err != nil || redacted(undoable[0]) {
		return
	}
	var same []string
	for _, r := range undoable[1:] {
		switch meaning, err := revision.Meaning(r); {
		case err != nil:
			return
		case meaning == newest:
			same = append(same, r.Name)
			continue
		case len(same) > 0:
			n.add(v1alpha1.NoteUndoChangesNothing, same, nil,
				"kubectl rollout undo goes back to %s, which says the same; to %s it goes with --to-revision=%d",
				n.called(undoable[1].Name, undoable[1].Revision), n.called(r.Name, r.Revision), r.Revision)
		}
		return
	}
	n.add(v1alpha1.NoteUndoChangesNothing, same, nil, "kubectl rollout undo changes nothing: every older revision says the same")
}

// rewritten notes an update revision that changed nothing, and the Pods that were
// replaced for it, or are to be.
func (n *notes) rewritten() {
	if len(n.revisions) < 2 {
		return
	}
	r := &n.revisions[0]
	if r.Change.Kind != v1alpha1.RevisionRewritten || r.Role != v1alpha1.RevisionUpdate && r.Role != v1alpha1.RevisionBoth {
		return
	}
	from := r.Change.From
	runs := func(ordinals []int32) (out []int32) {
		for _, o := range ordinals {
			if row := n.rowAt(o); row != nil && row.pod != nil && statefulset.Revision(row.pod) == from.Name {
				out = append(out, o)
			}
		}
		return out
	}
	held, _ := n.held()
	toCome, spared := runs(n.outdated()), runs(held)
	message := n.called(r.Name, r.Number) + " says the same as " + n.called(from.Name, from.Number) + ", " + n.rewriting()
	switch {
	case len(r.Ordinals) > 0:
		message += "; " + ordinalWords(r.Ordinals) + " " + wasWere(len(r.Ordinals)) + " replaced for nothing"
		if len(toCome) > 0 {
			message += ", " + ordinalWords(toCome) + " will be"
		}
	case len(toCome) > 0:
		message += "; " + ordinalWords(toCome) + " will be replaced for nothing"
	}
	if len(spared) > 0 {
		message += "; " + ordinalWords(spared) + " need" + singular(len(spared)) + " no replacing"
	}
	n.add(v1alpha1.NoteRewritten, []string{r.Name, from.Name}, r.Ordinals, "%s", message)
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// rewriting says how the newest revision is written differently, and who does so.
func (n *notes) rewriting() string {
	history := n.newestFirst()
	how := revision.Rewritten(history[1], history[0])
	paths := slices.Concat(how.Added, how.Dropped)
	slices.Sort(paths)
	paths = slices.Compact(paths)
	const shown = 3
	switch {
	case how.DropsTimestamps():
		return "only without creationTimestamp: null; Kubernetes 1.34.0 and 1.34.1 make such a revision after an upgrade (kubernetes/kubernetes#134773, mended in 1.34.2)"
	case how.AddsTimestamps():
		return "only with creationTimestamp: null, as Kubernetes before 1.34 writes it"
	case len(paths) == 0:
		return "byte for byte"
	case len(paths) > shown:
		return fmt.Sprintf("but for how defaults or empty fields are written (%s and %d more)", strings.Join(paths[:shown], ", "), len(paths)-shown)
	}
	return "but for how defaults or empty fields are written (" + strings.Join(paths, ", ") + ")"
}
