// Package diff is `kubectl sts diff`.
package diff

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/output"
	"github.com/kubectl-sts/kubectl-sts/pkg/diff"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Options of `kubectl sts diff`.
type Options struct {
	Read   *factory.ReadFlags
	Rules  *factory.RulesFlags
	Output *output.Flags
	From   string
	To     string
	Pod    string
	Each   bool
	Redact bool

	factory  *factory.Factory
	query    *factory.Query
	printer  *output.Printer
	question diff.Question
}

// NewCommand makes `kubectl sts diff`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{Read: factory.NewReadFlags(), Rules: &factory.RulesFlags{}, Output: output.NewFlags(), factory: f}
	cmd := &cobra.Command{
		Use:                   "diff NAME [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "Show what a rollout changes, what a Pod's replacement changes, and how Pods drifted",
		Long: `Show how Pod templates of a StatefulSet differ: in words, then as a unified diff of
both with the API's defaults filled in.

Without a flag: what the rollout changes, from the current revision to the newest
template. --from and --to compare any two: the number, hash or name of a revision,
or one of the words current, update and live (the set's own template, which is the
update revision's as soon as the controller has seen it).

--pod asks about one Pod, --each about all of them: what changes when it is
replaced, from its own revision to the one that a Pod created now gets, and where it
differs from its own revision already: edited in place, or changed at its creation
by a webhook or an admission policy. What Kubernetes adds to every Pod is left out.

Words never hold the value of an environment variable; the unified diff and the
other formats do, unless --redact hides it.

KUBECTL_EXTERNAL_DIFF names a program that shows the difference in place of the
unified diff, as it does to kubectl diff.

Exit code 0: nothing differs; 2: something does (kubectl diff has 1); 1: an error.`,
		Example: `  # What does the rollout of web change?
  kubectl sts diff web

  # The last change, or any two revisions
  kubectl sts diff web --from=2
  kubectl sts diff web --from=7f9c6d8b5 --to=live

  # What happens to web-1 when it is replaced, and did anybody edit it?
  kubectl sts diff web --pod=web-1

  # All Pods, in blocks that change alike
  kubectl sts diff web --each

  # In another program
  KUBECTL_EXTERNAL_DIFF="diff -u -N" kubectl sts diff web`,
		ValidArgsFunction: f.CompleteNames(o.Read),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Complete(cmd, args); err != nil {
				return err
			}
			return o.Run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.From, "from", o.From, "Compare from this `REVISION`: a number, hash or name, or current, update or live.")
	flags.StringVar(&o.To, "to", o.To, "Compare to this `REVISION`; by default the newest template.")
	flags.StringVar(&o.Pod, "pod", o.Pod, "Compare one `POD`, by its name or ordinal.")
	flags.BoolVar(&o.Each, "each", o.Each, "Compare every Pod.")
	flags.BoolVar(&o.Redact, "redact", o.Redact, "Hide values of environment variables, commands, arguments, HTTP headers and annotations.")
	revisions := f.CompleteRevisions(o.Read, "current", "live", "update")
	_ = cmd.RegisterFlagCompletionFunc("from", revisions)
	_ = cmd.RegisterFlagCompletionFunc("to", revisions)
	ordinals := f.CompleteOrdinals(o.Read)
	_ = cmd.RegisterFlagCompletionFunc("pod", func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return ordinals(cmd, args, toComplete)
	})
	o.Read.AddFlags(cmd)
	o.Read.AddNowFlag(cmd)
	o.Rules.AddFlags(cmd)
	o.Output.AddFlags(cmd)
	return cmd
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) (err error) {
	if len(args) != 1 {
		return exit.Usagef(cmd, "name one StatefulSet: a diff is of one, and %d are named", len(args))
	}
	if o.question, err = o.ask(cmd); err != nil {
		return exit.Usage(cmd, err)
	}
	if err := o.Rules.Complete(cmd); err != nil {
		return err
	}
	if o.printer, err = o.Output.Printer(o.factory.Out); err != nil {
		return exit.Usage(cmd, err)
	}
	o.query, err = o.Read.Query(o.factory, cmd, args)
	return err
}

// width is what sentences are wrapped to; the diff itself is not.
const width = 100

// Run reads, compares and prints.
func (o *Options) Run(ctx context.Context) error {
	snap, err := o.query.Get(ctx, factory.View{Needs: inspect.DiffNeeds, Detail: snapshot.Full})
	if err != nil {
		return err
	}
	sets := snap.StatefulSets()
	if len(sets) != 1 {
		// Only files can hold several sets of one name.
		return fmt.Errorf("%d StatefulSets of the name %s were found%s: choose one with -n", len(sets), o.query.Names[0], o.query.In())
	}
	report := inspect.Build(snap, sets[0], inspect.Options{Now: o.query.Now(snap), Needs: inspect.DiffNeeds, Rules: o.Rules.Choice()})
	result, err := diff.Build(snap, sets[0], report, o.question)
	if err != nil {
		return err
	}
	d := result.Report
	program := os.Getenv(externalDiff)
	screen := false
	err = o.printer.PrintSingle(d, func(w io.Writer, options printer.Options) error {
		screen = options.Format != printer.FormatMarkdown
		return printer.Diff(w, d, printer.DiffOptions{
			Options: options, WordsOnly: program != "" && screen, Width: width, Each: o.Each,
		})
	})
	if err == nil && screen && program != "" {
		err = external(ctx, program, result.Texts, o.factory.Out, o.factory.ErrOut)
	}
	if err != nil {
		return err
	}
	return answer(d)
}

// answer is the exit code: what is not known is no proof that nothing differs.
func answer(d *v1alpha1.StatefulSetDiff) error {
	switch {
	case d.Different:
		return exit.Answered(exit.No)
	case len(d.Unknown) > 0:
		return fmt.Errorf("nothing that is known differs, but not all is known: %s", d.Unknown[0])
	}
	return nil
}
