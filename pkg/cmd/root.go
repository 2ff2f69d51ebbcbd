// Package cmd wires the commands of kubectl sts together.
package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/completion"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/diff"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/explain"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/identity"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/list"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/options"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/plan"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/revisions"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/rollout"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/status"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/storage"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/tree"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/version"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/wait"
)

// NewRootCommand makes `kubectl sts`.
func NewRootCommand(streams genericiooptions.IOStreams) *cobra.Command {
	return newRoot(factory.New(streams))
}

func newRoot(f *factory.Factory) *cobra.Command {
	// Alone, kubectl sts is kubectl sts list.
	o := list.NewOptions(f)
	root := &cobra.Command{
		Use:                   f.Name.File + " [flags]",
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{cobra.CommandDisplayNameAnnotation: f.Name.Command},
		Short:                 "Look into StatefulSets",
		Long: `kubectl sts looks into StatefulSets: where they stand, what they wait for, and
whether each ordinal is who it should be. It only reads.

Without a command it lists the StatefulSets of the namespace.`,
		Example: `  # What is there, and what needs a person
  kubectl sts
  kubectl sts -A --unhealthy

  # Why is web not done?
  kubectl sts status web`,
		Args:                       unknownCommand,
		RunE:                       o.RunE,
		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
		SilenceErrors:              true,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE:          func(cmd *cobra.Command, _ []string) error { return f.Start(cmd) },
	}
	root.SetIn(f.In)
	root.SetOut(f.Out)
	root.SetErr(f.ErrOut)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { help(f.Out, cmd) })
	root.SetUsageFunc(func(cmd *cobra.Command) error { usage(f.Out, cmd); return nil })
	root.SetFlagErrorFunc(exit.Usage)
	// As kubectl, take --chunk_size for --chunk-size.
	root.SetGlobalNormalizationFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		return pflag.NormalizedName(strings.ReplaceAll(name, "_", "-"))
	})
	f.AddFlags(root.PersistentFlags())
	o.AddFlags(root)
	addGroup(root, "look", "Commands:",
		list.NewCommand(f),
		status.NewCommand(f),
		rollout.NewCommand(f),
		identity.NewCommand(f),
		tree.NewCommand(f),
		storage.NewCommand(f),
		revisions.NewCommand(f),
		diff.NewCommand(f),
		plan.NewCommand(f),
		wait.NewCommand(f),
		explain.NewCommand(f),
		snapshot.NewCommand(f))
	helpCommand := newHelpCommand()
	addGroup(root, "other", "Other commands:",
		completion.NewCommand(f),
		helpCommand,
		options.NewCommand(f.Out),
		version.NewCommand(f.IOStreams))
	root.SetHelpCommand(helpCommand) // else cobra would add its own
	f.RegisterCompletions(root)
	f.Name.Rename(root)
	return root
}

func addGroup(root *cobra.Command, id, title string, cmds ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: id, Title: title})
	for _, cmd := range cmds {
		cmd.GroupID = id
		root.AddCommand(cmd)
	}
}

// unknownCommand is for the words that are no command; most often they name a StatefulSet.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return exit.Usage(cmd, fmt.Errorf("unknown command %q; did you mean: %s %s", args[0], cmd.CommandPath(), near[0]))
	}
	return exit.Usage(cmd, fmt.Errorf("unknown command %q; for a StatefulSet's screen use: %s status %[1]s", args[0], cmd.CommandPath()))
}
