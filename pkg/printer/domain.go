package printer

import (
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words what the names of a set's Pods rest on.

// domain is the cluster domain and how far it is to be trusted.
func (s set) domain() string {
	words := "cluster domain " + orNone(s.ClusterDomain.Name)
	switch s.ClusterDomain.Source {
	case v1alpha1.DomainFromFlag:
		words += " (from --cluster-domain)"
	case v1alpha1.DomainFromCorefile:
		words += " (from CoreDNS's Corefile)"
	case v1alpha1.DomainDefault:
		words += " (assumed)"
	}
	return words
}

// serviceFacts say what the Pods' names in DNS rest on.
func (s set) serviceFacts() []Cell {
	g := &s.Service
	trouble := serviceTrouble(g.State)
	if g.State == v1alpha1.ServiceNone {
		return []Cell{{s.serviceSentence(), Warn}}
	}
	if g.State == v1alpha1.ServiceUnknown {
		return []Cell{{"Service " + g.Name + ": not read", Warn}}
	}
	var out []Cell
	if facts := s.serviceProperties(); len(facts) > 0 {
		out = append(out, Cell{Text: "Service " + g.Name + ": " + strings.Join(facts, ", ")})
	}
	message := Cell{Text: g.Message}
	if trouble != "" {
		message = Cell{s.serviceSentence(), Bad}
	}
	return append(out, message)
}

func (s set) serviceProperties() []string {
	g := &s.Service
	var out []string
	say := func(known *bool, yes, no string) {
		switch {
		case known == nil:
		case *known:
			out = append(out, yes)
		default:
			out = append(out, no)
		}
	}
	say(g.Headless, "headless", "not headless")
	say(g.SelectorMatches, "selects the Pods", "does not select the Pods")
	say(g.PublishNotReadyAddresses, "publishes Pods that are not ready too", "publishes ready Pods only")
	if len(g.Ports) > 0 {
		out = append(out, "ports "+strings.Join(g.Ports, ", "))
	}
	return out
}
