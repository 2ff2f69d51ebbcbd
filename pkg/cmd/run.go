package cmd

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/klog/v2"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/program"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// grace is how long an interrupted command may tidy up. Some of what it may be
// doing, reading a terminal for -f - for one, does not heed its context.
const grace = 500 * time.Millisecond

// Run executes one command line of the program of that name, prints its error, and returns the exit code.
func Run(ctx context.Context, name program.Name, args []string, streams genericiooptions.IOStreams) int {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() {
			if r := recover(); r != nil {
				err = internalError(streams, r)
			}
			done <- err
		}()
		f := factory.New(streams)
		f.Name = name
		root := newRoot(f)
		root.SetArgs(args)
		err = f.Finish(root.ExecuteContext(ctx))
	}()
	select {
	case err := <-done:
		return exit.Print(streams.ErrOut, err)
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return exit.Print(streams.ErrOut, err)
	case <-time.After(grace):
		return exit.Interrupted
	}
}

// internalError makes a panic an error; the stack is for whoever asks for it with -v=6.
func internalError(streams genericiooptions.IOStreams, r any) error {
	if klog.V(6).Enabled() {
		fmt.Fprintf(streams.ErrOut, "%s\n", debug.Stack())
	}
	return fmt.Errorf("internal error: %s: please report it at https://github.com/kubectl-sts/kubectl-sts/issues with the output of -v=6",
		printer.Visible(fmt.Sprint(r)))
}
