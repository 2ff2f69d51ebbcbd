package v1alpha1

// RevisionNoteCode names what a note about revisions says.
type RevisionNoteCode string

// What notes say.
const (
	// NoteUnobserved: the controller has not acted on the newest template yet. The
	// message says which revision it makes of it.
	NoteUnobserved RevisionNoteCode = "Unobserved"
	// NoteCurrentGone: status.currentRevision names no revision. The controller
	// takes the update revision instead, so that a partition protects nothing.
	NoteCurrentGone RevisionNoteCode = "CurrentRevisionGone"
	// NoteUpdateGone: status.updateRevision names no revision; the controller makes another.
	NoteUpdateGone RevisionNoteCode = "UpdateRevisionGone"
	// NoteRevisionGone: Pods carry a revision that does not exist.
	NoteRevisionGone RevisionNoteCode = "RevisionGone"
	// NoteUnlabelled: Pods have no controller-revision-hash label, and are taken for outdated.
	NoteUnlabelled RevisionNoteCode = "Unlabelled"
	// NoteEdited: Pods run another image than their revision has.
	NoteEdited RevisionNoteCode = "Edited"
	// NoteRewritten: the update revision, or one that Pods carry, changed nothing;
	// Pods are replaced for it all the same (kubernetes/kubernetes#134773).
	NoteRewritten RevisionNoteCode = "Rewritten"
	// NoteUnreadable: a revision holds no Pod template of a StatefulSet.
	NoteUnreadable RevisionNoteCode = "Unreadable"
	// NoteSeveralLive: Pods carry three revisions or more.
	NoteSeveralLive RevisionNoteCode = "SeveralLive"
	// NoteTruncated: the controller deletes revisions at its next sync, for the history's limit.
	NoteTruncated RevisionNoteCode = "Truncated"
	// NoteAdopted: a revision with the set's labels has no owner, and is adopted.
	NoteAdopted RevisionNoteCode = "Adopted"
	// NoteForeign: revisions with the set's labels belong to somebody else, and are ignored.
	NoteForeign RevisionNoteCode = "Foreign"
	// NoteNotSelected: revisions of the set do not have its labels, and the
	// controller does not see them.
	NoteNotSelected RevisionNoteCode = "NotSelected"
	// NoteNoUndo: there is no revision to go back to, or soon none.
	NoteNoUndo RevisionNoteCode = "NoUndo"
	// NoteUndoChangesNothing: the revision that `kubectl rollout undo` goes back to
	// means the same as the update revision.
	NoteUndoChangesNothing RevisionNoteCode = "UndoChangesNothing"
	// NoteCollisions: names of revisions were taken, and others chosen.
	NoteCollisions RevisionNoteCode = "Collisions"
	// NoteRedacted: values were left out of a snapshot, so that changes may not show.
	NoteRedacted RevisionNoteCode = "Redacted"
)
