package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// WaitResult is how `kubectl sts wait` ended.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type WaitResult struct {
	metav1.TypeMeta `json:",inline"`

	// Condition is what was waited for.
	Condition WaitCondition `json:"condition"`
	// Met is true when every set met it, all at the same time.
	Met bool `json:"met"`
	// Verdict is Met, CannotBeMet or TimedOut: exit codes 0, 2 and 3.
	Verdict WaitVerdict `json:"verdict"`
	// Reason says in one line why the condition is not met. Empty when it is.
	Reason string `json:"reason,omitempty"`
	// WaitedSeconds is how long was waited, in whole seconds.
	WaitedSeconds int64 `json:"waitedSeconds"`
	// Sets are the StatefulSets that were waited for.
	Sets []WaitedSet `json:"sets"`
}

// WaitCondition is what is waited for.
type WaitCondition string

// What can be waited for.
const (
	// WaitForComplete: every Pod of the range exists, runs the update revision and is
	// available, and no Pod is left outside the range. What the partition or OnDelete
	// holds on an older revision does not count.
	WaitForComplete WaitCondition = "Complete"
	// WaitForReady: every Pod of the range exists and is ready, on whatever revision.
	WaitForReady WaitCondition = "Ready"
	// WaitForAvailable: every Pod of the range exists and has been ready for minReadySeconds.
	WaitForAvailable WaitCondition = "Available"
	// WaitForHeld: all that may be updated is, and is available; the partition or
	// OnDelete holds the rest. Complete meets it too.
	WaitForHeld WaitCondition = "Held"
	// WaitForDeleted: the StatefulSet does not exist.
	WaitForDeleted WaitCondition = "Deleted"
)

// WaitVerdict says whether a condition was met.
type WaitVerdict string

// The verdicts.
const (
	WaitVerdictMet WaitVerdict = "Met"
	// WaitVerdictCannotBeMet: nothing that the controller does brings the condition about.
	WaitVerdictCannotBeMet WaitVerdict = "CannotBeMet"
	// WaitVerdictTimedOut: not met in time.
	WaitVerdictTimedOut WaitVerdict = "TimedOut"
	// WaitVerdictWaiting: not met yet when the wait ended because of another set.
	WaitVerdictWaiting WaitVerdict = "Waiting"
)

// WaitedSet is one of the StatefulSets that were waited for.
type WaitedSet struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	// State of its rollout. Empty: the set does not exist, or was never read.
	State   RolloutState `json:"state,omitempty"`
	Verdict WaitVerdict  `json:"verdict"`
	// Message says it in one line that names the set.
	Message string `json:"message"`
	// Commands are what a person can run to help. They are never run.
	Commands []string `json:"commands,omitempty"`
}
