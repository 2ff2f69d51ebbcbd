// Package tree is `kubectl sts tree`.
package tree

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// NewCommand makes `kubectl sts tree`.
func NewCommand(f *factory.Factory) *cobra.Command {
	return view.Wire(&cobra.Command{
		Use:   "tree [NAME ...] [flags]",
		Short: "Show what belongs to a StatefulSet: revisions, Pods, claims, volumes, endpoints",
		Long: `Show what belongs to a StatefulSet as a tree: its revisions, the Pods on each,
their claims and volumes; and the governing Service with its endpoints.`,
		Example: `  kubectl sts tree web
  kubectl sts tree -l app=web -n shop`,
	}, f, view.View{Needs: inspect.TreeNeeds, Screen: printer.Tree})
}
