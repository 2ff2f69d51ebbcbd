//go:build e2e

package walk

import (
	"flag"
	"os"
	"strconv"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

var (
	seed  = flag.Uint64("walk.seed", 1, "seed of the walks: the same one makes the same steps")
	shape = flag.String("walk.shape", "", "walk with the set of this shape alone")
	logs  = flag.String("walk.logs", "", "folder for a log of each set's walk: every event, write and sync")
)

// gates are those of the control plane that differ from their defaults.
var gates = map[string]bool{replay.GateRecreate: true}

func TestMain(m *testing.M) {
	// Walkers wait for controllers most of their time; a set each.
	_ = flag.Set("test.parallel", strconv.Itoa(len(shapes)))
	framework.Main(m, "--audit-controller", "--feature-gates="+replay.GateRecreate+"=true")
}

// steps is how many steps to walk, all sets together.
func steps(t *testing.T) int64 {
	text := os.Getenv("STS_WALK_STEPS")
	if text == "" {
		return 240
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatalf("STS_WALK_STEPS=%s: not a number", text)
	}
	return n
}
