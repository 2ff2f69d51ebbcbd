package explain

import (
	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// dataOfSet says what becomes of Pods, claims and data when the set is scaled down or deleted.
func (e *explainer) dataOfSet() {
	if e.set.DeletionTimestamp == nil {
		p := e.paragraph(v1alpha1.TopicScaleDown, "If %s is scaled", e.set.Name)
		e.firstToGo(p)
		e.leftover(p)
	}
	title := "If %s is deleted"
	if e.set.DeletionTimestamp != nil {
		title = "When %s is gone"
	}
	p := e.paragraph(v1alpha1.TopicDeletion, title, e.set.Name)
	e.podsGo(p)
	switch {
	case len(e.set.Spec.VolumeClaimTemplates) == 0:
		p.say(because(field("spec.volumeClaimTemplates", "")), "%s has no volumeClaimTemplates, so no claims of its own stay or go.", e.set.Name)
	case !e.knows(snapshot.PersistentVolumeClaims):
		p.say(because(e.whenScaled(), e.whenDeleted()), "Which claims %s has, and what becomes of them, is not known, because they could not be read.", e.set.Name)
	default:
		e.setGone(p)
	}
}

// firstToGo is about the highest ordinal: the next one to be scaled away.
func (e *explainer) firstToGo(p *paragraph) {
	start, end := statefulset.StartOrdinal(e.set), statefulset.EndOrdinal(e.set)
	for i := range e.report.Ordinals {
		row := e.ordinal(&e.report.Ordinals[i])
		// Of two Pods that upstream gives one ordinal only this one has its name.
		if row.PodName != statefulset.PodName(e.set, end) || end < start || row.State == v1alpha1.OrdinalStranger || row.State == v1alpha1.OrdinalReleased {
			continue
		}
		p.say(because(e.replicas(), e.start(), rule(replay.RuleCondemned)), "Scaled down to %d, %s loses %s.", end-start, e.set.Name, row.PodName)
		row.claimsEnd(p, true)
	}
}

// podsGo: the set's deletion leaves its Pods to the garbage collector.
func (e *explainer) podsGo(p *paragraph) {
	var have []int32
	for i := range e.report.Ordinals {
		if row := &e.report.Ordinals[i]; row.State == v1alpha1.OrdinalPresent || row.State == v1alpha1.OrdinalOutOfRange {
			have = append(have, row.Ordinal)
		}
	}
	if len(have) == 0 || e.set.DeletionTimestamp != nil {
		return
	}
	why := because(sourceGarbage.ground(), rule(replay.RuleDeletedSet))
	switch {
	case len(have) == 1:
		p.say(why, "%s is deleted by the garbage collector.", statefulset.PodName(e.set, have[0]))
	case statefulset.OrderedReady(e.set):
		p.say(append(why, rule(replay.RuleCondemned)), "The Pods of %s are deleted by the garbage collector, in no certain order; scaled to 0 before, they go one after the other, %s first.",
			ordinals(have), statefulset.PodName(e.set, have[0]))
	default:
		p.say(why, "The Pods of %s are deleted by the garbage collector, in no certain order.", ordinals(have))
	}
}

// setGone is about the claims; those with the same fate share a sentence.
func (e *explainer) setGone(p *paragraph) {
	gone := e.goneWithSet()
	var fates []fate
	claims, why, seen := map[fate][]v1alpha1.Claim{}, map[fate][]v1alpha1.Ground{}, map[string]bool{}
	for i := range e.report.Ordinals {
		for j := range e.report.Ordinals[i].Claims {
			c := &e.report.Ordinals[i].Claims[j]
			if !exists(c) || seen[c.Name] {
				continue // Two Pods that upstream gives one ordinal share its claims.
			}
			seen[c.Name] = true
			owners := e.owners(c.Name)
			f := e.fateOf(c, owners, gone...)
			if len(claims[f]) == 0 {
				fates = append(fates, f)
				why[f] = append(because(e.whenDeleted(), rule(replay.RuleRetention)), e.whyFate(c, f, owners)...)
			}
			claims[f] = append(claims[f], *c)
		}
	}
	for _, f := range fates {
		p.say(why[f], "%s.", capital(f.words(claims[f])))
	}
}

// leftover is what scaling up brings back.
func (e *explainer) leftover(p *paragraph) {
	var left []int32
	var claims []v1alpha1.Claim
	for i := range e.report.Ordinals {
		if row := &e.report.Ordinals[i]; row.State == v1alpha1.OrdinalLeftover {
			left, claims = append(left, row.Ordinal), append(claims, row.Claims...)
		}
	}
	if len(left) > 0 {
		p.say(because(e.replicas(), sourceClaimName.ground()), "Scaled up to %s, %s mounts the %s that are left over, with the data that is there.",
			ordinals(left), e.set.Name, claimWords(claims))
	}
}

// names says how the Pods are found in DNS.
func (e *explainer) names() {
	g := &e.report.Service
	p := e.paragraph(v1alpha1.TopicService, "How the Pods of %s are found", e.set.Name)
	why := because(field("spec.serviceName", g.Name), e.service())
	switch g.State {
	case v1alpha1.ServiceNone:
		p.say(why, "serviceName of %s is empty: its Pods have no names in DNS.", e.set.Name)
		return
	case v1alpha1.ServiceUnknown:
		p.say(why, "Whether Service %s is in order is not known, because Services could not be read.", g.Name)
		return
	case v1alpha1.ServiceOK:
		name := statefulset.PodName(e.set, statefulset.StartOrdinal(e.set))
		p.say(append(why, groundDNS, e.domain()), "Service %s gives each Pod a name in DNS, such as %s: %s.", g.Name,
			statefulset.FQDN(name, g.Name, e.set.Namespace, e.report.ClusterDomain.Name), g.Message)
	default:
		p.say(why, "%s.", g.Message)
	}
	var no []int32
	for i := range e.report.Ordinals {
		row := &e.report.Ordinals[i]
		if row.Identity != nil && row.Identity.Resolves.Verdict == v1alpha1.VerdictWrong && row.State == v1alpha1.OrdinalPresent {
			no = append(no, row.Ordinal)
		}
	}
	if len(no) > 0 && g.State == v1alpha1.ServiceOK {
		p.say(because(sourceEndpoint.ground()), "Now the %s of %s %s not resolve.", verb(len(no), "name", "names"), ordinals(no), verb(len(no), "does", "do"))
	}
}
