package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RolloutState is where a StatefulSet stands, in its controller's terms.
type RolloutState string

// The states. They exclude each other; the first that applies, from top to bottom, is the set's.
const (
	// StateUnknown: the Pods could not be read, or the object is not complete.
	StateUnknown RolloutState = "Unknown"
	// StateDeleting: the set is being deleted; its controller only updates the status.
	StateDeleting RolloutState = "Deleting"
	// StateUnobserved: the controller has not yet seen the newest spec (generation > observedGeneration).
	StateUnobserved RolloutState = "Unobserved"
	// StateTrapped: the controller waits for a Pod of an old revision that cannot
	// become ready, and never replaces it itself (kubernetes/kubernetes#67250).
	StateTrapped RolloutState = "Trapped"
	// StateBlocked: the controller waits for a Pod that shows a failure.
	StateBlocked RolloutState = "Blocked"
	// StateRecreating: a Recreate set takes down its old Pods or creates its new ones.
	StateRecreating RolloutState = "Recreating"
	// StateProgressing: Pods are being created, replaced or removed, and nothing seen says that this fails.
	StateProgressing RolloutState = "Progressing"
	// StateDegraded: no rollout is under way, yet not every Pod is available.
	StateDegraded RolloutState = "Degraded"
	// StateHeld: all that may be updated is; the rest waits for the partition to
	// be lowered or, with OnDelete, for somebody to delete the old Pods.
	StateHeld RolloutState = "Held"
	// StateComplete: every Pod exists, runs the update revision and is available.
	StateComplete RolloutState = "Complete"
)

// HeldBy says what holds Pods on an older revision.
type HeldBy string

// What can hold Pods.
const (
	HeldByPartition HeldBy = "Partition"
	HeldByOnDelete  HeldBy = "OnDelete"
)

// Rollout says where the set stands between its current and its update revision.
type Rollout struct {
	State RolloutState `json:"state"`
	// CurrentRevision and UpdateRevision as the set's status names them.
	CurrentRevision string `json:"currentRevision,omitempty"`
	UpdateRevision  string `json:"updateRevision,omitempty"`
	// Updated counts the Pods inside the range that carry the update revision.
	Updated int32 `json:"updated"`
	// FirstUpdatedOrdinal is ordinals.start + partition: the lowest ordinal that a
	// rolling update reaches. Absent for OnDelete and Recreate.
	FirstUpdatedOrdinal *int32 `json:"firstUpdatedOrdinal,omitempty"`
	// Held are the ordinals kept on an older revision, highest first, and HeldBy what keeps them.
	Held   []int32 `json:"held,omitempty"`
	HeldBy HeldBy  `json:"heldBy,omitempty"`
	// WaitsFor is what the controller waits for before its next step, most decisive first.
	WaitsFor []Wait `json:"waitsFor,omitempty"`
	// Change is what the newest Pod template brings. Absent: revisions were not read.
	Change *Change `json:"change,omitempty"`
	// Progress says how far the rollout is with which ordinal. Absent: not known, or nobody rolls.
	Progress *Progress `json:"progress,omitempty"`
	// Next is what the controller does next, in order, as far as that is certain.
	Next []Step `json:"next,omitempty"`
	// Estimate is how long it still takes. Absent: it is not under way, or nothing seen tells.
	Estimate *Estimate `json:"estimate,omitempty"`
	// Rules are the controller's rules that all of this was found by.
	Rules *Rules `json:"rules,omitempty"`
	// Advice is what a person can do, in safe order.
	Advice []Advice `json:"advice,omitempty"`
}

// WaitReason says what kind of thing is waited for.
type WaitReason string

// What a controller waits for.
const (
	// WaitController: the StatefulSet controller itself has to act.
	WaitController WaitReason = "Controller"
	// WaitCreation: a Pod that does not exist yet.
	WaitCreation WaitReason = "PodCreation"
	// WaitSchedule: a Pod without a node.
	WaitSchedule WaitReason = "PodScheduling"
	// WaitReady: a Pod that is not running and ready.
	WaitReady WaitReason = "PodReady"
	// WaitAvailable: a ready Pod whose minReadySeconds have not passed.
	WaitAvailable WaitReason = "PodAvailable"
	// WaitTermination: a Pod that is terminating.
	WaitTermination WaitReason = "PodTermination"
	// WaitReplacement: a Failed or Succeeded Pod that the controller replaces.
	WaitReplacement WaitReason = "PodReplacement"
	// WaitStranger: a Pod with the wanted name that the set does not own.
	WaitStranger WaitReason = "NameTaken"
	// WaitPerson: somebody has to delete a Pod or lower the partition.
	WaitPerson WaitReason = "Person"
)

// Wait is one thing that the controller waits for.
type Wait struct {
	Reason WaitReason `json:"reason"`
	// Object that is waited for.
	Object ObjectReference `json:"object"`
	// Ordinal of the Pod; absent when the object is no Pod of the set.
	Ordinal *int32 `json:"ordinal,omitempty"`
	// Message says it in words, without a time: "web-3 is CrashLoopBackOff (exit 1, 7 restarts)".
	Message string `json:"message"`
	// Since is when the wait began, as far as the objects tell.
	Since *metav1.Time `json:"since,omitempty"`
	// Until is when it ends by itself: minReadySeconds, a grace period.
	Until *metav1.Time `json:"until,omitempty"`
	// Failing is true when the object shows a failure, not just slowness.
	Failing bool `json:"failing"`
	// Behind are the ordinals that cannot proceed before, highest first.
	Behind []int32 `json:"behind,omitempty"`
}

// Advice is one thing that a person can do. Commands are printed, never run.
type Advice struct {
	Message  string   `json:"message"`
	Commands []string `json:"commands,omitempty"`
}

// Attention is a reason why a person should look at a set.
type Attention struct {
	// Reason is a CamelCase word: Blocked, ServiceMissing, ClaimLost …
	Reason  string          `json:"reason"`
	Object  ObjectReference `json:"object"`
	Message string          `json:"message"`
}
