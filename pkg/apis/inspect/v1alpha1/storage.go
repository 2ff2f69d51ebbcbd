package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Storage is what `storage` says of a set as a whole. What it says of a claim is
// in ClaimStorage, and of a Pod in Placement.
type Storage struct {
	// Destructions say what scaling down, deleting the set and deleting the
	// namespace do to claims and data: one entry an event.
	Destructions []Destruction `json:"destructions,omitempty"`
	// Readoptions are what scaling up would bring back: claims of ordinals outside
	// the range, the ordinal that comes first at the beginning.
	Readoptions []Readoption `json:"readoptions,omitempty"`
	// SharedClaims are those that the Pod template names itself: every Pod mounts the same.
	SharedClaims []Claim `json:"sharedClaims,omitempty"`
	// ReleasedVolumes are volumes whose claim, one of this set by its name, is gone:
	// their reclaim policy kept the data.
	ReleasedVolumes []ReleasedVolume `json:"releasedVolumes,omitempty"`
	// Totals add up what was read.
	Totals StorageTotals `json:"totals"`
}

// StorageTotals add up claims of the set, leftover ones included. All in bytes.
type StorageTotals struct {
	// Claims counts those that exist.
	Claims int32 `json:"claims"`
	// Requested is the sum of the claims' requests, Capacity of their status.
	Requested int64 `json:"requested"`
	Capacity  int64 `json:"capacity"`
	// LeftoverCapacity is the part of Capacity that no ordinal of the range uses.
	LeftoverCapacity int64 `json:"leftoverCapacity,omitempty"`
	// Used is the sum of what kubelets report; absent when nothing is known.
	Used *int64 `json:"used,omitempty"`
}

// FateEvent is something that may end a claim.
type FateEvent string

// Events.
const (
	// FateScaledAway: the set is scaled so that the ordinal is outside the range.
	FateScaledAway FateEvent = "ScaledAway"
	// FateSetDeleted: the set is deleted, with its Pods.
	FateSetDeleted FateEvent = "SetDeleted"
	// FateNamespaceDeleted: the namespace is deleted.
	FateNamespaceDeleted FateEvent = "NamespaceDeleted"
)

// ClaimOutcome is what an event does to a claim.
type ClaimOutcome string

// Outcomes of a claim.
const (
	OutcomeKept    ClaimOutcome = "Kept"
	OutcomeDeleted ClaimOutcome = "Deleted"
	// OutcomeHeld: it is deleted, but a finalizer keeps it, other than the ones of Kubernetes that end by themselves.
	OutcomeHeld ClaimOutcome = "Held"
	// OutcomeUnknown: what decides could not be read.
	OutcomeUnknown ClaimOutcome = "Unknown"
)

// DataOutcome is what an event does to the data behind a claim.
type DataOutcome string

// Outcomes of data.
const (
	DataOutcomeKept      DataOutcome = "Kept"
	DataOutcomeDestroyed DataOutcome = "Destroyed"
	// DataOutcomeRetained: the claim goes, the volume stays as Released with its data, for an
	// administrator to bind again by hand.
	DataOutcomeRetained DataOutcome = "Retained"
	// DataOutcomeNone: the claim has no volume yet.
	DataOutcomeNone DataOutcome = "None"
	// DataOutcomeUnknown: the volume could not be read.
	DataOutcomeUnknown DataOutcome = "Unknown"
)

// ClaimFate is what becomes of one claim and its data by one event.
type ClaimFate struct {
	Event FateEvent    `json:"event"`
	Claim ClaimOutcome `json:"claim"`
	Data  DataOutcome  `json:"data"`
	// Message says it in words, with what decides: "deleted with its data: whenScaled is Delete, volume pvc-1 is deleted".
	Message string `json:"message"`
}

// Destruction is what one event does to all claims of the set.
type Destruction struct {
	Event FateEvent `json:"event"`
	// Replicas that are left by a scale-down; absent for other events.
	Replicas *int32 `json:"replicas,omitempty"`
	// Claims that are deleted, and those of them whose data is destroyed, whose data a volume retains,
	// and of which that is not known.
	Claims        []string `json:"claims,omitempty"`
	DataDestroyed []string `json:"dataDestroyed,omitempty"`
	DataRetained  []string `json:"dataRetained,omitempty"`
	DataUnknown   []string `json:"dataUnknown,omitempty"`
	// Anyway are claims that go without the event too: they are being deleted already, or about to be.
	// They are in none of the lists above.
	Anyway []string `json:"anyway,omitempty"`
	// DestroyedBytes is the capacity of the volumes whose data is destroyed.
	DestroyedBytes int64 `json:"destroyedBytes"`
	// Message says it in a sentence.
	Message string `json:"message"`
}

