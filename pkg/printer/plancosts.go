package printer

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// losses says what becomes of the data of claims that are deleted.
func (s planned) losses(p *page) {
	for _, c := range s.Claims {
		if c.Fate != v1alpha1.ClaimDeleted {
			continue
		}
		words, tone := "Claim "+s.claim(&c)+" is deleted: ", Bad
		switch c.Data {
		case v1alpha1.DataDestroyed:
			words = "The data of claim " + s.claim(&c) + " is destroyed: it is deleted, and the reclaim policy of volume " + c.VolumeName + " is " + c.ReclaimPolicy
		case v1alpha1.DataKept:
			words, tone = words+"volume "+c.VolumeName+" stays, its reclaim policy is Retain", Warn
		case v1alpha1.DataNone:
			words, tone = words+"it never had a volume", Plain
		default:
			words += "whether its data is destroyed is not known, nor is the reclaim policy of volume " + c.VolumeName
		}
		p.line(Cell{words + ".", tone})
	}
}

// claim is a claim with what is known of it: "data-web-3 (10Gi, 21d old)".
func (s planned) claim(c *v1alpha1.PlanClaim) string {
	var facts []string
	if c.Size != "" {
		facts = append(facts, c.Size)
	}
	if c.CreationTimestamp != nil && !c.CreationTimestamp.IsZero() {
		facts = append(facts, s.ago(c.CreationTimestamp)+" old")
	}
	if c.UnusedSince != nil {
		facts = append(facts, "unused for "+s.ago(c.UnusedSince))
	}
	if len(facts) == 0 {
		return c.Name
	}
	return c.Name + " (" + strings.Join(facts, ", ") + ")"
}

func (s planned) ago(t *metav1.Time) string {
	return seconds(max(0, int64(s.AsOf.Sub(t.Time).Seconds())))
}

// sideEffects are what else comes along.
func (s planned) sideEffects(p *page) {
	for _, kind := range []struct {
		fate  v1alpha1.PlanClaimFate
		words string
	}{
		{v1alpha1.ClaimReused, "In use again, with the data in it"},
		{v1alpha1.ClaimLeft, "Left behind, with the data in it"},
	} {
		var claims []string
		for i := range s.Claims {
			if s.Claims[i].Fate == kind.fate {
				claims = append(claims, s.claim(&s.Claims[i]))
			}
		}
		if len(claims) > 0 {
			p.line(Cell{Text: kind.words + ": " + claimNames(claims) + "."})
		}
	}
	dnsNames(p, "gained", s.DNSNames.Gained)
	dnsNames(p, "lost", s.DNSNames.Lost)
	for _, b := range s.PodDisruptionBudgets {
		words := fmt.Sprintf("PodDisruptionBudget %s allows no disruption now, and is not asked: the controller deletes, it does not evict.", b.Name)
		if b.Broken {
			words = fmt.Sprintf("PodDisruptionBudget %s is broken: it wants %d healthy Pods, and %d are left at the lowest. The controller deletes, it does not evict.",
				b.Name, b.DesiredHealthy, b.LowestHealthy)
		}
		p.line(Cell{words, Warn})
	}
}

// dnsNames tells the names by their first label: the rest is the same for all Pods of a set.
func dnsNames(p *page, what string, names []string) {
	if len(names) == 0 {
		return
	}
	hosts, domain := make([]string, len(names)), ""
	for i, name := range names {
		hosts[i], domain, _ = strings.Cut(name, ".")
	}
	p.line(Cell{Text: fmt.Sprintf("DNS names %s under %s: %s.", what, domain, enumerate(hosts))})
}

// alternatives are told in short: --server-version shows them whole.
func (s planned) alternatives(p *page) {
	for i := range s.Alternatives {
		a := planned{s.StatefulSetPlan, &s.Alternatives[i]}
		words := "With the controller of " + enumerate(a.ServerVersions) + " it would go otherwise: "
		switch a.Outcome {
		case v1alpha1.PlanDone, v1alpha1.PlanHeld:
			words += fmt.Sprintf("%s, at the lowest %d available", a.afterwards(), a.Available.Lowest)
		case v1alpha1.PlanStuck:
			words += "it stops for good: " + a.Message
		default:
			words += a.Message
		}
		if a.LosesData && !s.LosesData {
			words += "; data is lost"
		}
		p.line(Cell{words + fmt.Sprintf(" (--server-version %s shows it).", a.ServerVersions[0]), Warn})
	}
}
