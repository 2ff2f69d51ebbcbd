// Package identity is `kubectl sts identity`.
package identity

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// NewCommand makes `kubectl sts identity`.
func NewCommand(f *factory.Factory) *cobra.Command {
	return view.Wire(&cobra.Command{
		Use:   "identity [NAME ...] [flags]",
		Short: "Check each ordinal's identity: name, DNS, labels, owner, claims",
		Long: `Check the identity of each ordinal of a StatefulSet: hostname and subdomain, DNS
and SRV names, endpoint, labels, owner and claims. Each is right, wrong (with what
was expected) or unknown. Above stands the governing Service and what it means
for these names.

Names are judged from the objects: DNS itself is not asked.`,
		Example: `  # The identities of web-0, web-1, …
  kubectl sts identity web

  # In a cluster with a DNS domain of its own
  kubectl sts identity web --cluster-domain=corp.example

  # The DNS names alone
  kubectl sts identity web -o jsonpath='{range .ordinals[*]}{.identity.fqdn}{"\n"}{end}'`,
	}, f, view.View{Needs: inspect.IdentityNeeds, Screen: printer.Identity})
}