// Readoption is what scaling up takes into use again.
type Readoption struct {
	Ordinal int32 `json:"ordinal"`
	// Replicas that bring the ordinal back; absent when its ordinal is below the
	// range, and another ordinals.start would.
	Replicas *int32 `json:"replicas,omitempty"`
	// Claims that are there already; the Pod starts with what is in them.
	Claims []string `json:"claims"`
	// CreatedAt is when the oldest of them was created.
	CreatedAt *metav1.Time `json:"createdAt,omitempty"`
	// UnusedSince is since when no Pod uses any of them, where the server tells (from 1.37).
	UnusedSince *metav1.Time `json:"unusedSince,omitempty"`
	Message     string       `json:"message"`
}

// ReleasedVolume is a volume that outlived its claim.
type ReleasedVolume struct {
	Name string `json:"name"`
	// Claim that it was bound to.
	Claim         string `json:"claim"`
	Phase         string `json:"phase"`
	ReclaimPolicy string `json:"reclaimPolicy"`
	Capacity      string `json:"capacity,omitempty"`
	Message       string `json:"message"`
}

// ClaimStorage is what `storage` says of a claim besides.
type ClaimStorage struct {
	// TemplateRequest is what the claim template asks for now, as written. A claim keeps
	// the request that it was created with.
	TemplateRequest string `json:"templateRequest,omitempty"`
	// TemplateStorageClassName is the template's; absent: it leaves the choice to the cluster's default class.
	TemplateStorageClassName *string `json:"templateStorageClassName,omitempty"`
	// Mismatches are the fields in which claim, capacity or volume are not as the template says.
	Mismatches []ClaimMismatch `json:"mismatches,omitempty"`
	// AccessModes and VolumeMode are the claim's own.
	AccessModes []corev1.PersistentVolumeAccessMode `json:"accessModes,omitempty"`
	VolumeMode  corev1.PersistentVolumeMode         `json:"volumeMode,omitempty"`
	// Resize is an expansion that is under way or has failed; absent when there is none.
	Resize *ClaimResize `json:"resize,omitempty"`
	// MountedBy are the Pods that use the claim, of any owner. Pods that ended do not.
	MountedBy []ClaimUser `json:"mountedBy,omitempty"`
	// Owners are the claim's ownerReferences, and Ownership how they stand to the retention policy.
	Owners    []ClaimOwner   `json:"owners,omitempty"`
	Ownership ClaimOwnership `json:"ownership"`
	// Finalizers of the claim, as written.
	Finalizers []string `json:"finalizers,omitempty"`
	// Fates are what becomes of claim and data: one entry an event. Empty for a claim that does not exist.
	Fates []ClaimFate `json:"fates,omitempty"`
	// Topology says where the volume can be used; absent without a volume that was read.
	Topology *VolumeTopology `json:"topology,omitempty"`
	// UnusedSince is since when no Pod uses the claim, where the server tells (from 1.37).
	UnusedSince *metav1.Time `json:"unusedSince,omitempty"`
	// Usage is what the kubelet measured; absent when it was not asked for or is not known.
	Usage *VolumeUsage `json:"usage,omitempty"`
}

// ClaimMismatch is one field of a claim that is not as its template says.
type ClaimMismatch struct {
	// Field is Request, VolumeCapacity, StorageClass, AccessModes or VolumeMode.
	// Of VolumeCapacity, Claim is what the volume has.
	Field    ClaimField `json:"field"`
	Template string     `json:"template"`
	Claim    string     `json:"claim"`
	Message  string     `json:"message"`
}

// ClaimField names what can differ between a claim and its template.
type ClaimField string

// Fields.
const (
	FieldRequest        ClaimField = "Request"
	FieldVolumeCapacity ClaimField = "VolumeCapacity"
	FieldStorageClass   ClaimField = "StorageClass"
	FieldAccessModes    ClaimField = "AccessModes"
	FieldVolumeMode     ClaimField = "VolumeMode"
)

// ClaimResize is an expansion that has not ended.
type ClaimResize struct {
	// State is Requested, ControllerInProgress, ControllerInfeasible, NodePending, NodeInProgress or NodeInfeasible,
	// from status.allocatedResourceStatuses and the conditions of older servers.
	State ResizeState `json:"state"`
	// Requested is what is asked for, as written.
	Requested string       `json:"requested"`
	Since     *metav1.Time `json:"since,omitempty"`
	Message   string       `json:"message"`
}

// ResizeState says how far an expansion is.
type ResizeState string

// States of an expansion.
const (
	// ResizeRequested: the request is above the capacity, and nobody says that he works on it.
	ResizeRequested            ResizeState = "Requested"
	ResizeControllerInProgress ResizeState = "ControllerInProgress"
	ResizeControllerInfeasible ResizeState = "ControllerInfeasible"
	// ResizeNodePending: the volume has grown, the file system grows once a Pod mounts it.
	ResizeNodePending    ResizeState = "NodePending"
	ResizeNodeInProgress ResizeState = "NodeInProgress"
	ResizeNodeInfeasible ResizeState = "NodeInfeasible"
)

