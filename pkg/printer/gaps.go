package printer

import (
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// gaps says what could not be read, so that nobody takes its absence for an answer.
func (s set) gaps(p *page) {
	for _, g := range s.Gaps {
		p.line(Cell{GapText(g), Warn})
	}
}

// unread reports whether a resource could not be read.
func (s set) unread(resource string) bool {
	for _, g := range s.Gaps {
		if g.Resource == resource {
			return true
		}
	}
	return false
}

// GapText says in words what could not be read, for output other than a screen too.
func GapText(g v1alpha1.Gap) string {
	if g.Resource == dnsResource {
		return dnsGapText(g)
	}
	words := "not read: " + g.Resource
	// A server says "pods is forbidden: …": that has both the resource and the reason already.
	message := strings.TrimPrefix(g.Message, g.Resource+" is ")
	if reason := gapReason(g.Reason); !strings.Contains(strings.ToLower(message), reason) {
		words += ": " + reason
	}
	if message != "" {
		words += ": " + message
	}
	return words
}

func gapReason(r v1alpha1.GapReason) string {
	switch r {
	case v1alpha1.GapForbidden:
		return "forbidden"
	case v1alpha1.GapNotServed:
		return "not served"
	case v1alpha1.GapNotInInput:
		return "not in the input"
	}
	return "failed"
}
