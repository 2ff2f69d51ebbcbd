package walk

import (
	"strconv"
	"strings"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// step is a write that replay foresees.
type step struct {
	verb    replay.Verb
	name    string
	content string
	// about is who the writes of one batch are about: those about the same keep their order.
	about string
	// optional: the controller does this only if its cache has heard of a write of the same sync.
	optional bool
	// refused: the API server says no.
	refused bool
	// tried: the API server has refused it, and it may be tried again.
	tried bool
}

func (s step) String() string {
	text := string(s.verb) + " " + s.name
	if s.refused {
		text += " (refused)"
	}
	if s.optional {
		text += " (if it heard)"
	}
	return text
}

// foreseen are the writes of a sync, in batches: inside one of them the order is free. Those of the second list come
// after the status.
func foreseen(sync replay.Sync) (before, after [][]step) {
	created := map[string]bool{}
	last := -1
	for _, a := range sync.Actions {
		s := step{verb: a.Verb, name: a.Name, about: a.Name}
		switch a.Verb {
		case replay.CreateClaim:
			created[a.Name] = true
		case replay.UpdateClaim:
			s.optional = created[a.Name]
		case replay.UpdateRevision:
			s.content = strconv.FormatInt(a.Number, 10)
		case replay.DeleteRevision:
			after = append(after, []step{s})
			continue
		}
		if a.Object != nil {
			s.content = essence(a.Verb, a.Object)
		}
		if !strings.HasSuffix(string(a.Verb), "Revision") {
			_, ordinal := statefulset.ParentAndOrdinal(a.Name)
			s.about = strconv.Itoa(int(ordinal))
		}
		if a.Batch != last {
			before, last = append(before, nil), a.Batch
		}
		before[len(before)-1] = append(before[len(before)-1], s)
	}
	if s, ok := refusal(sync.Failure); ok {
		// It may be of the last batch: that it is of one after it, in which nothing else is written, nothing tells.
		if n := len(sync.Actions); n == 0 || !ofPods(sync.Actions[n-1]) {
			before = append(before, nil)
		}
		before[len(before)-1] = append(before[len(before)-1], s)
	}
	return before, after
}

// ofPods reports whether an action is done to a Pod or its claims after the revisions are found.
func ofPods(a replay.Action) bool { return a.Ordinal >= 0 && a.Reason != replay.ReasonOwnership }

// refusal is the request by which a sync learns that it fails; not every failure takes one.
func refusal(f *replay.Failure) (step, bool) {
	if f == nil || f.Kind != "Pod" {
		return step{}, false
	}
	s := step{verb: replay.UpdatePod, name: f.Name, about: strconv.Itoa(int(f.Ordinal)), refused: true}
	if f.Rule == replay.RuleCreate {
		s.verb = replay.CreatePod
	}
	return s, true
}
