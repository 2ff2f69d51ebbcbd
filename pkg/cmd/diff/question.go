package diff

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/diff"
)

// ask makes the question of the flags.
func (o *Options) ask(cmd *cobra.Command) (diff.Question, error) {
	q := diff.Question{From: o.From, To: o.To, Each: o.Each, Redact: o.Redact, Program: cmd.Root().CommandPath()}
	for _, name := range []string{"from", "to", "pod"} {
		if flag := cmd.Flag(name); flag.Changed && flag.Value.String() == "" {
			return q, fmt.Errorf("--%s is empty", name)
		}
	}
	switch between := o.From != "" || o.To != ""; {
	case o.Pod != "" && o.Each:
		return q, errors.New("--pod is for one Pod and --each for all: give one of them")
	case o.Pod != "" && between:
		return q, errors.New("--pod compares a Pod with its own revision and the next: it takes no --from and --to")
	case o.Each && between:
		return q, errors.New("--each compares Pods with their own revisions and the next: it takes no --from and --to")
	}
	pod := o.Pod
	if kind, name, found := strings.Cut(pod, "/"); found {
		if !slices.Contains([]string{"pod", "pods", "po"}, kind) || name == "" {
			return q, fmt.Errorf("invalid --pod %q: give a name, an ordinal or pod/NAME", o.Pod)
		}
		pod = name
	}
	if n, err := strconv.ParseInt(pod, 10, 64); err == nil {
		if n < 0 || n > math.MaxInt32 {
			return q, fmt.Errorf("invalid --pod %s: ordinals go from 0 to %d", o.Pod, math.MaxInt32)
		}
		ordinal := int32(n)
		q.Ordinal = &ordinal
		return q, nil
	}
	q.Pod = pod
	return q, nil
}
