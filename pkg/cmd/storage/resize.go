package storage

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/resize"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// ResizeFlags ask for the runbook that grows a claim template.
type ResizeFlags struct {
	// Size that the claims and their template shall have.
	Size string
	// Template is the claim template; it may be empty where the set has only one.
	Template string

	// cluster are the flags that chose the cluster, for the commands of the runbook.
	cluster []string
	// program is what those commands call this one.
	program string
}

// AddFlags adds the flags to cmd.
func (r *ResizeFlags) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&r.Size, "resize", r.Size, "Print the steps that grow the claims and their template to this `SIZE`, and which of them are done. Nothing is run.")
	flags.StringVar(&r.Template, "template", r.Template, "`NAME` of the claim template for --resize, where the set has several.")
	_ = cmd.RegisterFlagCompletionFunc("resize", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("template", cobra.NoFileCompletions)
}

// Set reports whether a runbook is asked for.
func (r *ResizeFlags) Set(cmd *cobra.Command) bool { return cmd.Flags().Changed("resize") }

// Complete checks everything that needs no cluster.
func (r *ResizeFlags) Complete(cmd *cobra.Command, args []string) error {
	if !r.Set(cmd) {
		if cmd.Flags().Changed("template") {
			return exit.Usagef(cmd, "--template is for --resize, which is not given")
		}
		return nil
	}
	if _, err := resize.ParseSize(r.Size); err != nil {
		return exit.Usagef(cmd, "--resize: %w", err)
	}
	if len(args) != 1 {
		return exit.Usagef(cmd, "name one StatefulSet: --resize is for one, and %d are named", len(args))
	}
	r.cluster, r.program = nil, cmd.Root().CommandPath()
	for _, name := range []string{"kubeconfig", "context", "cluster", "user", "server", "as"} {
		if flag := cmd.Flag(name); flag != nil && flag.Changed {
			r.cluster = append(r.cluster, "--"+name+"="+flag.Value.String())
		}
	}
	return nil
}

// Run reads the set and prints its runbook. The answer is no where a claim cannot grow.
func (r *ResizeFlags) Run(ctx context.Context, query *factory.Query, out *output.Printer, rules *factory.RulesFlags) error {
	book, err := r.build(ctx, query, rules)
	if err != nil {
		return err
	}
	err = out.PrintSingle(book, func(w io.Writer, o printer.Options) error { return printer.Resize(w, book, o) })
	if err == nil && book.Outcome == v1alpha1.ResizeBlocked {
		return exit.Answered(exit.No)
	}
	return err
}

func (r *ResizeFlags) build(ctx context.Context, query *factory.Query, rules *factory.RulesFlags) (*v1alpha1.StatefulSetResize, error) {
	snap, err := query.Get(ctx, factory.View{Needs: resize.Needs, Detail: snapshot.Full})
	if err != nil {
		return nil, r.gone(ctx, err, query)
	}
	sets := snap.StatefulSets()
	if len(sets) != 1 {
		// Only files can hold several sets of one name.
		return nil, fmt.Errorf("%d StatefulSets of the name %s were found%s: choose one with -n", len(sets), query.Names[0], query.In())
	}
	now := query.Now(snap)
	inForce, assumed, err := rules.Choice().Rules(snap.ServerVersion())
	if err != nil {
		return nil, err
	}
	report := inspect.Build(snap, sets[0], inspect.Options{Now: now, Needs: resize.Needs, Rules: rules.Choice()})
	return resize.Build(snap, report, resize.Ask{Size: r.Size, Template: r.Template}, resize.Options{Now: now, Rules: inForce, Assumed: assumed, Flags: r.cluster, Program: r.program})
}

// gone says how to go on where the set is not there any more: the runbook deletes
// it in one step and creates it again in the next. Its claims tell.
func (r *ResizeFlags) gone(ctx context.Context, err error, query *factory.Query) error {
	if !errors.Is(err, source.ErrNotFound) {
		return err
	}
	all := *query
	all.Names = nil
	claims := []schema.GroupResource{snapshot.PersistentVolumeClaims}
	snap, readErr := all.Get(ctx, factory.View{Needs: claims, Whole: claims, Detail: snapshot.Lean})
	if readErr != nil {
		return err
	}
	if next := resize.Next(snap, query.Namespace, query.Names[0], r.Size, r.cluster); next != "" {
		return fmt.Errorf("%w; %s", err, next)
	}
	return err
}
