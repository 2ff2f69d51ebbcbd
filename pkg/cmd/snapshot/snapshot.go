// Package snapshot is `kubectl sts snapshot`.
package snapshot

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source/file"
)

// Options of `kubectl sts snapshot`.
type Options struct {
	Read   *factory.ReadFlags
	Output string
	File   string
	Redact bool
	Usage  bool
	DNS    factory.ResolveFlags
	// ClusterDomain of the names that DNS is asked for.
	ClusterDomain string

	factory *factory.Factory
	query   *factory.Query
}

// NewCommand makes `kubectl sts snapshot`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{Read: factory.NewReadFlags(), Output: "yaml", factory: f}
	cmd := &cobra.Command{
		Use:                   "snapshot [NAME ...] [flags]",
		DisableFlagsInUseLine: true,
		Short:                 "Write StatefulSets and all around them to a file for -f",
		Long: `Write StatefulSets, and everything that any view of them uses, as one v1 List that
every command reads with -f: to look at later, or for somebody else to look at.

It holds the env values of containers, and so perhaps secrets. With --redact they
and their like are hidden.`,
		Example: `  # All of the current namespace
  kubectl sts snapshot --output-file=snapshot.yaml

  # One set, for a bug report
  kubectl sts snapshot web --redact > web.yaml

  # With what the cluster's DNS answers, for identity --resolve
  kubectl sts snapshot web --resolve --output-file=web.yaml

  # Several files made one
  kubectl sts snapshot -f before/ -f more.json -o json > all.json`,
		ValidArgsFunction: f.CompleteNames(o.Read),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Complete(cmd, args); err != nil {
				return err
			}
			return o.Run(cmd.Context())
		},
	}
	o.Read.AddFlags(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&o.Output, "output", "o", o.Output, "`FORMAT`: yaml or json.")
	flags.StringVar(&o.File, "output-file", o.File, "Write to this `FILE`, readable by you alone, instead of to stdout.")
	flags.BoolVar(&o.Redact, "redact", o.Redact, "Hide env values and the like.")
	flags.BoolVar(&o.Usage, "usage", o.Usage, "Ask the kubelets how full volumes are (get on nodes/proxy), for storage --usage.")
	o.DNS.AddFlags(cmd)
	flags.StringVar(&o.ClusterDomain, "cluster-domain", o.ClusterDomain, "DNS `DOMAIN` of the cluster for --resolve; by default that of CoreDNS's Corefile where it is read, else cluster.local.")
	_ = cmd.RegisterFlagCompletionFunc("cluster-domain", cobra.NoFileCompletions)
	_ = cmd.MarkFlagFilename("output-file", "yaml", "yml", "json")
	_ = cmd.RegisterFlagCompletionFunc("output",
		cobra.FixedCompletions([]string{"yaml", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Complete checks everything that needs no cluster.
func (o *Options) Complete(cmd *cobra.Command, args []string) (err error) {
	if o.Output != "yaml" && o.Output != "json" {
		return exit.Usagef(cmd, "unknown output format %q; a snapshot is yaml or json", o.Output)
	}
	if err := o.DNS.Complete(cmd, o.Read.Files); err != nil {
		return err
	}
	if o.ClusterDomain != "" && !o.DNS.Resolve {
		return exit.Usagef(cmd, "--cluster-domain is for --resolve, which is not given")
	}
	if o.ClusterDomain, err = factory.ParseClusterDomain(cmd, o.ClusterDomain); err != nil {
		return err
	}
	if o.query, err = o.Read.Query(o.factory, cmd, args); err != nil {
		return err
	}
	o.DNS.Ask(o.query, o.ClusterDomain)
	return nil
}

// Run reads and writes. A snapshot without StatefulSets is written too: it is
// what there is, and -f reads it.
func (o *Options) Run(ctx context.Context) error {
	whole := inspect.StorageWhole
	if len(o.query.Names) == 0 && !o.query.Selects() {
		// All of a namespace: its claims of no set too, for storage --orphans.
		whole = append(slices.Clone(whole), inspect.OrphanWhole...)
	}
	needs := inspect.SnapshotNeeds
	if o.Usage {
		needs = append(slices.Clone(needs), snapshot.VolumeStats)
	}
	snap, err := o.query.Get(ctx, factory.View{
		Needs:  o.DNS.Needs(needs),
		Whole:  whole,
		Detail: snapshot.Full,
	})
	if err != nil {
		return err
	}
	sets := len(snap.StatefulSets())
	if sets == 0 {
		view.Empty(o.factory.ErrOut, o.query, "")
	}
	o.noteGaps(snap)
	if !o.Redact {
		o.query.Note("the snapshot holds the containers' env values; --redact hides them")
	}
	write := func(w io.Writer) error {
		return file.Write(w, snap, file.WriteOptions{Redact: o.Redact, Format: o.Output})
	}
	if o.File == "" {
		return write(o.factory.Out)
	}
	if err := replaceFile(o.File, write); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	o.query.Note("%s holds %s and %d other objects", o.File, plural(sets, "StatefulSet"), len(snap.Objects())-sets)
	return nil
}

func (o *Options) noteGaps(snap *snapshot.Snapshot) {
	for _, gap := range snap.Gaps() {
		o.query.Note("%s", printer.GapText(v1alpha1.Gap{
			Resource: gap.Resource.String(),
			Reason:   v1alpha1.GapReason(gap.Reason),
			Message:  gap.Message,
		}))
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
