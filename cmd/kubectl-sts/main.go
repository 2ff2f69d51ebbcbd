// Command kubectl-sts is kubectl's plugin for StatefulSets.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/program"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the process at once.
	context.AfterFunc(ctx, stop)
	return cmd.Run(ctx, program.Of(called(os.Args)), arguments(os.Args), genericiooptions.IOStreams{
		In:     os.Stdin,
		Out:    os.Stdout,
		ErrOut: os.Stderr,
	})
}

// called is the name by which it was called: some callers give none.
func called(argv []string) string {
	if len(argv) == 0 {
		return ""
	}
	return argv[0]
}

// arguments are those of the command line. Under the name by which kubectl asks
// a plugin for completions (kubectl_complete-sts) they are what is to be completed.
func arguments(argv []string) []string {
	if len(argv) == 0 {
		return nil
	}
	if program.Completes(argv[0]) {
		return append([]string{cobra.ShellCompRequestCmd}, argv[1:]...)
	}
	return argv[1:]
}
