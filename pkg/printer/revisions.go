package printer

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Revisions prints a screen a set: a row a revision, newest first, with what it
// brought and which ordinals run it; below, what somebody who relies on them should know.
func Revisions(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	return each(w, reports, o, revisionsScreen)
}

func revisionsScreen(p *page, s set) error {
	s.headline(p)
	p.section()
	rows := make([]revisionRow, len(s.Revisions))
	for i := range s.Revisions {
		rows[i] = revisionRow{&s.Revisions[i], s}
	}
	if s.Revisions != nil && len(rows) == 0 {
		p.line(Cell{"no ControllerRevisions", Warn})
	}
	if err := table(p, revisionColumns, rows); err != nil {
		return err
	}
	p.section()
	s.revisionNotes(p)
	s.gaps(p)
	return nil
}

// revisionRow is one row of the screen.
type revisionRow struct {
	*v1alpha1.Revision
	set set
}

var revisionColumns = []Column[revisionRow]{
	column("Number", "Number of the revision, as kubectl rollout undo --to-revision takes it",
		text(func(r revisionRow) string { return strconv.FormatInt(r.Number, 10) })),
	column("Revision", "Hash of the revision; wide: its name", text(func(r revisionRow) string {
		if r.set.wide {
			return r.Name
		}
		return hash(r.Name)
	})),
	column("Role", "What the revision is to the set: update, current, kept for Pods, or history", revisionRow.role),
	column("Ordinals", "Ordinals of the Pods that carry the revision", func(r revisionRow) Cell {
		if r.set.Replicas.Counted == nil {
			return toned(unknown)
		}
		return toned(folded(r.Ordinals))
	}),
	column("Images", "Images of the template; wide: whole, and of which container", text(revisionRow.images)),
	column("Age", "Time since the revision was created", text(func(r revisionRow) string { return r.set.age(r.CreationTimestamp) })),
	wideColumn("Created", "When the revision was created", text(func(r revisionRow) string {
		if r.CreationTimestamp.IsZero() {
			return unknown
		}
		return r.CreationTimestamp.UTC().Format(time.RFC3339)
	})),
	column("Change", "What the revision changed against the one before it, and by whom", revisionRow.change),
}

func (r revisionRow) role() Cell {
	switch r.Kept {
	case v1alpha1.KeptNoLonger:
		return Cell{"to be deleted", Dim}
	case v1alpha1.KeptForPods:
		return Cell{Text: "kept for Pods"}
	case v1alpha1.KeptAsHistory:
		return Cell{"history", Dim}
	}
	switch r.Role {
	case v1alpha1.RevisionBoth:
		return Cell{Text: "update, current"}
	case v1alpha1.RevisionOther, "":
		return toned(unknown)
	}
	return Cell{Text: strings.ToLower(string(r.Role))}
}

// images are those of the containers: narrow, without their registries.
func (r revisionRow) images() string {
	if len(r.Containers) == 0 {
		return unknown
	}
	parts := make([]string, len(r.Containers))
	for i, c := range r.Containers {
		switch {
		case !r.set.wide:
			parts[i] = shortImage(c.Image)
		case len(r.Containers) > 1:
			parts[i] = c.Name + "=" + c.Image
		default:
			parts[i] = c.Image
		}
	}
	return orNone(strings.Join(parts, ", "))
}

// shortImage is the last part of an image's path with its tag, and of a digest
// as much as git shows of a commit.
func shortImage(image string) string {
	name, digest, found := strings.Cut(image, "@")
	name = name[strings.LastIndexByte(name, '/')+1:]
	if !found {
		return name
	}
	const digits = 7
	if colon := strings.IndexByte(digest, ':'); len(digest) > colon+1+digits {
		digest = digest[:colon+1+digits]
	}
	return name + "@" + digest
}

// revisionNotes are the notes, and what kubectl rollout undo goes back to unless they say.
func (s set) revisionNotes(p *page) {
	h := s.History
	if h == nil {
		return
	}
	undo := ""
	if to := h.UndoesTo; to != nil {
		undo = fmt.Sprintf("kubectl rollout undo goes back to revision %d (%s)", to.Number, hash(to.Name))
	}
	for i := range h.Notes {
		note := &h.Notes[i]
		if note.Code == v1alpha1.NoteUndoChangesNothing {
			undo = ""
		}
		p.line(Cell{note.Message, noteTone(note.Code)})
	}
	p.line(Cell{Text: undo})
	if p.wide() {
		p.line(Cell{fmt.Sprintf("revisionHistoryLimit %d", h.Limit), Dim})
	}
}

// noteTone: what affects Pods, or a rollback, is to be noticed.
func noteTone(code v1alpha1.RevisionNoteCode) Tone {
	switch code {
	case v1alpha1.NoteCurrentGone, v1alpha1.NoteUpdateGone, v1alpha1.NoteRevisionGone, v1alpha1.NoteUnlabelled, v1alpha1.NoteEdited,
		v1alpha1.NoteRewritten, v1alpha1.NoteUnreadable, v1alpha1.NoteUndoChangesNothing, v1alpha1.NoteUnobserved, v1alpha1.NoteRedacted:
		return Warn
	}
	return Plain
}
