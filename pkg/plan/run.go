package plan

import (
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// Bounds on what is played through. A Pod takes some ten syncs at most; what takes
// more has no end.
const (
	syncsAPod = 20
	syncsMore = 200
)

// settle lets the controller do what it does at once.
func (w *world) settle() {
	for range w.bound() {
		if !w.sync() {
			return
		}
	}
	w.endless = true
}

// run plays to where nothing moves any more.
func (w *world) run() {
	for range w.bound() {
		w.settle()
		at, ok := w.next()
		if !ok || w.endless {
			return
		}
		w.advance(at)
	}
	w.endless = true
}

func (w *world) bound() int {
	replicas := int(min(statefulset.Replicas(w.Set), replay.MaxReplicas))
	return syncsMore + syncsAPod*(replicas+len(w.facts.start.Pods))
}

// sync is one sync of the controller; it reports whether anything is different afterwards.
func (w *world) sync() bool {
	out := replay.Next(w.State, w.rules)
	w.last = out
	changed := false
	w.inSync = true
	w.syncs++
	batch := 0
	for _, a := range out.Actions {
		if a.Batch != batch {
			batch = a.Batch
			w.nextBatch()
		}
		changed = w.do(a) || changed
	}
	if !changed {
		w.syncs--
	}
	w.inSync = false
	if out.WritesStatus {
		set := w.Set.DeepCopy()
		set.Status = *out.Status
		w.Set, changed = set, true
	}
	w.measure()
	return changed
}
