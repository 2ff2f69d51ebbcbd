package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// StatefulSetDiff is how Pod templates of a StatefulSet differ, or how its Pods
// differ from what they will be replaced by and from their own templates.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type StatefulSetDiff struct {
	metav1.TypeMeta `json:",inline"`
	// Metadata names the StatefulSet.
	metav1.ObjectMeta `json:"metadata"`

	// AsOf is the instant the objects were looked at.
	AsOf metav1.Time `json:"asOf"`
	// Different is true when anything that was asked for differs.
	Different bool `json:"different"`
	// TemplateDiff compares two templates; its fields are absent where Ordinals are asked for.
	TemplateDiff `json:",inline"`
	// Ordinals that were asked for, highest first.
	Ordinals []OrdinalDiff `json:"ordinals,omitempty"`
	// Notes say what has to be known of the comparison: what was left out of it, and why.
	Notes []string `json:"notes,omitempty"`
	// Advice is what to ask next.
	Advice []Advice `json:"advice,omitempty"`
	// Unknown lists what was asked for and cannot be told, a sentence each. Not
	// empty: that nothing differs is not proven.
	Unknown []string `json:"unknown,omitempty"`
	// Gaps lists what could not be read.
	Gaps []Gap `json:"gaps,omitempty"`
}

// TemplateDiff is how one Pod template differs from another.
type TemplateDiff struct {
	From *TemplateSide `json:"from,omitempty"`
	To   *TemplateSide `json:"to,omitempty"`
	// Summary are the differences in short phrases, the most telling first: "image
	// 1.2→1.3". Values of variables, labels and annotations are never in it.
	Summary []string `json:"summary,omitempty"`
	// Restart is true when nothing but the annotation of `kubectl rollout restart` differs.
	Restart bool `json:"restart,omitempty"`
	// Changes, made in their order, turn From's template into To's. Both have the
	// API's defaults filled in.
	Changes []FieldChange `json:"changes,omitempty"`
	// Unified is the unified diff of both templates as YAML. Empty: they mean the same.
	Unified string `json:"unified,omitempty"`
}

// TemplateSide says where a template is from.
type TemplateSide struct {
	// Revision is the name of the ControllerRevision. Of a template that the controller
	// has not seen yet it is the name that it will get, or empty.
	Revision string `json:"revision,omitempty"`
	// Number is ControllerRevision.revision; 0 when there is no such revision.
	Number int64 `json:"number,omitempty"`
	// Roles the template has for the set.
	Roles []TemplateRole `json:"roles,omitempty"`
	// Pod is set when the side is a running Pod.
	Pod string `json:"pod,omitempty"`
}

// TemplateRole is what a template is to its set.
type TemplateRole string

// Roles of a template.
const (
	// TemplateCurrent is that of status.currentRevision.
	TemplateCurrent TemplateRole = "Current"
	// TemplateUpdate is that of status.updateRevision.
	TemplateUpdate TemplateRole = "Update"
	// TemplateLive is spec.template of the set, where it is not the update revision's
	// or was asked for.
	TemplateLive TemplateRole = "Live"
)

// FieldChange is one step from one template to another, as in JSON Patch (RFC
// 6902), with the value before it.
type FieldChange struct {
	// Op is add, remove or replace.
	Op string `json:"op"`
	// Path is a JSON pointer into the template as the changes before left it.
	Path string `json:"path"`
	// KeyPath is the same for people, with items of lists by their keys:
	// spec.containers[app].env[FOO].value.
	KeyPath string `json:"keyPath"`
	// From is the value before; absent when there was none.
	From *runtime.RawExtension `json:"from,omitempty"`
	// Value is the one after; absent when there is none.
	Value *runtime.RawExtension `json:"value,omitempty"`
}

// OrdinalDiff is how the Pod of one ordinal will change, and how it was changed.
type OrdinalDiff struct {
	Ordinal int32        `json:"ordinal"`
	PodName string       `json:"podName"`
	State   OrdinalState `json:"state,omitempty"`
	// Replacement is what changes for the Pod when it is replaced: from its own
	// template to that of a Pod created now. Absent: there is no Pod, none would
	// come, or one of the two is not known.
	Replacement *TemplateDiff `json:"replacement,omitempty"`
	// HeldByPartition is true when the partition keeps the ordinal from the newest template.
	HeldByPartition bool `json:"heldByPartition,omitempty"`
	// Drift is where the Pod differs from its own template. Absent: not known.
	Drift *PodDrift `json:"drift,omitempty"`
	// Message says why there is nothing to compare, or not all of it.
	Message string `json:"message,omitempty"`
}

// PodDrift is where a running Pod differs from what its own template makes of it.
// What Kubernetes itself adds to every Pod is no drift: its identity, claims,
// defaults, node, and the access token of its service account.
type PodDrift struct {
	// Changes, made in their order, turn the Pod that the template makes into the one that runs.
	Changes []DriftChange `json:"changes,omitempty"`
	// Unified is the unified diff of both as YAML. Empty: there is no drift, or more
	// than one Pod is asked for.
	Unified string `json:"unified,omitempty"`
}

// DriftChange is one field that a Pod has otherwise than its template.
type DriftChange struct {
	FieldChange `json:",inline"`
	// Origin says how it came about.
	Origin DriftOrigin `json:"origin"`
	// Manager is the program that wrote the field, as managedFields tell; of what was
	// edited in place only.
	Manager string `json:"manager,omitempty"`
	// Time of the manager's last write.
	Time *metav1.Time `json:"time,omitempty"`
}

// DriftOrigin says how a Pod came to differ from its template.
type DriftOrigin string

// How a Pod can come to differ.
const (
	// DriftEditedInPlace: the Pod was changed after it had been created.
	DriftEditedInPlace DriftOrigin = "EditedInPlace"
	// DriftInjectedAtCreation: a webhook, an admission policy or an admission plugin
	// changed the Pod when it was created.
	DriftInjectedAtCreation DriftOrigin = "InjectedAtCreation"
	// DriftUnknown: the Pod does not tell.
	DriftUnknown DriftOrigin = "Unknown"
)
