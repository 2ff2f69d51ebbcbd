package factory

import (
	"context"
	"io"
	"strconv"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// CompleteRevisions completes the value of a flag that names a revision of the
// set that is named already: with its numbers, and with words that stand for some.
func (f *Factory) CompleteRevisions(r *ReadFlags, words ...string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return startingWith(toComplete, words), cobra.ShellCompDirectiveNoFileComp
		}
		return startingWith(toComplete, append(f.revisions(r, cmd, args[0]), words...)), cobra.ShellCompDirectiveNoFileComp
	}
}

func (f *Factory) revisions(r *ReadFlags, cmd *cobra.Command, name string) []string {
	return inTime(func(ctx context.Context) []string {
		quiet := *f
		quiet.ErrOut = io.Discard
		q, err := r.Query(&quiet, cmd, []string{name})
		if err != nil {
			return nil
		}
		snap, err := q.Get(ctx, View{Needs: []schema.GroupResource{snapshot.ControllerRevisions}, Detail: snapshot.Lean})
		if err != nil {
			return nil
		}
		var out []string
		for _, set := range snap.StatefulSets() {
			for _, revision := range snap.RevisionsControlledBy(set.UID) {
				out = append(out, strconv.FormatInt(revision.Revision, 10))
			}
		}
		return out
	})
}