// ClaimUser is a Pod that uses a claim.
type ClaimUser struct {
	Pod  string `json:"pod"`
	Node string `json:"node,omitempty"`
	// Own is true when the Pod is the set's.
	Own bool `json:"own"`
}

// ClaimOwner is an ownerReference of a claim.
type ClaimOwner struct {
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Controller bool   `json:"controller"`
	// Exists is false when the set or Pod of the name is another one than the reference
	// means: its uid differs. Absent: it was not read.
	Exists *bool `json:"exists,omitempty"`
}

// OwnershipState says how a claim's owners stand to what the retention policy demands.
type OwnershipState string

// States of ownership.
const (
	// OwnershipAsWanted: the owners are what the policy asks for.
	OwnershipAsWanted OwnershipState = "AsWanted"
	// OwnershipPending: the controller is going to change them.
	OwnershipPending OwnershipState = "Pending"
	// OwnershipForeign: somebody else manages the claim, and the controller leaves it alone:
	// the policy has no effect on it.
	OwnershipForeign OwnershipState = "Foreign"
	// OwnershipStale: it belongs to an earlier set or Pod of the name, and is about to be deleted.
	OwnershipStale OwnershipState = "Stale"
	// OwnershipNotManaged: the controller does not look at the owners of this claim: it is outside the
	// range and has no Pod, or the server has no retention policies.
	OwnershipNotManaged OwnershipState = "NotManaged"
	// OwnershipUnknown: claims or Pods could not be read.
	OwnershipUnknown OwnershipState = "Unknown"
)

// ClaimOwnership is who should own a claim.
type ClaimOwnership struct {
	State OwnershipState `json:"state"`
	// Wanted is "StatefulSet/web" or "Pod/web-4", empty when the policy wants neither.
	Wanted string `json:"wanted,omitempty"`
	// Message says in a sentence what is not as wanted; empty for AsWanted.
	Message string `json:"message,omitempty"`
}

// VolumeTopology is where a volume can be used.
type VolumeTopology struct {
	// Zones and Nodes that the volume's node affinity names; empty: any.
	Zones []string `json:"zones,omitempty"`
	Nodes []string `json:"nodes,omitempty"`
	// Requires is the whole of it in words: "topology.kubernetes.io/zone in zone-a". Empty: any node.
	Requires string `json:"requires,omitempty"`
	// AttachedTo are the nodes that VolumeAttachments name.
	AttachedTo []string `json:"attachedTo,omitempty"`
}

// VolumeUsage is what a kubelet measured of a mounted volume. Absent numbers were not measured.
type VolumeUsage struct {
	Time *metav1.Time `json:"time,omitempty"`
	Node string       `json:"node"`
	// In bytes.
	Used      *int64 `json:"used,omitempty"`
	Capacity  *int64 `json:"capacity,omitempty"`
	Available *int64 `json:"available,omitempty"`
	// Numbers of inodes.
	Inodes     *int64 `json:"inodes,omitempty"`
	InodesUsed *int64 `json:"inodesUsed,omitempty"`
	InodesFree *int64 `json:"inodesFree,omitempty"`
}

// PlacementState says whether a Pod can run elsewhere with its data.
type PlacementState string

// States of placement.
const (
	// PlacementFree: no volume ties the Pod to nodes.
	PlacementFree PlacementState = "Free"
	// PlacementTied: its volumes allow some nodes, and one of these at least can take it.
	PlacementTied PlacementState = "Tied"
	// PlacementOneNode: its volumes allow one node alone: the Pod lives and dies with it.
	PlacementOneNode PlacementState = "OneNode"
	// PlacementNowhere: no node that is there, ready and schedulable suits its volumes.
	PlacementNowhere PlacementState = "Nowhere"
	// PlacementAttached: its volume is still attached to another node, and is for one node at a time.
	PlacementAttached PlacementState = "Attached"
	// PlacementUndecided: a claim waits for its first consumer: the scheduler chooses.
	PlacementUndecided PlacementState = "Undecided"
	// PlacementUnknown: nodes or volumes could not be read.
	PlacementUnknown PlacementState = "Unknown"
)

// Placement says whether a Pod of an ordinal can run elsewhere with its data.
type Placement struct {
	State PlacementState `json:"state"`
	// NodesSuitable counts the nodes that all its volumes can be used from, NodesUsable
	// those of them that are ready, schedulable and suit the Pod. Absent: nodes were not read.
	NodesSuitable *int32 `json:"nodesSuitable,omitempty"`
	NodesUsable   *int32 `json:"nodesUsable,omitempty"`
	// Nodes names the usable ones, at most ten.
	Nodes []string `json:"nodes,omitempty"`
	// Message says it in a sentence.
	Message string `json:"message"`
}
