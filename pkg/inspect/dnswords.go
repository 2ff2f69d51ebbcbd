package inspect

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// What a difference means: nothing yet, or that something is amiss.
const (
	catchingUpNote = ": DNS may still be catching up"
	behindNote     = ": DNS is behind, or has other records than this cluster's EndpointSlices"
	unservedNote   = "DNS has nothing under the cluster domain, not even Service kubernetes: name the right one with --cluster-domain"
	tooLongNote    = "longer than a name in DNS can be: 63 characters between two dots, 253 in all"
	muteNote       = ", not even for Service kubernetes: if the cluster domain is another one, name it with --cluster-domain"
)

// failureNote says what became of a question, empty when it was answered.
func failureNote(o v1alpha1.DNSOutcome) string {
	switch o {
	case v1alpha1.DNSServerFailure:
		return "DNS fails to answer (SERVFAIL), as while it has not read the cluster yet"
	case v1alpha1.DNSRefused:
		return "DNS refuses to answer (REFUSED)"
	case v1alpha1.DNSUnusable:
		return "what DNS answers cannot be read"
	case v1alpha1.DNSNoAnswer:
		return "DNS gives no answer"
	case v1alpha1.DNSNotAsked:
		return "DNS was not asked for this name"
	}
	return ""
}

// has says where the name should lead.
func (n *dnsName) has() string {
	if n.pod != nil && n.pod.Status.PodIP != "" {
		return ", the Pod has " + words(podIPs(n.pod))
	}
	return ", the EndpointSlice has " + words(n.check.Expected)
}

// why a name should not resolve, in the words that identity has for it.
func (n *dnsName) why() string {
	switch {
	case n.id.Resolves.Note == "" || n.id.Resolves.Verdict == v1alpha1.VerdictRight:
		return "no EndpointSlice publishes the name"
	case n.pod != nil && n.id.Resolves.Note == notReadyNote:
		return fmt.Sprintf("%s is not ready and Service %s does not publish addresses that are not ready", n.pod.Name, n.service.Name)
	case n.pod == nil && n.id.Resolves.Note == "no Pod":
		return "there is no Pod"
	}
	return n.id.Resolves.Note
}

// words name the first few: an answer has room for thousands.
func words(addresses []string) string {
	const most = 4
	text := strings.Join(addresses[:min(most, len(addresses))], ", ")
	if more := len(addresses) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func srvWords(missing, extra []v1alpha1.SRVTarget) string {
	var parts []string
	if len(missing) > 0 {
		parts = append(parts, "lacks "+targetWords(missing))
	}
	if len(extra) > 0 {
		parts = append(parts, "has "+targetWords(extra)+", which no EndpointSlice publishes")
	}
	return strings.Join(parts, "; ")
}

// targetWords names the first few.
func targetWords(targets []v1alpha1.SRVTarget) string {
	const most = 3
	var out []string
	for _, t := range targets[:min(most, len(targets))] {
		out = append(out, fmt.Sprintf("%s:%d", t.Host, t.Port))
	}
	text := strings.Join(out, ", ")
	if more := len(targets) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// tooLong is for names that nobody can ask for (RFC 1035, 2.3.4).
func tooLong(name string) bool {
	return len(name) > 253 || slices.ContainsFunc(strings.Split(name, "."), func(label string) bool { return len(label) > 63 })
}
