package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// StatefulSetResize is the way to grow the claims of one claim template, which no
// set can change: what is done, what is next, and the commands. Nothing of it is run.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type StatefulSetResize struct {
	metav1.TypeMeta `json:",inline"`
	// Metadata names the StatefulSet as it is now.
	metav1.ObjectMeta `json:"metadata"`

	// AsOf is the instant the report speaks of.
	AsOf metav1.Time `json:"asOf"`
	// Template is the claim template that grows.
	Template string `json:"template"`
	// TemplateRequest is what it asks for now; empty for nothing.
	TemplateRequest string `json:"templateRequest,omitempty"`
	// Size is what was asked for, as the API server writes it: 20480Mi is 20Gi.
	Size string `json:"size"`
	// Outcome is Done, Ready or Blocked.
	Outcome ResizeOutcome `json:"outcome"`
	// Message says it in a sentence.
	Message string `json:"message"`
	// Steps in the order in which it is safe to take them. A step that this set
	// does not need is not there.
	Steps []ResizeStep `json:"steps"`
	// Claims of the template, the highest ordinal first.
	Claims []ResizeClaim `json:"claims,omitempty"`
	// Warnings are what may get in the way, and what to think of besides.
	Warnings []ResizeWarning `json:"warnings,omitempty"`
	// Gaps lists what could not be read, and so what this report cannot know.
	Gaps []Gap `json:"gaps,omitempty"`
}

// ResizeOutcome says how far it is.
type ResizeOutcome string

// Outcomes.
const (
	// ResizeDone: template and claims have the size; only optional steps may be left.
	ResizeDone ResizeOutcome = "Done"
	// ResizeReady: there is a way, and its next step can be taken.
	ResizeReady ResizeOutcome = "Ready"
	// ResizeBlocked: a claim cannot grow, or the set cannot be replaced without harm.
	ResizeBlocked ResizeOutcome = "Blocked"
)

// ResizeAction is what a step does.
type ResizeAction string

// What a step can do.
const (
	// ResizeGrowClaims asks for more, claim by claim.
	ResizeGrowClaims ResizeAction = "GrowClaims"
	// ResizeAwaitGrowth waits until volumes and file systems have grown.
	ResizeAwaitGrowth ResizeAction = "AwaitGrowth"
	// ResizeSettle waits until Pods no longer come and go.
	ResizeSettle ResizeAction = "Settle"
	// ResizeSaveSet writes the set, and its successor with the new template, to files.
	ResizeSaveSet ResizeAction = "SaveSet"
	// ResizeDeleteSet deletes the set and leaves its Pods, claims and revisions without an owner.
	ResizeDeleteSet ResizeAction = "DeleteSet"
	// ResizeCreateSet creates the successor, which adopts them.
	ResizeCreateSet ResizeAction = "CreateSet"
	// ResizeRestoreRevision tells the successor which revision a partition holds its
	// Pods on: a new set knows none but its own template's.
	ResizeRestoreRevision ResizeAction = "RestoreRevision"
	// ResizeCheck looks whether every Pod and claim is as it should be.
	ResizeCheck ResizeAction = "Check"
	// ResizeGrowLeftovers grows the claims of ordinals outside the range.
	ResizeGrowLeftovers ResizeAction = "GrowLeftovers"
)

// ResizeStepState says whether a step is taken.
type ResizeStepState string

// States of a step.
const (
	StepDone ResizeStepState = "Done"
	// StepNext is the one to take now.
	StepNext ResizeStepState = "Next"
	// StepLater comes after those before it.
	StepLater ResizeStepState = "Later"
	// StepBlocked cannot be taken; its message says why.
	StepBlocked ResizeStepState = "Blocked"
)

// ResizeStep is one step.
type ResizeStep struct {
	// Number counts from 1.
	Number int32 `json:"number"`
	// Action is what it does, for programs.
	Action ResizeAction `json:"action"`
	// State is Done, Next, Later or Blocked.
	State ResizeStepState `json:"state"`
	// Optional is true for a step that template and claims do not need.
	Optional bool `json:"optional,omitempty"`
	// Title is what it does, in a few words.
	Title string `json:"title"`
	// Message is why it is blocked, or how far it is.
	Message string `json:"message,omitempty"`
	// Commands for a POSIX shell, in their order; none for a step that is done or blocked.
	Commands []string `json:"commands,omitempty"`
	// Why it is needed, and done so.
	Why string `json:"why,omitempty"`
	// Danger is what is lost when it is done wrong.
	Danger string `json:"danger,omitempty"`
}

