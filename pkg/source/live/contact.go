package live

import (
	"slices"
	"time"

	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// refusals in a row make what was readable a Gap. One may be a server that has
// just started and has not read its own rules yet.
const refusals = 4

// contact is when the server was heard last and, for what is known, why it is not heard now.
func (st *stream) contact() (time.Time, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.known {
		return st.heard, nil // A Gap says so.
	}
	return st.heard, st.err
}

// hear notes that the server said something.
func (st *stream) hear() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.heard, st.refused = st.in.clock.Now(), 0
	if st.err != nil && st.known {
		st.err = nil
		st.changed()
	}
}

// fail notes that the server did not give what it was asked for. What is known
// stays known, unless it may not be read any more.
func (st *stream) fail(err error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.ctx.Err() != nil {
		return
	}
	news := st.err == nil
	st.err = err
	if refuses(err) {
		if st.refused++; st.known && st.refused >= refusals {
			st.known, st.objects, news = false, nil, true
		}
	}
	if news {
		st.changed()
	}
	st.once.Do(func() { close(st.answered) })
}

// changed tells of a change, unless no reading asks for what the stream holds.
func (st *stream) changed() {
	if !st.idle.Load() {
		st.in.changed()
	}
}

func (s *streams) contact() source.Contact {
	s.mu.Lock()
	defer s.mu.Unlock()
	var c source.Contact
	var lost []string
	for _, st := range s.open {
		heard, err := st.contact()
		if heard.After(c.Heard) {
			c.Heard = heard
		}
		if err != nil && !st.idle.Load() {
			lost = append(lost, s.server.sentence(err))
		}
	}
	if slices.Sort(lost); len(lost) > 0 {
		c.Lost = lost[0]
	}
	return c
}
