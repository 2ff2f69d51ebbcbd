// Package view is what the commands that show StatefulSets have in common:
// read, build the reports, print one of their views.
package view

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// View is one screen of a set.
type View struct {
	Needs []schema.GroupResource
	// Whole are those of Needs that are read whole, see source.Request.
	Whole  []schema.GroupResource
	Screen output.Screen
	// Rules: what is shown hangs on what the controller does next, so that the
	// rules it follows can be given.
	Rules bool
	// Watch adds --watch, which goes on until the rollout is over.
	Watch bool
	// Resolve adds --resolve, which asks the cluster's DNS.
	Resolve bool
	// Ask, if any, asks for more in the reports than every view has.
	Ask func(*inspect.Options)
}

// Options of a command that shows one screen a set.
type Options struct {
	View
	Read          *factory.ReadFlags
	Output        *output.Flags
	Gates         factory.RulesFlags
	DNS           factory.ResolveFlags
	ClusterDomain string
	Follow        bool

	factory *factory.Factory
	query   *factory.Query
	printer *output.Printer
}

// Wire makes cmd, which has its texts, show v.
func Wire(cmd *cobra.Command, f *factory.Factory, v View) *cobra.Command {
	o := NewOptions(f, v)
	o.AddFlags(cmd)
	cmd.RunE = o.RunE
	return cmd
}

// NewOptions has the defaults of a command that shows v.
func NewOptions(f *factory.Factory, v View) *Options {
	return &Options{View: v, Read: factory.NewReadFlags(), Output: output.NewFlags(), factory: f}
}

// AddFlags adds the flags of a view and their completion to cmd.
func (o *Options) AddFlags(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	cmd.ValidArgsFunction = o.factory.CompleteNames(o.Read)
	o.Read.AddFlags(cmd)
	o.Read.AddNowFlag(cmd)
	o.Output.AddFlags(cmd)
	if o.Rules {
		o.Gates.AddFlags(cmd)
	}
	if o.Resolve {
		o.DNS.AddFlags(cmd)
	}
	if o.Watch {
		cmd.Flags().BoolVarP(&o.Follow, "watch", "w", o.Follow, "Go on until the rollout is over: redraw on a terminal, a line or document a change elsewhere.")
	}
	cmd.Flags().StringVar(&o.ClusterDomain, "cluster-domain", o.ClusterDomain, "DNS `DOMAIN` of the cluster; by default that of CoreDNS's Corefile where it is read, else cluster.local.")
	_ = cmd.RegisterFlagCompletionFunc("cluster-domain", cobra.NoFileCompletions)
}

// RunE checks, reads and prints.
func (o *Options) RunE(cmd *cobra.Command, args []string) error {
	if err := o.Complete(cmd, args); err != nil {
		return err
	}
	return o.Run(cmd.Context())
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) error {
	var err error
	if o.ClusterDomain, err = factory.ParseClusterDomain(cmd, o.ClusterDomain); err != nil {
		return err
	}
	if err := o.Gates.Complete(cmd); err != nil {
		return err
	}
	if err := o.DNS.Complete(cmd, o.Read.Files); err != nil {
		return err
	}
	o.Needs = o.DNS.Needs(o.Needs)
	if o.Follow && (len(o.Read.Files) > 0 || o.Read.Now != "") {
		return exit.Usagef(cmd, "--watch follows a cluster as it changes: it goes with neither -f nor --now")
	}
	if o.printer, err = o.Output.Printer(o.factory.Out); err != nil {
		return exit.Usage(cmd, err)
	}
	if o.query, err = o.Read.Query(o.factory, cmd, args); err != nil {
		return err
	}
	o.DNS.Ask(o.query, o.ClusterDomain)
	return nil
}

// Run reads and prints.
func (o *Options) Run(ctx context.Context) error {
	single := len(o.query.Names) == 1
	if o.Follow {
		return o.follow(ctx, single)
	}
	snap, err := o.get(ctx, &single)
	if err != nil {
		return err
	}
	reports, now := o.build(snap)
	if len(reports) == 0 {
		Empty(o.factory.ErrOut, o.query, "")
	}
	return o.printer.Print(o.shown(reports, single, now), o.Screen)
}

func (o *Options) build(snap *snapshot.Snapshot) ([]v1alpha1.StatefulSetReport, time.Time) {
	now := o.query.Now(snap)
	options := inspect.Options{
		Now:           now,
		Needs:         o.Needs,
		ClusterDomain: o.ClusterDomain,
		Rules:         o.Gates.Choice(),
		Program:       o.factory.Name.Command,
	}
	if o.Ask != nil {
		o.Ask(&options)
	}
	return InOrder(inspect.BuildAll(snap, options), o.query.Names), now
}

func (o *Options) shown(reports []v1alpha1.StatefulSetReport, single bool, now time.Time) output.Reports {
	return output.Reports{Items: reports, Single: single, Namespaced: Namespaced(o.query, reports), Now: now}
}

// get reads the sets that were asked for. Without NAME and selector it takes
// the only set there is, and leaves the choice to the user where there are more.
func (o *Options) get(ctx context.Context, single *bool) (*snapshot.Snapshot, error) {
	v := factory.View{Needs: o.Needs, Whole: o.Whole, Detail: snapshot.Full}
	if len(o.query.Names) > 0 || o.query.Selects() {
		return o.query.Get(ctx, v)
	}
	if !o.query.Offline() {
		// Names alone first: a namespace may hold hundreds of sets with thousands of Pods.
		v = factory.View{Detail: snapshot.Lean}
	}
	snap, err := o.query.Get(ctx, v)
	if err != nil {
		return nil, err
	}
	sets := snap.StatefulSets()
	switch {
	case len(sets) > 1:
		names := make([]string, len(sets))
		for i, set := range sets {
			names[i] = set.Name
			if o.query.Namespace == "" {
				names[i] = set.Namespace + "/" + set.Name
			}
		}
		return nil, whichOne(names, o.query.In())
	case len(sets) == 0 || o.query.Offline():
		*single = len(sets) == 1
		return snap, nil
	}
	*single = true
	o.query.Names, o.query.Namespace = []string{sets[0].Name}, sets[0].Namespace
	return o.query.Get(ctx, factory.View{Needs: o.Needs, Whole: o.Whole, Detail: snapshot.Full})
}

// whichOne asks for a choice among names.
func whichOne(names []string, where string) error {
	const shown = 5
	list, more := names, ""
	if len(names) > shown {
		list, more = names[:shown], fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return errors.New("name a StatefulSet, or select some with -l: there are " +
		strings.Join(list, ", ") + more + where)
}
