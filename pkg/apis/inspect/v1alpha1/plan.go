package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// StatefulSetPlan is what would follow if a StatefulSet were changed: every write
// of its controller to the end, and what that costs. Nothing of it has been done.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type StatefulSetPlan struct {
	metav1.TypeMeta `json:",inline"`
	// Metadata names the StatefulSet as it is now.
	metav1.ObjectMeta `json:"metadata"`

	// AsOf is the instant at which the plan begins.
	AsOf metav1.Time `json:"asOf"`
	// Changes are the fields that are changed at the beginning. None: the plan
	// says what happens anyway.
	Changes []PlanChange `json:"changes,omitempty"`
	// DeletePods are the Pods that a person deletes at the beginning, after the changes.
	DeletePods []string `json:"deletePods,omitempty"`
	// PlanResult is what follows by the likeliest rules.
	PlanResult `json:",inline"`
	// Alternatives are what follows by other rules, where that differs: the
	// version of the server is not known.
	Alternatives []PlanResult `json:"alternatives,omitempty"`
	// Notes say what has to be known of the change itself.
	Notes []string `json:"notes,omitempty"`
	// Gaps lists what could not be read, and so what this plan cannot know.
	Gaps []Gap `json:"gaps,omitempty"`
}

// PlanChange is one field that is changed.
type PlanChange struct {
	// Field of the StatefulSet, in short: "replicas", "image app", "template".
	Field string `json:"field"`
	// From is its value before, empty for none.
	From string `json:"from,omitempty"`
	// To is its value afterwards; of the template, what differs, in words.
	To string `json:"to,omitempty"`
}

// PlanResult is what follows by the rules of some versions of the controller.
type PlanResult struct {
	// ServerVersions whose rules lead to this. Those between two of them do too.
	ServerVersions []string `json:"serverVersions"`
	// Outcome is how it ends.
	Outcome PlanOutcome `json:"outcome"`
	// Message says in words what keeps it from ending well; empty when nothing does.
	Message string `json:"message,omitempty"`
	// LosesData is true when claims are deleted whose volumes go with them, or may go.
	LosesData bool `json:"losesData"`
	// Steps in their order, what kubelets do included.
	Steps []PlanStep `json:"steps,omitempty"`
	// Ordinals are those with a Pod before or afterwards, highest first.
	Ordinals []PlanOrdinal `json:"ordinals,omitempty"`
	// Revisions that the Pods have before or afterwards, newest first.
	Revisions []PlanRevision `json:"revisions,omitempty"`
	// PodsCreated counts the Pods that are created.
	PodsCreated int32 `json:"podsCreated"`
	// PodsDeleted counts those that are deleted: a Pod that is replaced is in both.
	PodsDeleted int32 `json:"podsDeleted"`
	// Available counts available Pods on the way.
	Available PlanAvailability `json:"available"`
	// Claims that are created, taken into use again, left behind or deleted, by name.
	Claims []PlanClaim `json:"claims,omitempty"`
	// DNSNames of Pods under the governing Service that come and go.
	DNSNames PlanNames `json:"dnsNames"`
	// PodDisruptionBudgets that the controller breaks or passes by: it deletes Pods, it does not evict them.
	PodDisruptionBudgets []PlanBudget `json:"podDisruptionBudgets,omitempty"`
	// Rejections are what the API server refuses.
	Rejections []PlanRejection `json:"rejections,omitempty"`
	// WaitsFor is what the controller waits for where a Stuck plan stops.
	WaitsFor *Wait `json:"waitsFor,omitempty"`
	// Held are the ordinals left on an older revision, highest first.
	Held []int32 `json:"held,omitempty"`
	// HeldBy is what keeps them there: Partition or OnDelete.
	HeldBy HeldBy `json:"heldBy,omitempty"`
	// Advice is what gets a Stuck or Rejected plan on. What it says of a Stuck one was played through.
	Advice []Advice `json:"advice,omitempty"`
	// IfRecreated is what follows when the set is replaced as the advice to a
	// Rejected plan says; absent when that would be refused as well.
	IfRecreated *PlanResult `json:"ifRecreated,omitempty"`
	// Estimate is how long it takes. Absent: nothing seen tells.
	Estimate *PlanEstimate `json:"estimate,omitempty"`
	// Assumptions that the plan rests on and that the objects do not prove.
	Assumptions []string `json:"assumptions,omitempty"`
}

// PlanOutcome says how a plan ends.
type PlanOutcome string

// How a plan can end.
const (
	// PlanDone: every Pod exists, runs the update revision and is available.
	PlanDone PlanOutcome = "Done"
	// PlanHeld: all that may be updated is; the partition or OnDelete holds the rest.
	PlanHeld PlanOutcome = "Held"
	// PlanStuck: nothing changes any more before somebody acts.
	PlanStuck PlanOutcome = "Stuck"
	// PlanRejected: the API server refuses the change, and nothing happens.
	PlanRejected PlanOutcome = "Rejected"
	// PlanDeleting: the set is being deleted, and its controller does nothing more.
	PlanDeleting PlanOutcome = "Deleting"
	// PlanEndless: no end was found within the number of syncs that are played through.
	PlanEndless PlanOutcome = "Endless"
)

