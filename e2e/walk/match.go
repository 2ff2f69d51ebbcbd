package walk

import (
	"fmt"
	"net/http"
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
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
