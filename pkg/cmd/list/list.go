// Package list is `kubectl sts list`, and `kubectl sts` alone.
package list

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Options of `kubectl sts list`.
type Options struct {
	Read      *factory.ReadFlags
	Output    *output.Flags
	SortBy    string
	Unhealthy bool

	factory *factory.Factory
	query   *factory.Query
	printer *output.Printer
	less    comparison
}

// NewCommand makes `kubectl sts list`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := NewOptions(f)
	cmd := &cobra.Command{
		Use:                   "list [NAME ...] [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "List StatefulSets, one row each",
		Long: `List StatefulSets, one row each: replicas, the state of the rollout, what is held
back, claims and the governing Service.

The JSON and YAML of a list leave ordinals and revisions out; those of status
have them.`,
		Example: `  # Those of the current namespace
  kubectl sts list

  # Those that need a person, in all namespaces, worst first
  kubectl sts list -A --unhealthy --sort-by=trouble

  # By age, with images and selectors
  kubectl sts list -o wide --sort-by=.metadata.creationTimestamp

  # From what a colleague recorded
  kubectl sts list -f snapshot.yaml`,
		ValidArgsFunction: f.CompleteNames(o.Read),
		RunE:              o.RunE,
	}
	o.AddFlags(cmd)
	return cmd
}

// NewOptions has the defaults.
func NewOptions(f *factory.Factory) *Options {
	return &Options{Read: factory.NewReadFlags(), Output: output.NewFlags(), factory: f}
}

// AddFlags adds the flags of list to cmd.
func (o *Options) AddFlags(cmd *cobra.Command) {
	o.Read.AddFlags(cmd)
	o.Read.AddNowFlag(cmd)
	o.Output.AddFlags(cmd)
	cmd.Flags().StringVar(&o.SortBy, "sort-by", o.SortBy, "Sort by a `FIELD` of the report, as a JSONPath ('.metadata.name'), or by the word trouble: worst first.")
	cmd.Flags().BoolVar(&o.Unhealthy, "unhealthy", o.Unhealthy, "Keep the StatefulSets that need a person.")
	_ = cmd.RegisterFlagCompletionFunc("sort-by", cobra.FixedCompletions([]string{
		byTrouble, ".metadata.name", ".metadata.creationTimestamp", ".spec.replicas", ".rollout.state",
	}, cobra.ShellCompDirectiveNoFileComp))
}

// RunE runs list as a cobra command.
func (o *Options) RunE(cmd *cobra.Command, args []string) error {
	if err := o.Complete(cmd, args); err != nil {
		return err
	}
	return o.Run(cmd.Context())
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) (err error) {
	if o.less, err = compareBy(o.SortBy); err != nil {
		return exit.Usage(cmd, err)
	}
	if o.printer, err = o.Output.Printer(o.factory.Out); err != nil {
		return exit.Usage(cmd, err)
	}
	o.query, err = o.Read.Query(o.factory, cmd, args)
	return err
}

// Run reads and prints.
func (o *Options) Run(ctx context.Context) error {
	snap, err := o.query.Get(ctx, factory.View{Needs: inspect.ListNeeds, Detail: snapshot.Lean})
	if err != nil {
		return err
	}
	now := o.query.Now(snap)
	reports := inspect.BuildAll(snap, inspect.Options{Now: now, Needs: inspect.ListNeeds, Brief: true})
	view.NoteGaps(o.query, reports)
	// Before --unhealthy: one set left of many still has to say where it is.
	namespaced := view.Namespaced(o.query, reports)
	kept := ""
	if o.Unhealthy && len(reports) > 0 {
		kept = unhealthy(reports)
		reports = slices.DeleteFunc(reports, func(r v1alpha1.StatefulSetReport) bool { return len(r.Attention) == 0 })
	}
	if len(reports) == 0 {
		view.Empty(o.factory.ErrOut, o.query, kept)
	}
	reports = view.InOrder(reports, o.query.Names)
	if err := o.less.sort(reports); err != nil {
		return err
	}
	return o.printer.Print(output.Reports{
		Items:      reports,
		Single:     len(o.query.Names) == 1,
		Namespaced: namespaced,
		Now:        now,
	}, printer.List)
}

// unhealthy is what --unhealthy looked for. It is no all-clear where something could not be read.
func unhealthy(reports []v1alpha1.StatefulSetReport) string {
	for i := range reports {
		if len(reports[i].Gaps) > 0 {
			return "are seen to need attention"
		}
	}
	return "need attention"
}