// PlanActor is who takes a step.
type PlanActor string

// Who takes steps.
const (
	ActorUser             PlanActor = "User"
	ActorController       PlanActor = "Controller"
	ActorKubelet          PlanActor = "Kubelet"
	ActorGarbageCollector PlanActor = "GarbageCollector"
)

// PlanAction is what a step does.
type PlanAction string

// What a step can do. Those of the controller are called as in pkg/replay.
const (
	PlanChangeSet PlanAction = "ChangeSet"
	// PlanOrphanSet deletes the set and leaves its Pods, claims and revisions without an owner.
	PlanOrphanSet      PlanAction = "OrphanSet"
	PlanCreateSet      PlanAction = "CreateSet"
	PlanDeletePod      PlanAction = "DeletePod"
	PlanCreatePod      PlanAction = "CreatePod"
	PlanUpdatePod      PlanAction = "UpdatePod"
	PlanAdoptPod       PlanAction = "AdoptPod"
	PlanReleasePod     PlanAction = "ReleasePod"
	PlanCreateClaim    PlanAction = "CreateClaim"
	PlanUpdateClaim    PlanAction = "UpdateClaim"
	PlanDeleteClaim    PlanAction = "DeleteClaim"
	PlanCreateRevision PlanAction = "CreateRevision"
	PlanUpdateRevision PlanAction = "UpdateRevision"
	PlanAdoptRevision  PlanAction = "AdoptRevision"
	PlanDeleteRevision PlanAction = "DeleteRevision"
	// PlanPodGone: a deleted Pod has stopped, and its name is free.
	PlanPodGone PlanAction = "PodGone"
	// PlanPodAvailable: a Pod is ready, for minReadySeconds.
	PlanPodAvailable PlanAction = "PodAvailable"
)

// PlanStep is one thing that happens.
type PlanStep struct {
	// Actor is who takes it: User, Controller, Kubelet or GarbageCollector.
	Actor PlanActor `json:"actor"`
	// Action is a verb and its kind of object.
	Action PlanAction `json:"action"`
	// Object that it is about.
	Object ObjectReference `json:"object"`
	// Ordinal of the Pod or claim; absent for other objects.
	Ordinal *int32 `json:"ordinal,omitempty"`
	// Revision of the Pod that is created or deleted.
	Revision string `json:"revision,omitempty"`
	// Reason is why the controller does it: Missing, Ended, OutOfRange, Outdated …
	Reason string `json:"reason,omitempty"`
	// Sync numbers the syncs of the controller that do something: those of one follow each other at once.
	Sync int32 `json:"sync,omitempty"`
	// Batch numbers, within the plan, what happens at the same time, in no certain order.
	Batch int32 `json:"batch"`
	// AfterSeconds is when, counted from asOf; absent when nothing seen tells.
	AfterSeconds *int64 `json:"afterSeconds,omitempty"`
}

// PlanOrdinal is an ordinal before and afterwards.
type PlanOrdinal struct {
	// Ordinal of the Pod.
	Ordinal int32 `json:"ordinal"`
	// PodName is the name of the Pod, before and afterwards.
	PodName string `json:"podName"`
	// Before is the revision of its Pod now; absent when there is none.
	Before string `json:"before,omitempty"`
	// After is the revision of its Pod afterwards; absent when there is none.
	After string `json:"after,omitempty"`
	// Replaced is true when its Pod is another one afterwards.
	Replaced bool `json:"replaced"`
	// Available is true when its Pod is available afterwards.
	Available bool `json:"available"`
}

// PlanRevision is a ControllerRevision of the plan.
type PlanRevision struct {
	// Name of the ControllerRevision, which Pods have as their label controller-revision-hash.
	Name string `json:"name"`
	// Number is ControllerRevision.revision afterwards.
	Number int64 `json:"number"`
	// New is true when the plan creates it.
	New bool `json:"new"`
	// NameKnown is false when the controller will call it otherwise: its name is
	// made from the template to the last field, and not all of them are known yet.
	NameKnown bool `json:"nameKnown"`
}

// PlanAvailability counts available Pods: ready for minReadySeconds, and not terminating.
type PlanAvailability struct {
	// Before is how many there are now.
	Before int32 `json:"before"`
	// After is how many there are at the end.
	After int32 `json:"after"`
	// Lowest is how few there are on the way.
	Lowest int32 `json:"lowest"`
	// LowestStep is the index in steps after which there are so few for the first
	// time; -1 when there never are fewer than before.
	LowestStep int32 `json:"lowestStep"`
}

