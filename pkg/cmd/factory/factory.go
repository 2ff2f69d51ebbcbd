// Package factory holds what the commands share: the flags of `kubectl options`,
// the flags that choose what is read, and the choice of a Source.
package factory

import (
	"time"

	"github.com/go-logr/logr"
	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/cli-runtime/pkg/printers"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/program"
)

// Factory is made once a process. It reads no file and opens no connection before a command asks.
type Factory struct {
	genericiooptions.IOStreams
	// Name is what the program was called as; commands that it prints begin with it.
	Name program.Name

	client   *client
	warnings warningCounter

	warningsAsErrors bool
	logFlush         time.Duration
	profile          profile
}

// warningCounter is what rest.NewWarningWriter returns.
type warningCounter interface {
	rest.WarningHandler
	WarningCount() int
}

// New makes a Factory.
func New(streams genericiooptions.IOStreams) *Factory {
	f := &Factory{
		IOStreams: streams,
		Name:      program.Default,
		warnings: rest.NewWarningWriter(streams.ErrOut, rest.WarningWriterOptions{
			Deduplicate: true,
			Color:       printers.AllowsColorOutput(streams.ErrOut),
		}),
		profile: profile{name: noProfile, output: "profile.pprof"},
	}
	f.client = newClient(f.warnings)
	return f
}

// Client gives access to the cluster that kubeconfig and flags choose.
func (f *Factory) Client() genericclioptions.RESTClientGetter { return f.client }

// Start is run before every command, Finish after it.
func (f *Factory) Start(cmd *cobra.Command) error {
	if !cmd.Flags().Changed("v") && !cmd.Flags().Changed("vmodule") {
		// client-go logs errors that it returns as well, and reads that were given up:
		// a user who did not ask for logs gets one line an error, from us.
		klog.SetLogger(logr.Discard())
	}
	if cmd.Flags().Changed(flagLogFlush) {
		klog.StartFlushDaemon(f.logFlush)
	}
	return f.profile.start()
}

// Finish writes what is to be written at the end; err is the command's own error.
func (f *Factory) Finish(err error) error {
	klog.Flush()
	if stopErr := f.profile.stop(); err == nil {
		err = stopErr
	}
	if err == nil && f.warningsAsErrors {
		err = warningsError(f.warnings.WarningCount())
	}
	return err
}
