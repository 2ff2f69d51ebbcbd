package storage

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/orphans"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// orphans reads the claims of the namespace, or of all, and prints those of no set.
func (o *Options) orphans(cmd *cobra.Command) error {
	out, err := o.view.Output.Printer(o.factory.Out)
	if err != nil {
		return exit.Usage(cmd, err)
	}
	query, err := o.view.Read.Query(o.factory, cmd, nil)
	if err != nil {
		return err
	}
	snap, err := query.Get(cmd.Context(), factory.View{Needs: inspect.OrphanNeeds, Whole: inspect.OrphanWhole, Detail: snapshot.Full})
	if err != nil {
		return err
	}
	now := query.Now(snap)
	found := orphans.Find(snap, orphans.Options{Namespace: query.Namespace, Now: now})
	if o.view.Output.Format == "name" {
		// Names alone say nothing of doubts, nor of what could not be read.
		for _, g := range found.Gaps {
			query.Note("%s", printer.GapText(g))
		}
		if found.Doubtful > 0 {
			query.Note("%s left out", doubtful(found.Doubtful))
		}
	}
	return out.PrintSingle(found, func(w io.Writer, options printer.Options) error {
		options.Now = now
		return printer.Orphans(w, found, options)
	})
}

func doubtful(n int32) string {
	if n == 1 {
		return "1 doubtful claim is"
	}
	return fmt.Sprintf("%d doubtful claims are", n)
}
