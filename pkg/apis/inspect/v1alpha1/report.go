package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// StatefulSetReport is everything known about one StatefulSet at one instant.
//
// Every command prints a view of it: `list` leaves ordinals and revisions out,
// `status`, `identity` and `tree` have them.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type StatefulSetReport struct {
	metav1.TypeMeta `json:",inline"`
	// Metadata names the StatefulSet: name, namespace, uid, generation,
	// creationTimestamp, deletionTimestamp, finalizers and labels are those of
	// the StatefulSet itself.
	metav1.ObjectMeta `json:"metadata"`

	// AsOf is the instant the report speaks of: waiting times are measured to it.
	AsOf metav1.Time `json:"asOf"`
	// Spec is what the set asks for, with API defaults filled in.
	Spec SetSpec `json:"spec"`
	// Replicas counts Pods, once as the set's status reports them and once as
	// counted from the Pods themselves.
	Replicas ReplicaCounts `json:"replicas"`
	// Rollout says where the set stands and what its controller waits for.
	Rollout Rollout `json:"rollout"`
	// Summary is the same in at most three sentences: the state, what is waited
	// for and since when, what to do.
	Summary []string `json:"summary"`
	// Attention lists, most urgent first, why a person should look at this set.
	// Empty means that nothing seen asks for one.
	Attention []Attention `json:"attention,omitempty"`
	// Claims counts the PersistentVolumeClaims of the set. Nil: claims were not read.
	Claims *ClaimCounts `json:"claims,omitempty"`
	// Service is the governing Service, the one named by spec.serviceName.
	Service GoverningService `json:"service"`
	// Revisions are the set's ControllerRevisions, newest first. Nil: not read.
	Revisions []Revision `json:"revisions,omitempty"`
	// History is what `revisions` says of them together; absent in other views.
	History *RevisionHistory `json:"history,omitempty"`
	// Ordinals has one row an ordinal, highest first: those of the set's range,
	// Pods outside it, and leftover claims without a Pod.
	Ordinals []Ordinal `json:"ordinals,omitempty"`
	// Storage is what `storage` says of the set's claims as a whole; absent in other views.
	Storage *Storage `json:"storage,omitempty"`
	// PodDisruptionBudgets names those that select the set's Pods.
	PodDisruptionBudgets []DisruptionBudget `json:"podDisruptionBudgets,omitempty"`
	// ClusterDomain is the DNS domain under which names are given, and how it is known.
	ClusterDomain ClusterDomain `json:"clusterDomain"`
	// DNS is whom `identity --resolve` asked; absent without answers.
	DNS *DNSInquiry `json:"dns,omitempty"`
	// Gaps lists what could not be read, and so what this report cannot know.
	Gaps []Gap `json:"gaps,omitempty"`
}

// StatefulSetReportList is a list of reports.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type StatefulSetReportList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata"`
	Items           []StatefulSetReport `json:"items"`
}

// SetSpec is the part of a StatefulSet's spec that decides its behaviour,
// with the API's defaults filled in.
type SetSpec struct {
	// Replicas is the desired number of Pods (nil in the object means 1).
	Replicas int32 `json:"replicas"`
	// OrdinalsStart is the ordinal of the first Pod.
	OrdinalsStart int32 `json:"ordinalsStart"`
	// UpdateStrategy is RollingUpdate, OnDelete or Recreate.
	UpdateStrategy string `json:"updateStrategy"`
	// Partition is spec.updateStrategy.rollingUpdate.partition: an offset from
	// OrdinalsStart, not an ordinal. Pods below OrdinalsStart+Partition are held.
	Partition int32 `json:"partition"`
	// MaxUnavailable as written in the set; empty when it is not set.
	MaxUnavailable string `json:"maxUnavailable,omitempty"`
	// PodManagementPolicy is OrderedReady or Parallel.
	PodManagementPolicy string `json:"podManagementPolicy"`
	// MinReadySeconds is how long, in seconds, a Pod must stay ready to be available.
	MinReadySeconds int32 `json:"minReadySeconds"`
	// ServiceName names the governing Service.
	ServiceName string `json:"serviceName"`
	// Selector is the label selector in its textual form.
	Selector string `json:"selector"`
	// Containers of the Pod template, in order, init containers excluded.
	Containers []ContainerImage `json:"containers"`
	// ClaimTemplates are the volumeClaimTemplates, in order.
	ClaimTemplates []ClaimTemplate `json:"claimTemplates,omitempty"`
	// WhenDeleted and WhenScaled are the claim retention policy: Retain or Delete.
	WhenDeleted string `json:"whenDeleted"`
	WhenScaled  string `json:"whenScaled"`
}

