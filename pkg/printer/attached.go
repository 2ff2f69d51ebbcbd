package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words what hangs on an ordinal: its claims and its endpoint.

// claims names each claim by its template; several that are all bound are only
// counted, and of several that are not only the trouble is told.
func (o ordinal) claims() Cell {
	if o.set.wide {
		return o.claimsInFull()
	}
	if len(o.Claims) == 0 {
		return toned(none)
	}
	var trouble []string
	c := Cell{}
	for _, claim := range o.Claims {
		if claim.State != v1alpha1.ClaimBound {
			trouble = append(trouble, claim.Template+" "+claimWords(claim.State))
			c.Tone = max(c.Tone, claimTone(claim.State))
		}
	}
	switch {
	case len(trouble) > 0:
		c.Text = strings.Join(trouble, ", ")
	case len(o.Claims) == 1:
		c.Text = o.Claims[0].Template + " Bound"
	default:
		c.Text = fmt.Sprintf("%d/%d Bound", len(o.Claims), len(o.Claims))
	}
	return c
}

func (o ordinal) claimsInFull() Cell {
	var parts []string
	c := Cell{}
	for _, claim := range o.Claims {
		parts = append(parts, strings.Join(append([]string{claim.Name}, claimFacts(claim)...), " "))
		c.Tone = max(c.Tone, claimTone(claim.State))
	}
	if len(parts) == 0 {
		return toned(none)
	}
	c.Text = strings.Join(parts, ", ")
	return c
}

// claimFacts are the state of a claim, its size and its class.
func claimFacts(c v1alpha1.Claim) []string {
	facts := []string{claimWords(c.State)}
	switch {
	case c.Capacity != "":
		facts = append(facts, c.Capacity)
	case c.Request != "":
		facts = append(facts, c.Request)
	}
	if c.StorageClassName != nil && *c.StorageClassName != "" {
		facts = append(facts, *c.StorageClassName)
	}
	return facts
}

// claimTroubles says why claims are not bound, once a reason.
func (s set) claimTroubles(p *page, said *told) {
	var reasons []string
	claims := map[string][]string{}
	for _, o := range s.ordinals() {
		for _, c := range o.Claims {
			if c.State == v1alpha1.ClaimBound || c.Message == "" || said.has(c.Message) {
				continue
			}
			reason := claimWords(c.State) + ": " + c.Message
			if claims[reason] == nil {
				reasons = append(reasons, reason)
			}
			claims[reason] = append(claims[reason], c.Name)
		}
	}
	for _, reason := range reasons {
		said.tell(p, fmt.Sprintf("PersistentVolumeClaim %s %s", enumerate(claims[reason]), reason), Warn)
	}
}

func claimWords(s v1alpha1.ClaimState) string {
	switch s {
	case v1alpha1.ClaimMissing:
		return "missing"
	case v1alpha1.ClaimUnknown, "":
		return unknown
	}
	return string(s)
}

func claimTone(s v1alpha1.ClaimState) Tone {
	switch s {
	case v1alpha1.ClaimBound:
		return Plain
	case v1alpha1.ClaimLost, v1alpha1.ClaimMissing:
		return Bad
	}
	return Warn
}

// endpoint is what the governing Service publishes of the Pod.
func (o ordinal) endpoint() Cell {
	return o.podCell(func(*v1alpha1.Pod) Cell {
		switch e := o.Endpoint; {
		case e == nil:
			return toned(none)
		case !e.Known:
			return toned(unknown)
		case !e.Present:
			return Cell{"none", Warn}
		case e.Terminating:
			return Cell{"terminating", Warn}
		case e.Ready:
			return Cell{Text: "ready"}
		}
		return Cell{"not ready", Warn}
	})
}
