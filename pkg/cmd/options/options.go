// Package options is `kubectl sts options`.
package options

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
)

// width is where the explanation of a flag is wrapped.
const width = 100

// NewCommand makes `kubectl sts options`, as `kubectl options`.
func NewCommand(out io.Writer) *cobra.Command {
	return &cobra.Command{
		Use:     "options",
		Short:   "Print the flags that every command has",
		Long:    "Print the flags that every command has: those of `kubectl options`.",
		Example: "  kubectl sts options",
		Args:    exit.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(out, "The following options can be passed to any command:\n\n%s",
				cmd.InheritedFlags().FlagUsagesWrapped(width))
			return err
		},
	}
}
