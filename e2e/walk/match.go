package walk

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

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

// refused is what the controller does when the API server refuses a write because it has a newer object.
type refused int

const (
	// moot: it looks at the newer object, and finds that there is nothing left to do.
	moot refused = iota
	// repeated: it tries again with the newer object.
	repeated
	// fatal: the sync ends.
	fatal
)

// matcher compares the writes of the controller with those of one sync.
type matcher struct {
	sync   replay.Sync
	set    *appsv1.StatefulSet
	writes []Write
	// taken reports whether a name is that of a Pod.
	taken func(name string) bool
	// refused is what comes of writes that the API server refuses because it has a newer object.
	refused refused

	next int
	// cut: the API server refused something that replay could not know of, and the sync ended early.
	cut bool
}

// match returns after how many of the writes the sync may have ended, none if they are not the sync's.
func (m *matcher) match() (ends []int, why string) {
	before, after := foreseen(m.sync)
	for _, batch := range before {
		if why = m.batch(batch); why != "" {
			return nil, why
		}
		if m.cut {
			break
		}
	}
	early, at := m.cut, m.next
	if why = m.status(); why == "" {
		for _, batch := range after {
			at := m.next
			if why = m.batch(batch); why != "" || slices.ContainsFunc(m.writes[at:m.next], Write.Refused) {
				break
			}
		}
	}
	switch {
	case early && (why != "" || m.next == at):
		// Whether it came to the status, and what it counted, depends on where it ended.
		return []int{at}, ""
	case early:
		return []int{m.next, at}, ""
	case why != "":
		return nil, why
	case m.next == 0:
		return nil, "replay: nothing is written"
	}
	return []int{m.next}, ""
}

// batch consumes the writes of one batch.
func (m *matcher) batch(steps []step) string {
	queues := map[string][]step{}
	for _, s := range steps {
		queues[s.about] = append(queues[s.about], s)
	}
	refused := map[string]Write{}
	for m.next < len(m.writes) {
		w := m.writes[m.next]
		about, i := m.find(queues, w)
		if about == "" {
			if !m.echo(w) && !m.stray(w, steps, refused) {
				break
			}
			m.next++
			continue
		}
		s := queues[about][i]
		// A second try begins with a newer version of the object.
		again := s.tried && refused[w.Name].Base < w.Base
		if s.tried && !again && s.content != w.Content {
			break // Of another sync.
		}
		switch {
		case s.content != w.Content && !s.refused && !again:
			return fmt.Sprintf("%s writes something else\nreplay:     %s\ncontroller: %s", w, s.content, w.Content)
		case s.refused && !w.Refused():
			return w.String() + " succeeds, replay says that it is refused"
		}
		m.next++
		queue := slices.Clone(queues[about])
		if w.Refused() {
			refused[w.Name] = w
		}
		if w.Refused() && !s.refused && (w.Verb != replay.DeletePod || w.Code != http.StatusNotFound) {
			queue[i].tried = true
			queues[about] = queue
			continue
		}
		queues[about] = slices.Delete(queue, i, i+1)
	}
	for _, queue := range queues {
		ends := slices.ContainsFunc(queue, func(s step) bool { return s.tried && (m.refused != moot || !retried[s.verb]) })
		missing := slices.IndexFunc(queue, func(s step) bool { return !s.optional && !s.tried })
		if missing >= 0 && !ends {
			return "the controller does not " + queue[missing].String()
		}
		m.cut = m.cut || ends
	}
	return ""
}

// retried are the writes that the controller looks at anew when the API server has a newer object.
var retried = map[replay.Verb]bool{
	replay.UpdatePod: true, replay.UpdateClaim: true, replay.CreateRevision: true, replay.UpdateRevision: true,
}

// find is the step of the queues that a write is, which must be next in its queue. Claims of one Pod are created
// in the order of a map.
func (m *matcher) find(queues map[string][]step, w Write) (about string, i int) {
	for about, queue := range queues {
		claims := len(queue) > 0 && queue[0].verb == replay.CreateClaim
		for i, s := range queue {
			if s.verb == w.Verb && s.name == w.Name && (!s.tried || m.refused != fatal) {
				return about, i
			}
			if !s.optional && !s.tried && (!claims || s.verb != replay.CreateClaim) {
				break
			}
		}
	}
	return "", 0
}

// stray: of a batch replay names one failure, and there may be more of the kind, of other Pods.
func (m *matcher) stray(w Write, batch []step, refused map[string]Write) bool {
	_, known := refused[w.Name]
	fails := slices.ContainsFunc(batch, func(s step) bool { return s.refused })
	if known || !fails || !w.Refused() || w.Verb != replay.CreatePod || !m.taken(w.Name) {
		return false
	}
	refused[w.Name] = w
	return true
}

// echo: a sync of a Parallel set looks at a Pod's claims twice. When its cache has not heard yet that it has changed
// their owners itself, it does so again, and the API server refuses what comes from the old version. When it has not
// heard of the claims it created before it has created the Pod, but then it has, it goes on to update the Pod as it
// has sent it, which the API server refuses as well, and the sync fails.
func (m *matcher) echo(w Write) bool {
	if !w.Refused() {
		return false
	}
	return slices.ContainsFunc(m.writes[:m.next], func(earlier Write) bool {
		if earlier.Name != w.Name || earlier.Refused() {
			return false
		}
		switch {
		case w.Verb == replay.UpdateClaim && earlier.Verb == replay.UpdateClaim:
			return w.Base == earlier.Base && w.Content == earlier.Content
		case w.Verb == replay.UpdatePod && earlier.Verb == replay.CreatePod:
			m.cut = true
			return true
		}
		return false
	})
}

// status consumes the write of the status, and its repetitions when the API server has a newer set.
func (m *matcher) status() string {
	first := m.next
	for m.next < len(m.writes) && m.writes[m.next].Verb == WriteStatus {
		w := m.writes[m.next]
		switch said := statusText(m.sync.Status); {
		case !m.sync.WritesStatus && !m.cut, m.next > first && said != w.Content:
			return "" // Of another sync.
		case m.next == first && w.Base != version(m.set.ResourceVersion):
			return fmt.Sprintf("%s began with another version of the set", w)
		case said != w.Content:
			return fmt.Sprintf("%s writes something else\nreplay:     %s\ncontroller: %s", w, said, w.Content)
		}
		m.next++
		if w.Code != http.StatusConflict {
			return "" // Written, or refused for good: such is a status with a negative number in it.
		}
	}
	if m.sync.WritesStatus && m.next == first {
		return "the controller does not write the status"
	}
	return ""
}
