package printer

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file shows what DNS answers, with identity --resolve.

// dnsAsked says who was asked.
func (s set) dnsAsked() Cell {
	if s.DNS == nil {
		return Cell{}
	}
	return Cell{Text: fmt.Sprintf("DNS asked: Pod %s/%s, port %d", s.DNS.Namespace, s.DNS.Pod, s.DNS.Port)}
}

// dnsResource is what has to be allowed for DNS to be asked, which is more than reading.
const dnsResource = "pods/portforward"

// dnsGapText says why DNS was not asked, or not to the end.
func dnsGapText(g v1alpha1.Gap) string {
	if g.Reason == v1alpha1.GapFailed {
		return "DNS: " + g.Message
	}
	return "DNS was not asked: " + g.Message
}

func dnsColumns() []Column[ordinal] {
	return []Column[ordinal]{
		column("Answered", "What the cluster's DNS answers for the name", ordinal.answered),
		wideColumn("Expected", "Addresses that the EndpointSlices publish under the name", ordinal.expected),
		wideColumn("TTL", "For how many seconds the answer may be kept", ordinal.answerTTL),
	}
}

func (o ordinal) dns() *v1alpha1.DNSCheck {
	if o.Identity == nil {
		return nil
	}
	return o.Identity.DNS
}

// answered is the addresses, or why there are none, and what is to be thought of that.
func (o ordinal) answered() Cell {
	check := o.dns()
	if check == nil {
		return toned(none)
	}
	text := few(addresses(check.Answers))
	if text == "" {
		text = outcomeWords(check.Answers)
	}
	switch check.Verdict {
	case v1alpha1.DNSWrong:
		return Cell{text + " (wrong)", Bad}
	case v1alpha1.DNSCatchingUp:
		return Cell{text + " (catching up?)", Warn}
	case v1alpha1.DNSUnknown:
		return Cell{text, Warn}
	}
	return Cell{Text: text}
}

func (o ordinal) expected() Cell {
	check := o.dns()
	if check == nil {
		return toned(none)
	}
	return toned(orNone(few(check.Expected)))
}

// answerTTL is the lowest of the answers'.
func (o ordinal) answerTTL() Cell {
	check := o.dns()
	if check == nil {
		return toned(none)
	}
	text := ""
	lowest := int64(0)
	for _, a := range check.Answers {
		if ttl := a.TTLSeconds; ttl != nil && (text == "" || *ttl < lowest) {
			lowest, text = *ttl, fmt.Sprintf("%ds", *ttl)
		}
	}
	return toned(orNone(text))
}

// few of the addresses: a Pod has one or two, an answer has room for thousands.
func few(addresses []string) string {
	const most = 4
	text := strings.Join(addresses[:min(most, len(addresses))], ",")
	if more := len(addresses) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func addresses(answers []v1alpha1.DNSAnswer) (out []string) {
	for _, a := range answers {
		out = append(out, a.Addresses...)
	}
	return out
}

// outcomeWords say why there is no address: what went wrong with any question first.
func outcomeWords(answers []v1alpha1.DNSAnswer) string {
	for _, o := range []struct {
		outcome v1alpha1.DNSOutcome
		words   string
	}{
		{v1alpha1.DNSServerFailure, "server failure"}, {v1alpha1.DNSRefused, "refused"}, {v1alpha1.DNSUnusable, "no valid answer"},
		{v1alpha1.DNSNoAnswer, "no answer"}, {v1alpha1.DNSNotAsked, "not asked"}, {v1alpha1.DNSNoSuchName, "no such name"},
		{v1alpha1.DNSNoData, "no address"},
	} {
		if slices.ContainsFunc(answers, func(a v1alpha1.DNSAnswer) bool { return a.Outcome == o.outcome }) {
			return o.words
		}
	}
	return unknown
}
