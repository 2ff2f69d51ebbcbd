package walk

import (
	"fmt"
	"sync"
	"time"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// Tally is what walks have come to.
type Tally struct {
	mu sync.Mutex

	Sets, Steps int
	// Exact, Late and Different are writes of the controller: of a sync over the world as it stood, of one over what
	// the caches held a moment before, of none that replay foresees.
	Exact, Late, Different int
	// Refused are writes that the API server refused. They are counted above as well.
	Refused int
	// Cut are syncs that ended early because of such a refusal.
	Cut int
	// Quiet are states in which nothing was left to do, Unequal those in which replay did not say so.
	Quiet, Unequal int
	// Woken is how often the controller had to be made to look.
	Woken int
	// Misplaced are statuses of a deleted set that the controller has written to the one that followed it.
	Misplaced int
	// Restless is how often the world did not come to rest.
	Restless int
	// MaxLate is the longest that a cache lagged, in events and in time.
	MaxLate   int
	MaxLateBy time.Duration
	// Rules are how often each rule showed in a sync that wrote something.
	Rules map[string]int
}

func (t *Tally) count(e Explained) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range e.Writes {
		if w.Refused() {
			t.Refused++
		}
	}
	switch n := len(e.Writes); {
	case e.Why != "":
		t.Different += n
		return
	case e.Late > 0:
		t.Late += n
		t.MaxLate, t.MaxLateBy = max(t.MaxLate, e.Late), max(t.MaxLateBy, e.LateBy)
	default:
		t.Exact += n
	}
	if e.Refused {
		t.Cut++
	}
	if t.Rules == nil {
		t.Rules = map[string]int{}
	}
	for _, a := range e.Sync.Actions {
		t.Rules[a.Rule.Says]++
	}
	for _, w := range e.Sync.Waits {
		t.Rules[w.Rule.Says]++
	}
	if e.Sync.Failure != nil {
		t.Rules[e.Sync.Failure.Rule.Says]++
	}
}

func (t *Tally) step()      { t.add(&t.Steps) }
func (t *Tally) set()       { t.add(&t.Sets) }
func (t *Tally) quiet()     { t.add(&t.Quiet) }
func (t *Tally) unequal()   { t.add(&t.Unequal) }
func (t *Tally) woken()     { t.add(&t.Woken) }
func (t *Tally) misplaced() { t.add(&t.Misplaced) }
func (t *Tally) restless()  { t.add(&t.Restless) }

func (t *Tally) add(n *int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*n++
}

func (t *Tally) String() string {
	return fmt.Sprintf("%d steps on %d sets, %d controller writes: %d exact, %d late, %d different, %d quiet states equal, %d unequal",
		t.Steps, t.Sets, t.Exact+t.Late+t.Different, t.Exact, t.Late, t.Different, t.Quiet-t.Unequal, t.Unequal)
}

// unseen are the rules that showed in no sync.
func unseen(t *Tally) (rules []string) {
	for _, r := range replay.Rulebook() {
		if t.Rules[r.Says] == 0 {
			rules = append(rules, r.Says)
		}
	}
	return rules
}
