// Package explain is `kubectl sts explain`.
package explain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/explain"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// Options of `kubectl sts explain`.
type Options struct {
	Read          *factory.ReadFlags
	Rules         *factory.RulesFlags
	Output        *output.Flags
	ClusterDomain string
	Why           bool

	factory  *factory.Factory
	query    *factory.Query
	printer  *output.Printer
	question question
}

// NewCommand makes `kubectl sts explain`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{Read: factory.NewReadFlags(), Rules: &factory.RulesFlags{}, Output: output.NewFlags(), factory: f}
	cmd := &cobra.Command{
		Use:                   "explain NAME [POD|ORDINAL] [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "Say in sentences what a StatefulSet, or one ordinal of it, is and does, and why",
		Long: `Say in sentences what a StatefulSet is and does, or one ordinal of it: for whoever is
new to StatefulSets, and for the note after an incident.

Of an ordinal: who it is, by its name, in DNS and by its claims; which revision its
Pod runs and why that one; what the controller does to it next, and after what; and
what becomes of its name and its data if it is deleted, scaled away, or its node
dies. The ordinal may be there or not: why it is not, is said too.

Of the whole set: where it stands, what the last change of the template brings, and
what each ordinal does; ordinals in the same situation share a sentence.

Every sentence is about the objects as they are. --why puts below each what it rests
on: a field with its value, or a rule of Kubernetes with the lines that say so.`,
		Example: `  # The StatefulSet web
  kubectl sts explain web

  # Its Pod web-3, in three ways
  kubectl sts explain web 3
  kubectl sts explain web web-3
  kubectl sts explain web-3

  # What each sentence rests on
  kubectl sts explain web 3 --why

  # For the incident note, from a snapshot
  kubectl sts explain web 3 -f snapshot.yaml -o markdown

  # What becomes of it if it is deleted, alone
  kubectl sts explain web 3 -o jsonpath='{.paragraphs[?(@.topic=="Deletion")].sentences[*].text}'`,
		ValidArgsFunction: f.CompleteOrdinals(o.Read),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Complete(cmd, args); err != nil {
				return err
			}
			return o.Run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&o.Why, "why", o.Why, "Put below each sentence what it rests on.")
	o.Read.AddFlags(cmd)
	o.Read.AddNowFlag(cmd)
	o.Rules.AddFlags(cmd)
	o.Output.AddFlags(cmd)
	cmd.Flags().StringVar(&o.ClusterDomain, "cluster-domain", o.ClusterDomain, "DNS `DOMAIN` of the cluster; by default that of CoreDNS's Corefile where it is read, else cluster.local.")
	_ = cmd.RegisterFlagCompletionFunc("cluster-domain", cobra.NoFileCompletions)
	return cmd
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) (err error) {
	if len(args) < 1 || len(args) > 2 {
		return exit.Usagef(cmd, "name one StatefulSet, and one of its Pods or ordinals if it is about that")
	}
	if o.question, err = parse(args); err != nil {
		return exit.Usage(cmd, err)
	}
	o.ClusterDomain = strings.TrimSuffix(o.ClusterDomain, ".")
	if o.ClusterDomain != "" && len(validation.IsDNS1123Subdomain(o.ClusterDomain)) > 0 {
		return exit.Usagef(cmd, "invalid --cluster-domain %q: it is no DNS name", o.ClusterDomain)
	}
	if err := o.Rules.Complete(cmd); err != nil {
		return err
	}
	if o.printer, err = o.Output.Printer(o.factory.Out); err != nil {
		return exit.Usage(cmd, err)
	}
	o.query, err = o.Read.Query(o.factory, cmd, []string{o.question.set})
	return err
}

// Run reads, explains and prints.
func (o *Options) Run(ctx context.Context) error {
	snap, set, err := o.read(ctx)
	if other := o.question.otherwise; err != nil && other.set != "" && errors.Is(err, source.ErrNotFound) {
		// There is no set of that name: then it may be the name of a Pod.
		o.query.Names, o.question.who = []string{other.set}, other.who
		var second error
		if snap, set, second = o.read(ctx); second == nil {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	e, err := explain.Explain(snap, set, inspect.Options{
		Now: o.query.Now(snap), Needs: inspect.ExplainNeeds, ClusterDomain: o.ClusterDomain, Rules: o.Rules.Choice(),
		Program: o.factory.Name.Command,
	}, o.question.who)
	if err != nil {
		return err
	}
	return o.printer.PrintSingle(e, func(w io.Writer, options printer.Options) error {
		return printer.Explain(w, e, printer.ExplainOptions{Options: options, Why: o.Why, Width: width(o.factory.Out)})
	})
}

func (o *Options) read(ctx context.Context) (*snapshot.Snapshot, *appsv1.StatefulSet, error) {
	snap, err := o.query.Get(ctx, factory.View{Needs: inspect.ExplainNeeds, Detail: snapshot.Full})
	if err != nil {
		return nil, nil, err
	}
	sets := snap.StatefulSets()
	if len(sets) != 1 {
		// Only files can hold several sets of one name.
		return nil, nil, fmt.Errorf("%d StatefulSets of the name %s were found%s: choose one with -n", len(sets), o.query.Names[0], o.query.In())
	}
	return snap, sets[0], nil
}

// Text is wrapped to the terminal, but not to lines that nobody can follow.
const (
	defaultWidth = 80
	maxWidth     = 120
)

func width(out io.Writer) int {
	if f, ok := out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return min(columns, maxWidth)
		}
	}
	return defaultWidth
}
