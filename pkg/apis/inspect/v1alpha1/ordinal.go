package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// OrdinalState says what stands at an ordinal.
type OrdinalState string

// What can stand at an ordinal.
const (
	// OrdinalPresent: the set's Pod exists and its ordinal is in the range.
	OrdinalPresent OrdinalState = "Present"
	// OrdinalMissing: the range asks for a Pod and there is none.
	OrdinalMissing OrdinalState = "Missing"
	// OrdinalOutOfRange: a Pod of the set whose ordinal is outside the range; the controller will delete it.
	OrdinalOutOfRange OrdinalState = "OutOfRange"
	// OrdinalOrphan: a Pod with a matching name and matching labels that no controller owns; it will be adopted.
	OrdinalOrphan OrdinalState = "Orphan"
	// OrdinalReleased: a Pod that names the set as its owner but lost the labels; it will be released.
	OrdinalReleased OrdinalState = "Released"
	// OrdinalStranger: a Pod with a matching name that does not belong to the set.
	OrdinalStranger OrdinalState = "Stranger"
	// OrdinalLeftover: no Pod, outside the range, but claims are left.
	OrdinalLeftover OrdinalState = "Leftover"
	// OrdinalUnknown: Pods could not be read.
	OrdinalUnknown OrdinalState = "Unknown"
)

// Ordinal is one row of `status`: an ordinal, its Pod, its claims, its identity.
type Ordinal struct {
	Ordinal int32        `json:"ordinal"`
	PodName string       `json:"podName"`
	State   OrdinalState `json:"state"`
	// HeldByPartition is true when the ordinal is below ordinals.start + partition.
	HeldByPartition bool `json:"heldByPartition"`
	// ExpectedRevision is the revision that a Pod created now at this ordinal would get.
	ExpectedRevision string `json:"expectedRevision,omitempty"`
	// Pod is absent when there is none or it could not be read.
	Pod      *Pod      `json:"pod,omitempty"`
	Claims   []Claim   `json:"claims,omitempty"`
	Endpoint *Endpoint `json:"endpoint,omitempty"`
	Identity *Identity `json:"identity,omitempty"`
	// Placement says whether the Pod can run elsewhere with its data; only in `storage`.
	Placement *Placement `json:"placement,omitempty"`
}

// Pod is what a row says of its Pod.
type Pod struct {
	Name              string      `json:"name"`
	UID               string      `json:"uid"`
	CreationTimestamp metav1.Time `json:"creationTimestamp"`
	Phase             PodPhase    `json:"phase"`
	// Reason is the most telling word for the Pod's condition, as in the STATUS
	// column of `kubectl get pods`: Running, CrashLoopBackOff, Terminating …
	Reason string `json:"reason"`
	// Message is the API's own explanation of Reason, as found in the Pod.
	Message string `json:"message,omitempty"`
	// Since is when Reason began, as far as the Pod tells.
	Since *metav1.Time `json:"since,omitempty"`
	// Failing is true when the Pod shows a failure that waiting alone does not cure.
	Failing bool `json:"failing"`
	// Ready is: phase Running and condition Ready, as the controller tests it.
	Ready bool `json:"ready"`
	// Available is: ready for minReadySeconds. AvailableAt is when it becomes so.
	Available   bool         `json:"available"`
	AvailableAt *metav1.Time `json:"availableAt,omitempty"`
	// ReadyContainers of Containers.
	ReadyContainers int32 `json:"readyContainers"`
	Containers      int32 `json:"containers"`
	// Restarts of all containers together, as `kubectl get pods` counts them.
	Restarts int32     `json:"restarts"`
	LastExit *LastExit `json:"lastExit,omitempty"`
	// Terminating is set once the Pod is being deleted.
	Terminating *Termination `json:"terminating,omitempty"`
	// Revision is the controller-revision-hash label: the name of a ControllerRevision.
	Revision     string       `json:"revision,omitempty"`
	RevisionRole RevisionRole `json:"revisionRole"`
	Node         string       `json:"node,omitempty"`
	Zone         string       `json:"zone,omitempty"`
	IP           string       `json:"ip,omitempty"`
	// Owner is the Pod's controller ownerReference, in words: "StatefulSet/web", empty for none.
	Owner string `json:"owner,omitempty"`
}

// LastExit is how a container ended last.
type LastExit struct {
	Container string `json:"container"`
	ExitCode  int32  `json:"exitCode"`
	Reason    string `json:"reason,omitempty"`
	// Message is what the container left in its terminationMessagePath or its log, or why it could not be started.
	Message    string       `json:"message,omitempty"`
	FinishedAt *metav1.Time `json:"finishedAt,omitempty"`
}

// Termination is a Pod's deletion under way.
type Termination struct {
	// Deadline is metadata.deletionTimestamp: the end of the grace period.
	Deadline metav1.Time `json:"deadline"`
	// GraceSeconds is metadata.deletionGracePeriodSeconds.
	GraceSeconds int64    `json:"graceSeconds"`
	Finalizers   []string `json:"finalizers,omitempty"`
}

// ClaimState says how an ordinal's claim stands.
type ClaimState string

// States of a claim.
const (
	ClaimBound       ClaimState = "Bound"
	ClaimPending     ClaimState = "Pending"
	ClaimLost        ClaimState = "Lost"
	ClaimTerminating ClaimState = "Terminating"
	// ClaimMissing: expected by the set and not there.
	ClaimMissing ClaimState = "Missing"
	// ClaimUnknown: claims could not be read.
	ClaimUnknown ClaimState = "Unknown"
)

// Claim is the PersistentVolumeClaim of one ordinal and claim template.
type Claim struct {
	// Template is the name of the volumeClaimTemplate.
	Template string     `json:"template"`
	Name     string     `json:"name"`
	State    ClaimState `json:"state"`
	// Message says why a claim is not bound, where the objects tell.
	Message           string       `json:"message,omitempty"`
	StorageClassName  *string      `json:"storageClassName,omitempty"`
	Request           string       `json:"request,omitempty"`
	Capacity          string       `json:"capacity,omitempty"`
	VolumeName        string       `json:"volumeName,omitempty"`
	Volume            *Volume      `json:"volume,omitempty"`
	CreationTimestamp *metav1.Time `json:"creationTimestamp,omitempty"`
	// Storage is what `storage` says of it besides; absent in other views.
	Storage *ClaimStorage `json:"storage,omitempty"`
}

// Volume is the PersistentVolume that a claim is bound to, when it was read.
type Volume struct {
	Phase         string `json:"phase"`
	ReclaimPolicy string `json:"reclaimPolicy"`
	Capacity      string `json:"capacity,omitempty"`
}

// Endpoint is the Pod's entry in the EndpointSlices of the governing Service.
type Endpoint struct {
	// Known is false when EndpointSlices could not be read.
	Known bool `json:"known"`
	// Present is true when a slice lists the Pod.
	Present     bool     `json:"present"`
	Slice       string   `json:"slice,omitempty"`
	Addresses   []string `json:"addresses,omitempty"`
	Hostname    string   `json:"hostname,omitempty"`
	Ready       bool     `json:"ready"`
	Serving     bool     `json:"serving"`
	Terminating bool     `json:"terminating"`
}
