//go:build e2e

package walk

import (
	"sync/atomic"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// TestWalk walks with a set of every shape, side by side; whoever is quick walks more steps.
func TestWalk(t *testing.T) {
	var left atomic.Int64
	left.Store(steps(t))
	tally := &Tally{}
	t.Run("set", func(t *testing.T) {
		for _, s := range shapes {
			if *shape != "" && *shape != s.name {
				continue
			}
			t.Run(s.name, func(t *testing.T) {
				w := newWalker(framework.New(t), s.name, tally)
				set := newSet(s.edit)
				if err := w.create(set); err != nil {
					t.Fatalf("creating %s: %v", setName, err)
				}
				tally.set()
				w.settle()
				for left.Add(-1) >= 0 && !t.Failed() {
					w.step()
				}
				w.settle()
				w.explain(true)
			})
		}
	})
	t.Logf("walk: %s", tally)
	t.Logf("seed %d; %d writes refused, %d syncs cut short by that; caches late by up to %d events, %s; woken %d times; restless %d times; misplaced statuses %d", *seed,
		tally.Refused, tally.Cut, tally.MaxLate, tally.MaxLateBy, tally.Woken, tally.Restless, tally.Misplaced)
	for _, rule := range unseen(tally) {
		t.Logf("never seen: %s", rule)
	}
	t.Attr("walk", tally.String())
}
