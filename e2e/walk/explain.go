package walk

import (
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// Explained is a sync of the controller as replay foresees it, or a write that it does not.
type Explained struct {
	Writes []Write
	Cut    Cut
	Sync   replay.Sync
	// Late is how many events the caches had not heard of yet, or, of claims, heard of while the sync went on.
	Late int
	// LateBy is how old the oldest of these was.
	LateBy time.Duration
	// Refused: the API server refused something that replay could not know of.
	Refused bool
	// Why replay does not foresee the write; empty when it does.
	Why string
	// Pending: the sync may be under way, and more to come.
	Pending bool
}

// Explainer cuts the writes of the controller into syncs.
type Explainer struct {
	Set     string
	Rules   replay.Rules
	History *History
	// From is what the caches have heard of for sure.
	From Cut

	writes []Write
	made   []uint64
	syncs  map[attempt][]replay.Sync
	dead   map[int][]Cut
	tries  int
	path   []Explained
	best   []Explained
	bestAt int
	why    map[int]mismatch
	// short: the writes are the first of a sync that would have gone on.
	short map[int]bool
}

// mismatch is why a sync is not what the controller did, and after how many writes that showed.
type mismatch struct {
	says  string
	after int
}

// attempt is a world at an instant, before a write.
type attempt struct {
	at  int
	cut Cut
	now int64
}

// maxTries bounds the search; one that finds something finds it at once, nearly always.
const maxTries = 5000

// Explain cuts writes, in the order in which the API server got them, into syncs.
func (x *Explainer) Explain(writes []Write) []Explained {
	x.writes, x.made, x.syncs = writes, versions(writes), map[attempt][]replay.Sync{}
	var all []Explained
	from := x.From
	for at := 0; at < len(writes); {
		x.dead, x.why, x.short, x.tries, x.path, x.best, x.bestAt = map[int][]Cut{}, map[int]mismatch{}, map[int]bool{}, 0, nil, nil, at
		whole := x.search(at, from)
		all = append(all, x.best...)
		if len(x.best) > 0 {
			from = x.heard(x.best[len(x.best)-1])
		}
		if at = x.bestAt; !whole {
			all = append(all, x.different(at, from))
			at++
		}
	}
	return all
}

// search explains the writes from at on, when the caches have heard of from.
func (x *Explainer) search(at int, from Cut) bool {
	if at > x.bestAt || at == len(x.writes) {
		x.best, x.bestAt = slices.Clone(x.path), at
	}
	if at == len(x.writes) {
		return true
	}
	if slices.ContainsFunc(x.dead[at], func(c Cut) bool { return !before(from, c) }) {
		return false
	}
	found := false
	x.cuts(at, from, func(cut Cut) bool {
		for _, now := range x.instants(cut, at) {
			if x.tries++; x.tries > maxTries {
				return false
			}
			for _, e := range x.try(at, cut, now) {
				// A nearer world would have made it write more, which may still come.
				e.Pending = at+len(e.Writes) == len(x.writes) && x.short[at]
				x.path = append(x.path, e)
				if found = x.search(at+len(e.Writes), x.heard(e)); found {
					return false
				}
				x.path = x.path[:len(x.path)-1]
			}
		}
		return true
	})
	if !found {
		x.dead[at] = append(x.dead[at], from)
	}
	return found
}

// before reports whether a has heard of less than b of any kind.
func before(a, b Cut) bool {
	for k := range a {
		if a[k] < b[k] {
			return true
		}
	}
	return false
}

// try compares the writes from at on with the sync over one world. There may be several ways to look at them.
func (x *Explainer) try(at int, cut Cut, now time.Time) (all []Explained) {
	late, by := x.lag(at, cut)
	for i, sync := range x.foresee(attempt{at, cut, now.UnixNano()}) {
		for _, refused := range []refused{moot, repeated, fatal} {
			m := matcher{sync: sync, writes: x.writes[at:], refused: refused}
			m.set, _ = x.History.Objects(Sets, cut[Sets])[x.Set].(*appsv1.StatefulSet)
			m.taken = func(name string) bool { return x.History.Objects(Pods, cut[Pods])[name] != nil }
			ends, why := m.match()
			for _, n := range ends {
				e := Explained{Writes: x.writes[at : at+n], Cut: cut, Sync: sync, Late: late + min(i, 1), LateBy: by, Refused: m.cut}
				if !slices.ContainsFunc(all, func(other Explained) bool { return len(other.Writes) == n }) {
					all = append(all, e)
				}
			}
			x.short[at] = x.short[at] || why != "" && at+m.next == len(x.writes) && m.next > 0
			// What came nearest says most.
			if why != "" && (x.why[at].says == "" || m.next > x.why[at].after) {
				x.why[at] = mismatch{why, m.next}
			}
		}
	}
	return all
}

// different is the write that no sync explains, with the sync that the newest world would have had.
func (x *Explainer) different(at int, from Cut) Explained {
	cut := x.exact(at, from)
	e := Explained{Writes: x.writes[at : at+1], Cut: cut, Why: x.why[at].says, Pending: x.short[at]}
	if state := x.History.World(x.Set, cut, x.writes[at].At); state != nil {
		e.Sync = replay.Next(*state, x.Rules)
	} else {
		e.Why = "there is no such set"
	}
	return e
}
