package factory

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

// ResolveFlags ask for what the cluster's DNS answers.
type ResolveFlags struct {
	Resolve bool
	// Pod to ask: NAMESPACE/NAME or NAMESPACE/NAME:PORT.
	Pod string

	server source.DNS
}

// AddFlags adds the flags to cmd.
func (r *ResolveFlags) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&r.Resolve, "resolve", r.Resolve, "Ask the cluster's DNS for the names, through a port-forward to one of its Pods (create on pods/portforward).")
	flags.StringVar(&r.Pod, "dns-pod", r.Pod, "`POD` to ask with --resolve, as NAMESPACE/NAME or NAMESPACE/NAME:PORT; by default a ready one labelled k8s-app=kube-dns in kube-system, or OpenShift's.")
	_ = cmd.RegisterFlagCompletionFunc("dns-pod", cobra.NoFileCompletions)
}

// Complete checks the flags.
func (r *ResolveFlags) Complete(cmd *cobra.Command, files []string) error {
	switch {
	case r.Pod == "":
		return nil
	case !r.Resolve:
		return exit.Usagef(cmd, "--dns-pod is for --resolve, which is not given")
	case len(files) > 0:
		return exit.Usagef(cmd, "--dns-pod names a Pod of a cluster: it goes without -f")
	}
	var err error
	if r.server, err = parseDNSPod(r.Pod); err != nil {
		return exit.Usagef(cmd, "invalid --dns-pod %q: %w", r.Pod, err)
	}
	return nil
}

// Needs adds the answers to what a view needs, when they are asked for.
func (r *ResolveFlags) Needs(needs []schema.GroupResource) []schema.GroupResource {
	if !r.Resolve {
		return needs
	}
	return append(needs[:len(needs):len(needs)], snapshot.DNSAnswers)
}

// Ask has q ask the Pod that was named, for names under a domain.
func (r *ResolveFlags) Ask(q *Query, clusterDomain string) {
	q.dns = r.server
	q.dns.ClusterDomain = clusterDomain
}

// ParseClusterDomain checks --cluster-domain.
func ParseClusterDomain(cmd *cobra.Command, s string) (string, error) {
	domain := strings.TrimSuffix(s, ".")
	if domain != "" && len(validation.IsDNS1123Subdomain(domain)) > 0 {
		return "", exit.Usagef(cmd, "invalid --cluster-domain %q: it is no DNS name", domain)
	}
	return domain, nil
}

func parseDNSPod(s string) (source.DNS, error) {
	const want = "want NAMESPACE/NAME or NAMESPACE/NAME:PORT"
	var out source.DNS
	name, port, numbered := strings.Cut(s, ":")
	if numbered {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return out, fmt.Errorf("%q is no port; %s", port, want)
		}
		out.Port = int32(n)
	}
	var found bool
	if out.Namespace, out.Pod, found = strings.Cut(name, "/"); !found {
		return out, fmt.Errorf("no namespace; %s", want)
	}
	if len(validation.IsDNS1123Label(out.Namespace)) > 0 || len(validation.IsDNS1123Subdomain(out.Pod)) > 0 {
		return out, fmt.Errorf("it is no name of a Pod; %s", want)
	}
	return out, nil
}