// ClaimGrowth says how far a claim is.
type ClaimGrowth string

// How far a claim can be.
const (
	// GrowthDone: request and capacity have the size, or more.
	GrowthDone ClaimGrowth = "Grown"
	// GrowthToDo: it asks for less, and can be expanded as far as is known.
	GrowthToDo ClaimGrowth = "ToGrow"
	// GrowthUnderWay: it asks for the size, and its volume is still smaller.
	GrowthUnderWay ClaimGrowth = "Growing"
	// GrowthNeedsNode: the volume has grown, the file system has not: a node that mounts it does that.
	GrowthNeedsNode ClaimGrowth = "WaitsForNode"
	// GrowthFailed: it asks for the size, and the volume cannot be expanded to it.
	GrowthFailed ClaimGrowth = "Failed"
	// GrowthRefused: the API server refuses to expand it, or nobody can.
	GrowthRefused ClaimGrowth = "Refused"
	// GrowthMissing: it does not exist; it is created as the template then says.
	GrowthMissing ClaimGrowth = "Missing"
	// GrowthGoing: it is being deleted; the next one is created as the template then says.
	GrowthGoing ClaimGrowth = "Terminating"
)

// ResizeClaim is one claim of the template.
type ResizeClaim struct {
	// Name of the PersistentVolumeClaim, and the ordinal that it belongs to.
	Name    string `json:"name"`
	Ordinal int32  `json:"ordinal"`
	// Leftover is true when its ordinal is outside the range: no Pod uses it.
	Leftover bool `json:"leftover,omitempty"`
	// State is how far it is.
	State ClaimGrowth `json:"state"`
	// Request and Capacity as written; empty for none.
	Request  string `json:"request,omitempty"`
	Capacity string `json:"capacity,omitempty"`
	// StorageClassName is the claim's own, which decides; empty for none.
	StorageClassName string `json:"storageClassName,omitempty"`
	// VolumeName is the PersistentVolume that it is bound to.
	VolumeName string `json:"volumeName,omitempty"`
	// Message says what is in the way, or what is not known.
	Message string `json:"message,omitempty"`
}

// ResizeWarning is something to think of.
type ResizeWarning struct {
	// Reason is of what kind it is.
	Reason ResizeWarningReason `json:"reason"`
	// Message says it in words.
	Message string `json:"message"`
	// Commands that help, for a POSIX shell. They may need other programs than kubectl.
	Commands []string `json:"commands,omitempty"`
}

// ResizeWarningReason says of what kind a warning is.
type ResizeWarningReason string

// Reasons of warnings.
const (
	// WarnOwner: a controller owns the set, and may undo or hinder this.
	WarnOwner ResizeWarningReason = "Owner"
	// WarnDeployer: the set is kept like a source elsewhere: Argo CD, Flux, Helm, Terraform …
	WarnDeployer ResizeWarningReason = "Deployer"
	// WarnServerSideApply: field owners are lost, which server-side appliers notice.
	WarnServerSideApply ResizeWarningReason = "ServerSideApply"
	// WarnFinalizer: the set has a finalizer, and so somebody who does something when it is deleted.
	WarnFinalizer ResizeWarningReason = "Finalizer"
	// WarnHeldPods: Pods are held on an older revision.
	WarnHeldPods ResizeWarningReason = "HeldPods"
	// WarnClaimOwner: somebody else owns a claim, and may set its size.
	WarnClaimOwner ResizeWarningReason = "ClaimOwner"
	// WarnClaimTerminating: a claim that is in use is being deleted.
	WarnClaimTerminating ResizeWarningReason = "ClaimTerminating"
	// WarnNotForetold: what the new set would do could not be played through.
	WarnNotForetold ResizeWarningReason = "NotForetold"
)
