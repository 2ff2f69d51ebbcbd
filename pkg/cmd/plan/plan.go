// Package plan is `kubectl sts plan`.
package plan

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/util/validation"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/plan"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Options of `kubectl sts plan`.
type Options struct {
	Read          *factory.ReadFlags
	Rules         *factory.RulesFlags
	Output        *output.Flags
	Change        ChangeFlags
	ClusterDomain string

	factory *factory.Factory
	query   *factory.Query
	printer *output.Printer
	change  plan.Change
}

// NewCommand makes `kubectl sts plan`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{Read: factory.NewReadFlags(), Rules: &factory.RulesFlags{}, Output: output.NewFlags(), factory: f}
	cmd := &cobra.Command{
		Use:                   "plan NAME [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "Say what would follow from a change, step by step, without making it",
		Long: `Say what would follow if a StatefulSet were changed: which Pods its controller
deletes and creates in which order, how few are available on the way, what becomes
of claims and their data, how long it takes, and whether it ever gets to an end.
Nothing is changed.

The flags that change something can be combined; without any of them the plan says
what happens anyway. Pods are deleted after the change.

The controller is played through by its own rules. What kubelets do is assumed: a
Pod becomes ready in the time that this set's Pods took, and one of a revision that
fails everywhere fails too.

Exit code 2 means that the plan loses data, is refused or never ends.`,
		Example: `  # Two Pods more and a new image
  kubectl sts plan web --replicas=5 --image=app=registry.example/app:1.3

  # Would undoing the rollout get it going again? And with the broken Pod deleted?
  kubectl sts plan web --undo
  kubectl sts plan web --undo --delete-pod=web-2

  # What would applying this file bring about?
  kubectl sts plan web --manifest=web.yaml

  # Before an upgrade of the cluster
  kubectl sts plan web --restart --server-version=1.37

  # What happens next anyway, from a snapshot
  kubectl sts plan web -f snapshot.yaml`,
		ValidArgsFunction: f.CompleteNames(o.Read),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Complete(cmd, args); err != nil {
				return err
			}
			return o.Run(cmd.Context())
		},
	}
	o.Change.AddFlags(cmd)
	o.Read.AddFlags(cmd)
	o.Read.AddNowFlag(cmd)
	o.Rules.AddFlags(cmd)
	o.Output.AddFlags(cmd)
	cmd.Flags().StringVar(&o.ClusterDomain, "cluster-domain", o.ClusterDomain, "DNS `DOMAIN` of the cluster; by default cluster.local.")
	_ = cmd.RegisterFlagCompletionFunc("cluster-domain", cobra.NoFileCompletions)
	return cmd
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) (err error) {
	if len(args) != 1 {
		return exit.Usagef(cmd, "name one StatefulSet: a plan is for one, and %d are named", len(args))
	}
	o.ClusterDomain = strings.TrimSuffix(o.ClusterDomain, ".")
	if o.ClusterDomain != "" && len(validation.IsDNS1123Subdomain(o.ClusterDomain)) > 0 {
		return exit.Usagef(cmd, "invalid --cluster-domain %q: it is no DNS name", o.ClusterDomain)
	}
	if err := o.Rules.Complete(cmd); err != nil {
		return err
	}
	if o.change, err = o.Change.Change(cmd, o.factory.In); err != nil {
		return exit.Usage(cmd, err)
	}
	if o.printer, err = o.Output.Printer(o.factory.Out); err != nil {
		return exit.Usage(cmd, err)
	}
	o.query, err = o.Read.Query(o.factory, cmd, args)
	return err
}

// Run reads, plans and prints.
func (o *Options) Run(ctx context.Context) error {
	snap, err := o.query.Get(ctx, factory.View{Needs: inspect.PlanNeeds, Detail: snapshot.Full})
	if err != nil {
		return err
	}
	sets := snap.StatefulSets()
	if len(sets) != 1 {
		// Only files can hold several sets of one name.
		return fmt.Errorf("%d StatefulSets of the name %s were found%s: choose one with -n", len(sets), o.query.Names[0], o.query.In())
	}
	now := o.query.Now(snap)
	rules, assumed, err := o.Rules.Choice().Rules(snap.ServerVersion())
	if err != nil {
		return err
	}
	report := inspect.Build(snap, sets[0], inspect.Options{
		Now: now, Needs: inspect.PlanNeeds, ClusterDomain: o.ClusterDomain, Rules: o.Rules.Choice(),
	})
	p, err := plan.Build(snap, report, o.change, plan.Options{Now: now, Rules: rules, Assumed: assumed})
	if err != nil {
		return err
	}
	err = o.printer.PrintSingle(p, func(w io.Writer, options printer.Options) error { return printer.Plan(w, p, options) })
	if err == nil && answersNo(p) {
		return exit.Answered(exit.No)
	}
	return err
}

// answersNo reports whether the plan loses data, is refused or never ends, by any
// of the rules that may be in force.
func answersNo(p *v1alpha1.StatefulSetPlan) bool {
	return slices.ContainsFunc(append([]v1alpha1.PlanResult{p.PlanResult}, p.Alternatives...), func(r v1alpha1.PlanResult) bool {
		return r.LosesData || r.Outcome != v1alpha1.PlanDone && r.Outcome != v1alpha1.PlanHeld
	})
}