// PlanClaim is what becomes of a claim.
type PlanClaim struct {
	// Name of the PersistentVolumeClaim.
	Name string `json:"name"`
	// Ordinal that it belongs to.
	Ordinal int32 `json:"ordinal"`
	// Fate is Created, Reused, Left or Deleted.
	Fate PlanClaimFate `json:"fate"`
	// CreationTimestamp of a claim that exists already.
	CreationTimestamp *metav1.Time `json:"creationTimestamp,omitempty"`
	// Size is its capacity or, before it has one, what it asks for.
	Size string `json:"size,omitempty"`
	// VolumeName is the PersistentVolume that it is bound to.
	VolumeName string `json:"volumeName,omitempty"`
	// UnusedSince is since when no Pod uses it, where the server tells (from 1.37).
	UnusedSince *metav1.Time `json:"unusedSince,omitempty"`
	// ReclaimPolicy of the volume of a claim that is deleted: with Delete its data
	// is destroyed, with Retain it stays. Empty: not known.
	ReclaimPolicy string `json:"reclaimPolicy,omitempty"`
	// Data says what becomes of the data of a claim that is deleted: Destroyed, Kept, Unknown or None.
	Data PlanClaimData `json:"data,omitempty"`
}

// PlanClaimFate is what becomes of a claim.
type PlanClaimFate string

// What can become of a claim.
const (
	// ClaimCreated: it does not exist yet.
	ClaimCreated PlanClaimFate = "Created"
	// ClaimReused: it exists, nobody used it, and a new Pod finds its data again.
	ClaimReused PlanClaimFate = "Reused"
	// ClaimLeft: its Pod is removed, and it stays.
	ClaimLeft PlanClaimFate = "Left"
	// ClaimDeleted: it is deleted with its Pod, by the retention policy or because that was asked for before.
	ClaimDeleted PlanClaimFate = "Deleted"
)

// PlanClaimData is what becomes of the data of a claim that is deleted.
type PlanClaimData string

// What can become of data.
const (
	// DataDestroyed: the volume is deleted with the claim.
	DataDestroyed PlanClaimData = "Destroyed"
	// DataKept: the volume stays, without a claim.
	DataKept PlanClaimData = "Kept"
	// DataUnknown: the reclaim policy of the volume is not known.
	DataUnknown PlanClaimData = "Unknown"
	// DataNone: the claim never had a volume.
	DataNone PlanClaimData = "None"
)

// PlanNames are DNS names of Pods.
type PlanNames struct {
	// Gained are the names of Pods that are new, highest ordinal first.
	Gained []string `json:"gained,omitempty"`
	// Lost are the names of Pods that are removed, highest ordinal first.
	Lost []string `json:"lost,omitempty"`
}

// PlanBudget is a PodDisruptionBudget that the controller does not ask.
type PlanBudget struct {
	// Name of the PodDisruptionBudget.
	Name string `json:"name"`
	// DesiredHealthy is how many ready Pods it wants.
	DesiredHealthy int32 `json:"desiredHealthy"`
	// LowestHealthy is how many are left on the way, other Pods that it selects included.
	LowestHealthy int32 `json:"lowestHealthy"`
	// Broken is true when fewer are left than it wants; otherwise it allows no disruption now, and is passed by.
	Broken bool `json:"broken"`
}

// PlanRejection is a write that the API server refuses.
type PlanRejection struct {
	// Reason is ImmutableField, NameTooLong or Invalid.
	Reason PlanRejectionReason `json:"reason"`
	// Object that is refused: the StatefulSet or a Pod.
	Object ObjectReference `json:"object"`
	// Field that is at fault: "spec.serviceName".
	Field string `json:"field"`
	// Message says it in words.
	Message string `json:"message"`
}

// PlanRejectionReason says why a write is refused.
type PlanRejectionReason string

// Why writes are refused.
const (
	// RejectedImmutable: the field of a StatefulSet cannot be changed.
	RejectedImmutable PlanRejectionReason = "ImmutableField"
	// RejectedName: a name or a label made of it is too long.
	RejectedName PlanRejectionReason = "NameTooLong"
	// RejectedInvalid: a value that the field cannot have.
	RejectedInvalid PlanRejectionReason = "Invalid"
)

// PlanEstimate is how long a plan takes, and on what that rests.
type PlanEstimate struct {
	// Seconds until the end, or until the plan stops.
	Seconds int64 `json:"seconds"`
	// ReadySeconds is the median time from creation to ready of this set's Pods.
	ReadySeconds int64 `json:"readySeconds"`
	// ReadySamples is of how many Pods.
	ReadySamples int32 `json:"readySamples"`
	// StopSeconds is the median time that this set's Pods took to stop, as the last rolling update tells.
	StopSeconds int64 `json:"stopSeconds"`
	// StopSamples is of how many Pods. With none the time is not counted.
	StopSamples int32 `json:"stopSamples"`
	// GraceSeconds is the most that a Pod may take to stop.
	GraceSeconds int64 `json:"graceSeconds"`
}
