// Package storage is `kubectl sts storage`.
package storage

import (
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
)

// Options of `kubectl sts storage`.
type Options struct {
	// Replicas is the scale-down that is thought about; only when it is given.
	Replicas int32
	Usage    bool
	Orphans  bool
	Resize   ResizeFlags

	factory *factory.Factory
	view    *view.Options
}

// NewCommand makes `kubectl sts storage`.
func NewCommand(f *factory.Factory) *cobra.Command {
	o := &Options{factory: f}
	o.view = view.NewOptions(f, view.View{Needs: inspect.StorageNeeds, Whole: inspect.StorageWhole, Screen: o.screen, Rules: true})
	cmd := &cobra.Command{
		Use:   "storage [NAME ...] [flags]",
		Short: "Show whose data is where: claims and volumes, what is left over, what would be destroyed",
		Long:  long, Example: example,
		RunE: o.RunE,
	}
	o.view.AddFlags(cmd)
	cmd.Flags().Int32Var(&o.Replicas, "replicas", o.Replicas, "Say what scaling to this `NUMBER` of replicas destroys; by default to one less. Nothing is scaled.")
	cmd.Flags().BoolVar(&o.Usage, "usage", o.Usage, "Show how full each volume is, as kubelets measure it; needs get on nodes/proxy.")
	cmd.Flags().BoolVar(&o.Orphans, "orphans", o.Orphans, "Look for claims that no StatefulSet uses any more, in the namespace or with -A in all.")
	_ = cmd.RegisterFlagCompletionFunc("replicas", cobra.NoFileCompletions)
	o.Resize.AddFlags(cmd)
	return cmd
}

// RunE checks which question is asked, and answers it.
func (o *Options) RunE(cmd *cobra.Command, args []string) error {
	if err := o.together(cmd, args); err != nil {
		return exit.Usage(cmd, err)
	}
	if err := o.Resize.Complete(cmd, args); err != nil {
		return err
	}
	switch {
	case o.Orphans:
		return o.orphans(cmd)
	case o.Resize.Set(cmd):
		return o.resize(cmd, args)
	}
	if o.Usage {
		o.view.Needs = append(slices.Clip(o.view.Needs), snapshot.VolumeStats)
	}
	o.view.Ask = func(options *inspect.Options) {
		options.Storage = true
		if cmd.Flags().Changed("replicas") {
			options.ScaleTo = &o.Replicas
		}
	}
	return o.view.RunE(cmd, args)
}

// resize prints the runbook that grows a claim template.
func (o *Options) resize(cmd *cobra.Command, args []string) error {
	if err := o.view.Gates.Complete(cmd); err != nil {
		return err
	}
	out, err := o.view.Output.Printer(o.factory.Out)
	if err != nil {
		return exit.Usage(cmd, err)
	}
	query, err := o.view.Read.Query(o.factory, cmd, args)
	if err != nil {
		return err
	}
	return o.Resize.Run(cmd.Context(), query, out, &o.view.Gates)
}

func (o *Options) screen(w io.Writer, reports []v1alpha1.StatefulSetReport, options printer.Options) error {
	options.Usage, options.Program = o.Usage, o.factory.Name.Command
	return printer.Storage(w, reports, options)
}
