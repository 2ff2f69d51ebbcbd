package inspect

import (
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// This file notes what the controller's next sync does with revisions.

// unobserved says what the controller makes of a template that it has not looked at yet.
func (n *notes) unobserved() {
	st := &n.set.Status
	if n.observed() {
		return
	}
	message := "the controller has not acted on the newest spec yet"
	if st.ObservedGeneration > 0 {
		message += fmt.Sprintf(" (generation %d, observed %d)", n.set.Generation, st.ObservedGeneration)
	}
	made, brought := n.does(replay.CreateRevision, ""), n.does(replay.UpdateRevision, "")
	names := []string{n.sync.UpdateRevision}
	switch sameKind, sameName := n.byEveryRule(); {
	case !sameKind || n.sync.UpdateRevision == "" || n.seen.RevisionsUnread:
		message += ": which revision comes of its template is not known"
		names = nil
	case made != nil && sameName:
		message += ": its template becomes " + n.called(made.Name, made.Number)
	case made != nil:
		message += fmt.Sprintf(": its template becomes revision %d", made.Number)
		names = nil
	case brought != nil:
		message += fmt.Sprintf(": its template is that of %s, which comes back as number %d", n.known(brought.Name), brought.Number)
	default:
		message += ": its template is that of " + n.known(n.sync.UpdateRevision)
	}
	n.add(v1alpha1.NoteUnobserved, names, nil, "%s", message)
}

// known is called for a revision that the next sync finds, by its name.
func (n *notes) known(name string) string {
	for _, r := range n.seen.Revisions {
		if r.Name == name {
			return n.called(name, r.Revision)
		}
	}
	return "revision " + n.shortRevision(name)
}

// byEveryRule reports whether the revision that comes of the template is of one
// kind, and of one name, by all rules that may be in force: its name is a hash of
// what a server writes, and versions write differently.
func (n *notes) byEveryRule() (sameKind, sameName bool) {
	if n.seen.Set == nil {
		return false, false // Without Pods nothing was replayed.
	}
	sameKind, sameName = true, true
	creates := func(s replay.Sync) bool {
		return slices.ContainsFunc(s.Actions, func(a replay.Action) bool { return a.Verb == replay.CreateRevision })
	}
	for _, rules := range n.rules[1:] {
		other := replay.Next(n.seen, rules)
		sameKind = sameKind && creates(other) == creates(n.sync)
		sameName = sameName && other.UpdateRevision == n.sync.UpdateRevision
	}
	return sameKind, sameName
}

// truncated notes what is deleted because the history is too long.
func (n *notes) truncated() {
	var gone []*appsv1.ControllerRevision
	for _, rev := range n.seen.Revisions {
		if n.kept(rev.Name, false) == v1alpha1.KeptNoLonger {
			gone = append(gone, rev)
		}
	}
	if len(gone) > 0 {
		names, words := n.several(gone)
		n.add(v1alpha1.NoteTruncated, names, nil, "the controller deletes %s at its next sync: no Pod carries %s, and revisionHistoryLimit is %d",
			words, itThem(len(gone)), n.h.Limit)
	}
}

// several are the names of revisions, newest first, and words for them:
// "revision 3 (7f9c)", "revisions 3 (7f9c), 2 (6c5b) and 4 more".
func (n *notes) several(revisions []*appsv1.ControllerRevision) (names []string, words string) {
	slices.SortFunc(revisions, newerFirst)
	var parts []string
	for _, r := range revisions {
		names = append(names, r.Name)
		parts = append(parts, strings.TrimPrefix(n.called(r.Name, r.Revision), "revision "))
	}
	const shown = 3
	switch {
	case len(parts) == 1:
		return names, "revision " + parts[0]
	case len(parts) > shown:
		return names, fmt.Sprintf("revisions %s and %d more", strings.Join(parts[:shown], ", "), len(parts)-shown)
	}
	return names, "revisions " + strings.Join(parts, ", ")
}

// unreadable notes each revision that holds no template, and what it does to the controller.
func (n *notes) unreadable() {
	if !n.knows(snapshot.ControllerRevisions) {
		return
	}
	for _, rev := range n.newestFirst() {
		_, err := revision.Decode(rev)
		if err == nil {
			continue
		}
		message := err.Error()
		if f := n.sync.Failure; f != nil && f.Kind == "ControllerRevision" && f.Name == rev.Name {
			message += "; every sync of the controller fails on it"
		}
		n.add(v1alpha1.NoteUnreadable, []string{rev.Name}, n.carriers()[rev.Name], "%s", message)
	}
}
