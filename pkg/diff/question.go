package diff

// Question is what to compare. The zero value asks what the rollout changes.
type Question struct {
	// From and To are revisions: a number, a hash or a name, or one of the words
	// current, update and live.
	From, To string
	// Pod is a Pod's name; empty unless the question is about one Pod.
	Pod string
	// Ordinal is the same by number.
	Ordinal *int32
	// Each asks about every Pod.
	Each bool
	// Redact hides values that may be secret.
	Redact bool
	// Program is this program as advice calls it; empty is kubectl sts.
	Program string
}

func (q *Question) pods() bool { return q.Each || q.Pod != "" || q.Ordinal != nil }

// revisions: two are named, and what the Pods have does not matter.
func (q *Question) revisions() bool { return !q.pods() && (q.From != "" || q.To != "") }
