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

Names are judged from the objects. With --resolve the cluster's own DNS is asked for
them too, and for those that should not resolve: the addresses of each ordinal's Pod
and the SRV records of each named port. Beside each name stands what is answered; where
that is not what the EndpointSlices publish, below is why. An answer that may only be
as old as DNS keeps its answers is not called wrong.

This is the only view that does more than read: it port-forwards to a Pod of DNS,
which takes the rights to list pods and to create pods/portforward in kube-system.
Who has none of these is told so, and sees the rest. --request-timeout bounds how
long is asked, 10 seconds by default. With -f the answers are shown that a
snapshot --resolve recorded.

Exit code 0 means that it was read, whatever was found.`,
		Example: `  # The identities of web-0, web-1, …
  kubectl sts identity web

  # In a cluster with a DNS domain of its own
  kubectl sts identity web --cluster-domain=corp.example

  # Do the names resolve?
  kubectl sts identity web --resolve

  # Where DNS runs elsewhere than in kube-system
  kubectl sts identity web --resolve --dns-pod=dns/coredns-0:1053

  # The DNS names alone
  kubectl sts identity web -o jsonpath='{range .ordinals[*]}{.identity.fqdn}{"\n"}{end}'`,
	}, f, view.View{Needs: inspect.IdentityNeeds, Screen: printer.Identity, Resolve: true})
}
