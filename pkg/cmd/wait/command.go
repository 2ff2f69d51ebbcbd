// Package wait is `kubectl sts wait`.
package wait

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
)

// forever is what kubectl wait makes of a negative --timeout.
const forever = 7 * 24 * time.Hour

// Options of `kubectl sts wait`.
type Options struct {
	Read    *factory.ReadFlags
	Rules   factory.RulesFlags
	For     string
	Timeout time.Duration
	Output  string

	factory   *factory.Factory
	query     *factory.Query
	condition v1alpha1.WaitCondition
}

// NewCommand makes `kubectl sts wait`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{Read: factory.NewReadFlags(), For: word(v1alpha1.WaitForComplete), Timeout: 10 * time.Minute, factory: f}
	cmd := &cobra.Command{
		Use:                   "wait (NAME ... | -l SELECTOR) [--for=CONDITION] [--timeout=TIME] [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "Wait until StatefulSets are complete, ready, available, held or deleted",
		Long: `Wait until StatefulSets meet a condition, or until it is certain that they will not.

  complete   every Pod exists, runs the newest revision and is available, and none is
             left outside the range; what the partition or OnDelete keeps on an older
             revision does not count
  ready      every Pod exists and is ready, on whatever revision
  available  every Pod exists and has been ready for minReadySeconds
  held       all that may be updated is, and is available; the partition or OnDelete
             holds the rest. A set that is complete, as with partition 0, meets it too
  deleted    the StatefulSet does not exist; its Pods still may

A change that the controller has not seen yet is waited for first. All sets have to
meet the condition at the same time.

Every change is a line on stderr, the verdict is the last one, on stdout. Exit code
0: met. 2: cannot be met, which is said at once: a broken Pod that the controller
never replaces, Pods that the partition or OnDelete holds and nobody else manages, a
set that is being deleted. 3: not met in time; a Pod that fails is waited for, as
somebody may mend it. 1: an error, such as a set that does not exist.

With -f the verdict comes at once.`,
		Example: `  # After kubectl set image, or kubectl apply
  kubectl sts wait web --timeout=15m

  # A canary: the partition holds the rest
  kubectl sts wait web --for=held

  # All of a release, for a pipeline
  kubectl sts wait -l app.kubernetes.io/instance=shop -o json

  # Just look
  kubectl sts wait web --for=available --timeout=0`,
		ValidArgsFunction: f.CompleteNames(o.Read),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Complete(cmd, args); err != nil {
				return err
			}
			return o.Run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *Options) addFlags(cmd *cobra.Command) {
	o.Read.AddFlags(cmd)
	o.Read.AddNowFlag(cmd)
	o.Rules.AddFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&o.For, "for", o.For, "`CONDITION` to wait for: "+strings.Join(conditionNames(), ", ")+".")
	flags.DurationVar(&o.Timeout, "timeout", o.Timeout, "How long to wait, such as 90s or 10m; 0 looks once, a negative `TIME` means a week.")
	flags.StringVarP(&o.Output, "output", "o", o.Output, "`FORMAT` of the verdict: json or yaml, one document; by default a line.")
	_ = cmd.RegisterFlagCompletionFunc("for", cobra.FixedCompletions(conditionNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("timeout", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"json", "yaml"}, cobra.ShellCompDirectiveNoFileComp))
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) (err error) {
	if o.condition, err = parseCondition(o.For); err != nil {
		return exit.Usage(cmd, err)
	}
	if o.Output != "" && o.Output != "json" && o.Output != "yaml" {
		return exit.Usagef(cmd, "unknown output format %q; use json or yaml", o.Output)
	}
	if o.Timeout < 0 {
		o.Timeout = forever
	}
	if err := o.Rules.Complete(cmd); err != nil {
		return err
	}
	if len(o.Read.Files) == 0 && o.Read.Now != "" {
		return exit.Usagef(cmd, "--now is for -f: a cluster is waited for as time goes by")
	}
	if o.query, err = o.Read.Query(o.factory, cmd, args); err != nil {
		return err
	}
	if len(o.query.Names) == 0 && !o.query.Selects() && !o.query.Offline() {
		return exit.Usagef(cmd, "name a StatefulSet to wait for, or select some with -l")
	}
	return nil
}
