package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Explanation says in sentences what a report says in fields, of a StatefulSet
// or of one of its ordinals, and names what each sentence rests on.
//
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
type Explanation struct {
	metav1.TypeMeta `json:",inline"`
	// Metadata names the StatefulSet.
	metav1.ObjectMeta `json:"metadata"`

	// AsOf is the instant the sentences speak of.
	AsOf metav1.Time `json:"asOf"`
	// Ordinal that is explained; absent when it is the whole set.
	Ordinal *int32 `json:"ordinal,omitempty"`
	// PodName is the name of the ordinal's Pod, whether it exists or not.
	PodName string `json:"podName,omitempty"`
	// Paragraphs in the order in which they are read.
	Paragraphs []Paragraph `json:"paragraphs"`
	// Assumption says what was assumed of the controller's rules. Empty: the
	// server's version is known.
	Assumption string `json:"assumption,omitempty"`
	// Gaps lists what could not be read, and so what no sentence can know.
	Gaps []Gap `json:"gaps,omitempty"`
}

// Topic is what a paragraph is about.
type Topic string

// The topics.
const (
	// TopicState: where the set stands.
	TopicState Topic = "State"
	// TopicIdentity: who the ordinal is, by name, in DNS and by its claims.
	TopicIdentity Topic = "Identity"
	// TopicRevision: which revision runs, why, and how it differs from the other.
	TopicRevision Topic = "Revision"
	// TopicStrategy: how the set replaces, creates and removes its Pods.
	TopicStrategy Topic = "Strategy"
	// TopicOrdinals: what the ordinals do, those in the same situation together.
	TopicOrdinals Topic = "Ordinals"
	// TopicNext: what the controller does next, and after what.
	TopicNext Topic = "Next"
	// TopicDeletion: what follows when the Pod, or the set, is deleted.
	TopicDeletion Topic = "Deletion"
	// TopicScaleDown: what follows when the ordinal is scaled away.
	TopicScaleDown Topic = "ScaleDown"
	// TopicNodeLoss: what follows when the Pod's node dies.
	TopicNodeLoss Topic = "NodeLoss"
	// TopicService: the names that the governing Service gives.
	TopicService Topic = "Service"
)

// Paragraph is what there is to say of one topic.
type Paragraph struct {
	Topic Topic `json:"topic"`
	// Title in words: "If web-3 is deleted".
	Title     string     `json:"title"`
	Sentences []Sentence `json:"sentences"`
}

// Sentence is true of the objects that were read.
type Sentence struct {
	Text string `json:"text"`
	// Commands that the sentence speaks of. They are printed, never run.
	Commands []string `json:"commands,omitempty"`
	// Why is what the sentence rests on.
	Why []Ground `json:"why,omitempty"`
}

// Ground is what a sentence rests on: a field and its value, or a rule.
type Ground struct {
	// Object that has the field; absent when it is the StatefulSet's own.
	Object *ObjectReference `json:"object,omitempty"`
	// Field is its path, and Value what it holds; empty when it is not set.
	Field string `json:"field,omitempty"`
	Value string `json:"value,omitempty"`
	// Rule is the function of Kubernetes that decides, Says what it does, and URL
	// where that is written.
	Rule string `json:"rule,omitempty"`
	Says string `json:"says,omitempty"`
	URL  string `json:"url,omitempty"`
}
