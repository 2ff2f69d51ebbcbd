package walk

import (
	"slices"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// What the API server refuses, replay can know of only in part: it takes the world for what the caches hold.

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

// retried are the writes that the controller looks at anew when the API server has a newer object.
var retried = map[replay.Verb]bool{
	replay.UpdatePod: true, replay.UpdateClaim: true, replay.CreateRevision: true, replay.UpdateRevision: true,
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
