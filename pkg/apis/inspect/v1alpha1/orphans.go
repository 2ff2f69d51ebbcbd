package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// OrphanedClaims is what `storage --orphans` finds: claims that look like those of
// a StatefulSet and belong to none.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type OrphanedClaims struct {
	metav1.TypeMeta `json:",inline"`
	// Metadata has the namespace that was looked at; none for all of them.
	metav1.ObjectMeta `json:"metadata"`

	// AsOf is the instant the report speaks of.
	AsOf metav1.Time `json:"asOf"`
	// Claims, the largest first.
	Claims []OrphanedClaim `json:"claims"`
	// Orphaned and Doubtful count them by Verdict; the Bytes are capacities.
	Orphaned      int32 `json:"orphaned"`
	OrphanedBytes int64 `json:"orphanedBytes"`
	Doubtful      int32 `json:"doubtful"`
	DoubtfulBytes int64 `json:"doubtfulBytes"`
	// LookedAt counts all claims that were read.
	LookedAt int32 `json:"lookedAt"`
	// Gaps lists what could not be read, and so what this report cannot know.
	Gaps []Gap `json:"gaps,omitempty"`
}

// OrphanReason says why a claim belongs to no StatefulSet.
type OrphanReason string

// Reasons.
const (
	// OrphanSetGone: no set of that name exists.
	OrphanSetGone OrphanReason = "SetGone"
	// OrphanTemplateGone: the set exists and has no claim template of that name.
	OrphanTemplateGone OrphanReason = "TemplateGone"
	// OrphanOtherSet: the set exists and the claim's labels are not those that it gives its claims.
	OrphanOtherSet OrphanReason = "OtherSet"
)

// OrphanVerdict says how sure it is.
type OrphanVerdict string

// Verdicts.
const (
	// VerdictOrphaned: more than the name says so, and nothing speaks against it.
	VerdictOrphaned OrphanVerdict = "Orphaned"
	// VerdictDoubtful: the name alone says so, or what would speak against it could not be read.
	VerdictDoubtful OrphanVerdict = "Doubtful"
)

// OrphanedClaim is one of them.
type OrphanedClaim struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	// Template, Set and Ordinal as the name tells them; where the name can be read in
	// several ways, the one that the evidence supports.
	Template string        `json:"template"`
	Set      string        `json:"set"`
	Ordinal  int32         `json:"ordinal"`
	Reason   OrphanReason  `json:"reason"`
	Verdict  OrphanVerdict `json:"verdict"`
	// Evidence is what speaks for and against it, in short sentences.
	Evidence []string   `json:"evidence"`
	State    ClaimState `json:"state"`
	// Capacity as written, and in bytes: of the volume, else what the claim asks for.
	Capacity          string       `json:"capacity,omitempty"`
	Bytes             int64        `json:"bytes"`
	StorageClassName  *string      `json:"storageClassName,omitempty"`
	VolumeName        string       `json:"volumeName,omitempty"`
	ReclaimPolicy     string       `json:"reclaimPolicy,omitempty"`
	CreationTimestamp *metav1.Time `json:"creationTimestamp,omitempty"`
	// Data is what deleting the claim would do to its data.
	Data DataOutcome `json:"data"`
}