// ContainerImage is a container of the template and the image it runs.
type ContainerImage struct {
	Name  string `json:"name"`
	Image string `json:"image"`
}

// ClaimTemplate is one of the set's volumeClaimTemplates.
type ClaimTemplate struct {
	Name string `json:"name"`
	// StorageClassName is nil when the template leaves the choice to the cluster's default class.
	StorageClassName *string `json:"storageClassName,omitempty"`
	// Request is the storage requested, as written ("10Gi").
	Request string `json:"request,omitempty"`
}

// ReplicaCounts puts side by side what the set's status reports and what the Pods say.
type ReplicaCounts struct {
	// Desired is spec.replicas.
	Desired int32 `json:"desired"`
	// Reported are the counters in the set's status, written by its controller.
	Reported Counters `json:"reported"`
	// Counted are the same counters computed from the Pods as the controller
	// computes them. Nil: Pods were not read.
	Counted *Counters `json:"counted,omitempty"`
}

// Counters mirrors the counters of appsv1.StatefulSetStatus.
type Counters struct {
	Replicas  int32 `json:"replicas"`
	Ready     int32 `json:"ready"`
	Available int32 `json:"available"`
	Current   int32 `json:"current"`
	Updated   int32 `json:"updated"`
}

// ClaimCounts counts claims. Expected is replicas × claim templates.
type ClaimCounts struct {
	Expected int32 `json:"expected"`
	Bound    int32 `json:"bound"`
	// Leftover counts claims of ordinals outside the set's range.
	Leftover int32 `json:"leftover"`
}

// DisruptionBudget is a PodDisruptionBudget that selects the set's Pods.
type DisruptionBudget struct {
	Name               string `json:"name"`
	DisruptionsAllowed int32  `json:"disruptionsAllowed"`
}

// ClusterDomain is the cluster's DNS domain and its origin.
type ClusterDomain struct {
	Name string `json:"name"`
	// Source is Flag, Corefile or Default.
	Source string `json:"source"`
}

// Where the cluster domain is known from.
const (
	DomainFromFlag     = "Flag"
	DomainFromCorefile = "Corefile"
	DomainDefault      = "Default"
)

// Gap is something that could not be read, and so is not known.
type Gap struct {
	// Resource in the plural, with its group where it has one: "endpointslices.discovery.k8s.io".
	Resource string `json:"resource"`
	// Namespace is empty for cluster-scoped resources and for all namespaces.
	Namespace string `json:"namespace,omitempty"`
	// Reason is Forbidden, NotServed, NotInInput or Failed.
	Reason GapReason `json:"reason"`
	// Message is the server's word or the reader's.
	Message string `json:"message"`
}

// GapReason says why something could not be read.
type GapReason string

// Reasons of a Gap.
const (
	GapForbidden  GapReason = "Forbidden"
	GapNotServed  GapReason = "NotServed"
	GapNotInInput GapReason = "NotInInput"
	GapFailed     GapReason = "Failed"
)

// ObjectReference names an object that a sentence speaks of.
type ObjectReference struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// PodPhase is Kubernetes' own.
type PodPhase = corev1.PodPhase
