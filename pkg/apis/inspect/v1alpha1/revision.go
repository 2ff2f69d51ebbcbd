package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Revision is one ControllerRevision of the set.
type Revision struct {
	Name string `json:"name"`
	// Number is ControllerRevision.revision: it rises with every change of the template.
	Number int64 `json:"number"`
	// Role is Update, Current, Both or Other.
	Role RevisionRole `json:"role"`
	// Kept says why the revision is there. Empty: not known, Pods were not read.
	Kept RevisionKept `json:"kept,omitempty"`
	// Pods is the number of the set's Pods that carry this revision.
	Pods int32 `json:"pods"`
	// Ordinals are those of these Pods, highest first.
	Ordinals          []int32     `json:"ordinals,omitempty"`
	CreationTimestamp metav1.Time `json:"creationTimestamp"`
	// Containers of the template, in order, init containers excluded. Empty where
	// the template cannot be read, and in other views than `revisions`.
	Containers []ContainerImage `json:"containers,omitempty"`
	// Change is what the revision brought against the one with the next lower
	// number; absent in other views than `revisions`.
	Change *RevisionChange `json:"change,omitempty"`
}

// RevisionChange is how a revision differs from the one before it.
type RevisionChange struct {
	// Kind says in a word what the revision is: First, Oldest, Template, Restart,
	// Rewritten or Unknown.
	Kind RevisionKind `json:"kind"`
	// From is the revision with the next lower number. Absent: there is none.
	From *ChangedRevision `json:"from,omitempty"`
	// Summary are the differences in short phrases, the most telling first: "image
	// 1.2→1.3". Values of variables, labels and annotations are never in it.
	Summary []string `json:"summary,omitempty"`
	// CameBack: the revision is older than one with a lower number. Its template
	// was set again, by kubectl rollout undo or by hand, and the controller gave
	// the revision the highest number.
	CameBack bool `json:"cameBack,omitempty"`
	// SameAs is the newest of the older revisions whose template means the same.
	// For Kind Rewritten it is the one before.
	SameAs *ChangedRevision `json:"sameAs,omitempty"`
	// Message says why the two could not be compared, or not to the last field.
	Message string `json:"message,omitempty"`
	// RestartedAt is when the restart was asked for, where Kind is Restart and the
	// template tells.
	RestartedAt *metav1.Time `json:"restartedAt,omitempty"`
	// By is the program that wrote what differs, as managedFields tell. Only of the
	// revision of the newest template: of older ones nothing is left to tell.
	By string `json:"by,omitempty"`
	// At is when; where only the program's last write is known, no later than that.
	At *metav1.Time `json:"at,omitempty"`
}

// RevisionKind says what a revision is against the one before it.
type RevisionKind string

// Kinds of a revision.
const (
	// RevisionFirst is number 1: there was none before.
	RevisionFirst RevisionKind = "First"
	// RevisionOldest is the oldest one left: those before it are gone, and with
	// them what it changed.
	RevisionOldest RevisionKind = "Oldest"
	// RevisionTemplate changed the template.
	RevisionTemplate RevisionKind = "Template"
	// RevisionRestart changed nothing but the annotation of `kubectl rollout restart`.
	RevisionRestart RevisionKind = "Restart"
	// RevisionRewritten changed nothing: only how the template is written differs.
	// The controller replaces Pods all the same.
	RevisionRewritten RevisionKind = "Rewritten"
	// RevisionUnknown could not be compared; the message says why.
	RevisionUnknown RevisionKind = "Unknown"
)

// RevisionRole says what a revision is to its set.
type RevisionRole string

// Roles of a revision.
const (
	// RevisionUpdate is status.updateRevision: what the controller rolls towards.
	RevisionUpdate RevisionRole = "Update"
	// RevisionCurrent is status.currentRevision: what Pods held back run.
	RevisionCurrent RevisionRole = "Current"
	// RevisionBoth is update and current revision alike: no rollout is under way.
	RevisionBoth RevisionRole = "Both"
	// RevisionOther is neither: of a Pod's, superseded before the rollout reached
	// every Pod; without Pods, history.
	RevisionOther RevisionRole = "Other"
	// RevisionUnlabelled is a Pod without the controller-revision-hash label.
	RevisionUnlabelled RevisionRole = "Unlabelled"
)

// RevisionKept says why a revision is there.
type RevisionKept string

// Why a revision is there.
const (
	// KeptForStatus: the set's status names it, as update or current revision.
	KeptForStatus RevisionKept = "Status"
	// KeptForPods: Pods carry it, and so it stays, whatever the limit of the history.
	KeptForPods RevisionKept = "Pods"
	// KeptAsHistory: no Pod carries it; it is there to go back to.
	KeptAsHistory RevisionKept = "History"
	// KeptNoLonger: the controller deletes it at its next sync, as the history is
	// longer than its limit.
	KeptNoLonger RevisionKept = "NoLonger"
)

// RevisionHistory is what is to be said of the set's revisions together.
type RevisionHistory struct {
	// Limit is spec.revisionHistoryLimit: how many revisions are kept that neither
	// the status names nor a Pod carries. Negative: all.
	Limit int32 `json:"limit"`
	// Collisions is status.collisionCount: how often the name of a new revision was taken.
	Collisions int32 `json:"collisions,omitempty"`
	// UndoesTo is the revision that `kubectl rollout undo` goes back to when it is
	// not told which. Absent: there is none, or revisions were not read.
	UndoesTo *ChangedRevision `json:"undoesTo,omitempty"`
	// Notes are what somebody who relies on these revisions should know, what
	// affects Pods first.
	Notes []RevisionNote `json:"notes,omitempty"`
}

// RevisionNote is one thing to know about the set's revisions.
type RevisionNote struct {
	Code RevisionNoteCode `json:"code"`
	// Message is a sentence that names the object.
	Message string `json:"message"`
	// Revisions are the names of those that the note is about.
	Revisions []string `json:"revisions,omitempty"`
	// Ordinals are those of the Pods that it is about, highest first.
	Ordinals []int32 `json:"ordinals,omitempty"`
}
