package walk

import (
	"slices"
	"time"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// What the controller's caches may not have heard of when a sync begins.
//
// They may lag by MaxLag, each for itself, but never go back. Of what the controller itself wrote to Pods, claims
// and the set they have always heard: it begins no sync before (StaleControllerConsistencyStatefulSet, on from
// 1.36). Deletions, and writes to ControllerRevisions, are not waited for.
//
// Claims a sync looks up one by one while it goes on, so of them it may have heard what came after its first write,
// but for what it did itself: that replay knows.

// MaxLag is how far a cache may be behind.
const MaxLag = 2 * time.Second

// versions are those that the writes made; 0 for those that changed nothing.
func versions(writes []Write) []uint64 {
	made := make([]uint64, len(writes))
	last := uint64(0)
	for i, w := range writes {
		if w.Version != w.Base && w.Version > last {
			made[i], last = w.Version, w.Version
		}
	}
	return made
}

// exact is the cut that has heard of everything before the write.
func (x *Explainer) exact(at int, from Cut) Cut {
	w := x.writes[at]
	cut := x.History.cut(func(e Event) bool { return e.Version < x.made[at] || !e.Seen.After(w.At) })
	for k := range cut {
		cut[k] = max(cut[k], from[k])
	}
	return cut
}

// cuts calls try for what the caches may have heard of at a write, the likeliest first, until it returns false.
func (x *Explainer) cuts(at int, from Cut, try func(Cut) bool) {
	exact := x.exact(at, from)
	w := x.writes[at]
	oldest := x.History.cut(func(e Event) bool { return e.Seen.Before(w.At.Add(-MaxLag)) })
	newest := exact
	soon := x.History.cut(func(e Event) bool { return e.Seen.Before(w.At.Add(MaxLag)) })
	newest[Claims] = max(exact[Claims], soon[Claims])
	if x.made[at] == 0 {
		// Nothing tells what happened before it but our own watches, which lag as well.
		for k := range newest {
			newest[k] = max(exact[k], min(soon[k], x.beforeNext(at)[k]))
		}
	}
	for k := range oldest {
		oldest[k] = max(oldest[k], from[k])
	}
	most := 0
	for k := range exact {
		most += max(exact[k]-oldest[k], newest[k]-exact[k])
	}
	for distance := 0; distance <= most; distance++ {
		if !spread(exact, oldest, newest, 0, distance, try) {
			return
		}
	}
}

// beforeNext has heard of everything before the next write whose version is known.
func (x *Explainer) beforeNext(at int) Cut {
	i := slices.IndexFunc(x.made[at:], func(v uint64) bool { return v > 0 })
	return x.History.cut(func(e Event) bool { return i < 0 || e.Version < x.made[at+i] })
}

// spread calls try for every cut at a distance from exact.
func spread(cut, oldest, newest Cut, k Kind, distance int, try func(Cut) bool) bool {
	if k == kinds {
		return distance > 0 || try(cut)
	}
	exact := cut[k]
	for d := 0; d <= distance; d++ {
		for _, n := range []int{exact - d, exact + d} {
			if n < oldest[k] || n > newest[k] || d == 0 && n != exact {
				continue
			}
			cut[k] = n
			if !spread(cut, oldest, newest, k+1, distance-d, try) {
				return false
			}
			if d == 0 {
				break
			}
		}
	}
	return true
}

// heard is what the caches have heard of when the sync after e begins.
func (x *Explainer) heard(e Explained) Cut {
	cut := e.Cut
	for _, w := range e.Writes {
		k, ok := kindOf[w.Verb]
		if !ok || w.Refused() {
			continue
		}
		i := slices.IndexFunc(x.History.events[k], func(e Event) bool { return e.Version == w.Version })
		cut[k] = max(cut[k], i+1)
	}
	return cut
}

// kindOf is the kind of what a write changes; of these the controller has heard before it begins another sync.
var kindOf = map[replay.Verb]Kind{
	replay.CreatePod: Pods, replay.UpdatePod: Pods, replay.AdoptPod: Pods, replay.ReleasePod: Pods,
	replay.CreateClaim: Claims, replay.UpdateClaim: Claims,
	WriteStatus: Sets,
}

// ownClaims are the claims that the controller writes from a write on, and the versions it gives them.
func (x *Explainer) ownClaims(at int) map[string]uint64 {
	own := map[string]uint64{}
	for _, w := range x.writes[at:] {
		if _, known := own[w.Name]; !known && w.Version > 0 && (w.Verb == replay.CreateClaim || w.Verb == replay.UpdateClaim) {
			own[w.Name] = w.Version
		}
	}
	return own
}

// lag is by how many events a cut differs from what had happened, and since when the oldest of them had.
func (x *Explainer) lag(at int, cut Cut) (events int, by time.Duration) {
	exact := x.exact(at, Cut{})
	for k := range cut {
		for i := cut[k]; i < exact[k]; i++ {
			events++
			by = max(by, x.writes[at].At.Sub(x.History.events[k][i].Seen))
		}
		events += max(0, cut[k]-exact[k])
	}
	return events, by
}
