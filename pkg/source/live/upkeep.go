package live

import "time"

// unused is how long a stream is kept that no reading asked for: Events, say,
// matter while a Pod is missing, and in a rollout one is missing every minute.
const unused = 2 * time.Minute

// begin and end are around a reading; late tells to wait for no stream any longer.
func (s *streams) begin(late <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = late
	for _, st := range s.open {
		st.asked = false
	}
}

// end closes the streams that no reading has asked for in a long time.
func (s *streams) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for of, st := range s.open {
		switch {
		case st.asked:
		case st.idleSince.IsZero():
			st.idleSince = s.clock.Now()
			st.idle.Store(true)
		case s.clock.Since(st.idleSince) >= unused:
			st.stop()
			delete(s.open, of)
		}
	}
}

func (s *streams) changed() {
	select {
	case s.dirty <- struct{}{}:
	default:
	}
}
