// Package status is `kubectl sts status`.
package status

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// NewCommand makes `kubectl sts status`.
func NewCommand(f *factory.Factory) *cobra.Command {
	return view.Wire(&cobra.Command{
		Use:   "status [NAME ...] [flags]",
		Short: "Show where a StatefulSet stands: what it waits for, and each ordinal",
		Long: `Show where a StatefulSet stands.

At the top: its state, what its controller waits for and since when, and what to
do. Below, one row an ordinal, highest first as rollouts go: its Pod, revision,
claims and endpoint. Missing ordinals, Pods outside the range, orphans and
strangers are rows too.

Without NAME it shows the only StatefulSet of the namespace, or of the files.`,
		Example: `  # The StatefulSet web of the current namespace
  kubectl sts status web

  # Two at once, with nodes, zones and images
  kubectl sts status web sts/quiz -n shop -o wide

  # As it was when a snapshot was taken
  kubectl sts status web -f snapshot.yaml

  # The state in one word
  kubectl sts status web -o jsonpath='{.rollout.state}'`,
	}, f, view.View{Needs: inspect.StatusNeeds, Screen: printer.Status, Rules: true})
}
