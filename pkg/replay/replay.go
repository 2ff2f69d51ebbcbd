// Package replay is the StatefulSet controller as a pure function: from what its
// caches hold to what its next sync does, what it waits for and the status it
// writes.
//
// It is written from the meaning of k8s.io/kubernetes/pkg/controller/statefulset,
// for servers 1.30 to 1.37, and judged by that very code: e2e/oracle gives both
// the same states and compares. Every action and every wait names the Rule it
// follows, and every Rule the lines upstream.
package replay

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// State is what the controller's caches hold when a sync begins. Next does not change it.
type State struct {
	Set *appsv1.StatefulSet
	// Pods of the set's namespace: those that the set controls, and any other
	// whose name or labels are like theirs.
	Pods []*corev1.Pod
	// Revisions of the set's namespace: those that the set controls, and orphans with matching labels.
	Revisions []*appsv1.ControllerRevision
	// Claims of the set's namespace with the names of its Pods' claims.
	Claims []*corev1.PersistentVolumeClaim
	// Now is the instant of the sync.
	Now time.Time

	// RevisionsUnread: nobody could read ControllerRevisions. The names in the
	// set's status are then taken for the revisions, and the template for the update revision's.
	RevisionsUnread bool
	// ClaimsUnread: nobody could read claims. They are then taken to be in order.
	ClaimsUnread bool
}

// Sync is one pass of the controller over a set.
type Sync struct {
	// Actions in the order in which they are done.
	Actions []Action
	// Waits are what kept this sync from doing more, in the order in which it
	// came upon them. One with Stops ended the sync: for an OrderedReady set
	// there is no other kind before the update of outdated Pods.
	Waits []Wait
	// Status as the sync computes it; nil when it fails before it comes to that.
	Status *appsv1.StatefulSetStatus
	// WritesStatus: Status differs from the set's, and is written.
	WritesStatus bool
	// CurrentRevision and UpdateRevision are the names of the revisions this sync
	// works with. They may differ from those in the set's status.
	CurrentRevision string
	UpdateRevision  string
	// NewPodRevisions[i] is the revision that a Pod created now at ordinal
	// ordinals.start + i gets; nil when the sync does not come to that.
	NewPodRevisions []string
	// Failure is why the sync fails; it is tried again, ever more slowly. Empty when it does not fail.
	Failure *Failure
	// Again is when the controller looks again by itself, because a Pod becomes
	// available by the passing of time; nil when only an event makes it look.
	Again *time.Time
}

// Failure is why a sync ends in an error.
type Failure struct {
	Rule Rule
	// Kind and Name of the object that was at fault.
	Kind string
	Name string
	// Ordinal of the Pod concerned; negative for none.
	Ordinal int32
	// Message says what, in words: "claim data-web-1 is being deleted".
	Message string
}

// Verb says what an action does to which kind of object.
type Verb string

// What a sync can do.
const (
	CreatePod      Verb = "CreatePod"
	DeletePod      Verb = "DeletePod"
	UpdatePod      Verb = "UpdatePod"
	AdoptPod       Verb = "AdoptPod"
	ReleasePod     Verb = "ReleasePod"
	CreateClaim    Verb = "CreateClaim"
	UpdateClaim    Verb = "UpdateClaim"
	CreateRevision Verb = "CreateRevision"
	// UpdateRevision gives an older revision the highest number: a rollback.
	UpdateRevision Verb = "UpdateRevision"
	AdoptRevision  Verb = "AdoptRevision"
	DeleteRevision Verb = "DeleteRevision"
)

// Reason says why an action is done.
type Reason string

// Why a sync acts.
const (
	// ReasonMissing: the range asks for a Pod, and there is none.
	ReasonMissing Reason = "Missing"
	// ReasonEnded: the Pod is Failed or Succeeded.
	ReasonEnded Reason = "Ended"
	// ReasonOutOfRange: the Pod's ordinal is outside the range.
	ReasonOutOfRange Reason = "OutOfRange"
	// ReasonOutdated: the Pod is not of the update revision.
	ReasonOutdated Reason = "Outdated"
	// ReasonIdentity: the Pod's name label is wrong or missing.
	ReasonIdentity Reason = "Identity"
	// ReasonStorage: the Pod does not mount the claims of its ordinal.
	ReasonStorage Reason = "Storage"
	// ReasonRetention: the claim's owners do not follow the retention policy.
	ReasonRetention Reason = "Retention"
	// ReasonOwnership: the object matches and has no controller, or has this one and no longer matches.
	ReasonOwnership Reason = "Ownership"
	// ReasonTemplate: the template is of no existing revision, or of an older one.
	ReasonTemplate Reason = "Template"
	// ReasonHistory: more old revisions than revisionHistoryLimit.
	ReasonHistory Reason = "History"
)

// Action is one write of a sync.
type Action struct {
	Verb   Verb
	Name   string
	Reason Reason
	Rule   Rule
	// Ordinal of the Pod or claim; negative for none.
	Ordinal int32
	// Revision is the controller-revision-hash of the Pod that is created or deleted.
	Revision string
	// Number is ControllerRevision.revision after the action.
	Number int64
	// Batch numbers what is done at the same time: within one batch of a Parallel
	// set only the order of what concerns one Pod is determined. Every Pod of an
	// OrderedReady set has a batch of its own.
	Batch int
	// Object is what the API server holds after a create or an update; nil for
	// deletions, adoptions and releases. It must not be changed.
	Object metav1.Object
}

// Condition says what has to become true for a wait to end.
type Condition string

// What a sync waits for.
const (
	// WaitGone: the Pod is terminating, and has to be gone.
	WaitGone Condition = "Gone"
	// WaitReady: the Pod has to be running and ready.
	WaitReady Condition = "Ready"
	// WaitAvailable: the Pod has to be ready for minReadySeconds.
	WaitAvailable Condition = "Available"
	// WaitEnded: the Pod has ended and was deleted by this sync; the next creates its successor.
	WaitEnded Condition = "Ended"
	// WaitCreated: the Pod was created by this sync; the next looks at it.
	WaitCreated Condition = "Created"
	// WaitClaim: the claim belongs to an earlier Pod of that name, and has to be gone.
	WaitClaim Condition = "ClaimGone"
)

// Phase is the part of a sync.
type Phase string

// The parts of a sync, in their order.
const (
	PhaseRecreate Phase = "Recreate"
	PhaseReplicas Phase = "Replicas"
	PhaseScale    Phase = "ScaleDown"
	PhaseUpdate   Phase = "Update"
)

// Wait is one thing that a sync waits for.
type Wait struct {
	Condition Condition
	Phase     Phase
	Rule      Rule
	// Pod that is waited for, or whose claim is.
	Pod     string
	Ordinal int32
	// Claim for WaitClaim.
	Claim string
	// Since is when the Pod came into the state that is waited out, as far as it tells.
	Since *metav1.Time
	// Until is when it ends by itself: the end of minReadySeconds, of the grace period.
	Until *metav1.Time
	// Stops: the sync ended here. Otherwise it went on with the rest of its phase.
	Stops bool
}
