package factory

import (
	"context"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// mostOrdinals is how many are offered: nobody picks from more.
const mostOrdinals = 100

// CompleteOrdinals completes NAME as CompleteNames does, and behind it the
// ordinals of that set, or the names of their Pods where one is begun.
func (f *Factory) CompleteOrdinals(r *ReadFlags) cobra.CompletionFunc {
	names := f.CompleteNames(r)
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
			return names(cmd, args, toComplete)
		case 1:
			return startingWith(toComplete, f.ordinals(r, cmd, args[0], toComplete)), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

func (f *Factory) ordinals(r *ReadFlags, cmd *cobra.Command, name, toComplete string) []string {
	return inTime(func(ctx context.Context) []string {
		quiet := *f
		quiet.ErrOut = io.Discard
		q, err := r.Query(&quiet, cmd, []string{name})
		if err != nil {
			return nil
		}
		snap, err := q.Get(ctx, View{Detail: snapshot.Lean})
		if err != nil {
			return nil
		}
		var out []string
		for _, set := range snap.StatefulSets() {
			start := statefulset.StartOrdinal(set)
			for o := start; o <= statefulset.EndOrdinal(set) && o-start < mostOrdinals; o++ {
				if toComplete == "" || toComplete[0] >= '0' && toComplete[0] <= '9' {
					out = append(out, strconv.Itoa(int(o)))
				} else {
					out = append(out, statefulset.PodName(set, o))
				}
			}
		}
		return out
	})
}
