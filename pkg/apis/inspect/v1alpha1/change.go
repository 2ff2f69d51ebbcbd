package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Change is what the newest Pod template brings, by whom and when.
type Change struct {
	// From is the revision that is replaced: the current one while a rollout is
	// under way, and the one before the newest when none is. Absent: there is none.
	From *ChangedRevision `json:"from,omitempty"`
	// To is the revision of the newest template.
	To ChangedRevision `json:"to"`
	// Summary are the differences in short phrases, the most telling first: "image
	// 1.2→1.3". Values of variables, labels and annotations are never in it. Empty
	// without a message: the two templates mean the same.
	Summary []string `json:"summary,omitempty"`
	// Restart is true when nothing but the annotation of `kubectl rollout restart` differs.
	Restart bool `json:"restart"`
	// Message says why the two could not be compared, or not to the last field.
	Message string `json:"message,omitempty"`
	// By is the program that wrote what differs, as managedFields tell: argocd-controller.
	By string `json:"by,omitempty"`
	// At is when; where only the program's last write is known, no later than that.
	At *metav1.Time `json:"at,omitempty"`
}

// ChangedRevision names a ControllerRevision.
type ChangedRevision struct {
	Name string `json:"name"`
	// Number is ControllerRevision.revision, 0 when the revision was not found.
	Number int64 `json:"number,omitempty"`
}

// Progress sorts the ordinals of the range by how far the rollout is with them,
// each list highest first.
type Progress struct {
	// Done: on the update revision and available.
	Done []int32 `json:"done,omitempty"`
	// InProgress: terminating, missing, or on the update revision and not available.
	InProgress []int32 `json:"inProgress,omitempty"`
	// ToDo: on another revision, and the controller is going to replace it.
	ToDo []int32 `json:"toDo,omitempty"`
	// Held: on another revision, and kept there by the partition or by OnDelete.
	Held []int32 `json:"held,omitempty"`
	// ToRemove: Pods outside the range.
	ToRemove []int32 `json:"toRemove,omitempty"`
}

// Step is one thing that the controller does next.
type Step struct {
	// After is what has to come about first, in words: "web-3 is available". Empty:
	// nothing, the controller does it as soon as it looks.
	After string `json:"after,omitempty"`
	// Action is a verb and its kind of object.
	Action StepAction `json:"action"`
	// Object that the controller writes.
	Object ObjectReference `json:"object"`
	// Ordinal of the Pod or claim; absent for other objects.
	Ordinal *int32 `json:"ordinal,omitempty"`
	// Revision of the Pod that is created or deleted.
	Revision string `json:"revision,omitempty"`
	// Claims that are created before their Pod.
	Claims []string `json:"claims,omitempty"`
	// Batch numbers what is done at the same time: of a Parallel set, steps with one
	// number are in no certain order.
	Batch int32 `json:"batch"`
	// Message says it in words: "delete web-3 (outdated; it comes back on 7f9c)".
	Message string `json:"message"`
}

// StepAction is what a step does to which kind of object.
type StepAction string

// What a controller does.
const (
	StepCreatePod      StepAction = "CreatePod"
	StepDeletePod      StepAction = "DeletePod"
	StepUpdatePod      StepAction = "UpdatePod"
	StepAdoptPod       StepAction = "AdoptPod"
	StepReleasePod     StepAction = "ReleasePod"
	StepCreateClaim    StepAction = "CreateClaim"
	StepUpdateClaim    StepAction = "UpdateClaim"
	StepCreateRevision StepAction = "CreateRevision"
	// StepUpdateRevision gives an older revision the highest number: a rollback.
	StepUpdateRevision StepAction = "UpdateRevision"
	StepAdoptRevision  StepAction = "AdoptRevision"
	StepDeleteRevision StepAction = "DeleteRevision"
)

// Estimate is how long the rollout still takes if it goes on as it went so far.
type Estimate struct {
	// Seconds until every Pod that the controller replaces is available.
	Seconds int64 `json:"seconds"`
	// PodSeconds is what one Pod takes: the median of so many Samples, Pods of the
	// update revision that are available.
	PodSeconds int64 `json:"podSeconds"`
	Samples    int32 `json:"samples"`
	// Basis says in words what Seconds are made of: "5 Pods × 40s, the median of the 3 on revision 7f9c".
	Basis string `json:"basis"`
}

// Rules are the controller's rules that the report was made by.
type Rules struct {
	// ServerVersion whose rules they are.
	ServerVersion string `json:"serverVersion"`
	// Assumption says what was assumed to choose them. Empty: the version is known.
	Assumption string `json:"assumption,omitempty"`
	// Alternatives are what the controllers of other versions do instead, where
	// the version is not known and it makes a difference.
	Alternatives []Alternative `json:"alternatives,omitempty"`
}

// Alternative is what the controller does by the rules of other versions.
type Alternative struct {
	// ServerVersions whose controllers do it. Those between two of them do it too.
	ServerVersions []string `json:"serverVersions"`
	// Next is what they do next, and Message says it in words, or what they wait for.
	Next    []Step `json:"next,omitempty"`
	Message string `json:"message"`
}
