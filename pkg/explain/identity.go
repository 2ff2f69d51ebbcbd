package explain

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// identity says who the ordinal is: its place, its name, its endpoint, its
// claims, and how it is.
func (o *ordinal) identity() {
	p := o.paragraph(v1alpha1.TopicIdentity, "Who %s is", o.PodName)
	o.place(p)
	switch o.State {
	case v1alpha1.OrdinalStranger:
		return // Its hostname and its volumes are its owner's business.
	case v1alpha1.OrdinalLeftover, nothingThere:
	default:
		o.name(p)
		o.labels(p)
	}
	o.claims(p)
	o.condition(p)
}

func (o *ordinal) place(p *paragraph) {
	n, set, wants := o.Ordinal.Ordinal, o.setName(), o.rangeWords()
	where := because(o.start(), o.replicas(), sourceRange.ground())
	switch o.State {
	case v1alpha1.OrdinalPresent:
		p.say(where, "%s is ordinal %d and index %d of %s, which %s.", o.PodName, n, o.index(), set, wants)
	case v1alpha1.OrdinalMissing:
		p.say(where, "%s does not exist; it belongs to %s, as ordinal %d and index %d: the set %s.", o.PodName, set, n, o.index(), wants)
	case v1alpha1.OrdinalUnknown:
		p.say(where, "%s is the name of ordinal %d and index %d of %s, which %s; whether the Pod exists is not known, because Pods could not be read.",
			o.PodName, n, o.index(), set, wants)
	case v1alpha1.OrdinalOutOfRange:
		p.say(where, "%s is a Pod of %s outside its range: its ordinal is %d, and the set %s.", o.PodName, set, n, wants)
	case v1alpha1.OrdinalOrphan:
		p.say(because(o.ofPod(o.pod, "metadata.ownerReferences", ""), field("spec.selector", o.report.Spec.Selector)),
			"%s has the name and the labels of ordinal %d of %s, and no owner.", o.PodName, n, set)
	case v1alpha1.OrdinalReleased:
		p.say(because(field("spec.selector", o.report.Spec.Selector)),
			"%s names %s as its owner, but no longer has the labels %s that its selector asks for.", o.PodName, set, o.report.Spec.Selector)
	case v1alpha1.OrdinalStranger:
		p.say(because(o.ofPod(o.pod, "metadata.ownerReferences", o.Pod.Owner), field("spec.selector", o.report.Spec.Selector)),
			"%s has the name of ordinal %d of %s and is not the set's Pod: %s.", o.PodName, n, set, o.stranger())
	case v1alpha1.OrdinalLeftover:
		p.say(where, "%s does not exist: ordinal %d is outside the range of %s, which %s.", o.PodName, n, set, wants)
	default:
		o.nothing(p, where)
	}
}

// stranger says whose the Pod is.
func (o *ordinal) stranger() string {
	switch check := o.Identity.Owner; {
	case o.Pod.Owner == "" && o.terminating():
		return "it has no owner and is being deleted"
	case o.Pod.Owner == "":
		return fmt.Sprintf("it has no owner, and not the labels %s", o.report.Spec.Selector)
	case check.Note != "":
		return "it is " + check.Note
	}
	return "it belongs to " + o.Pod.Owner
}

func (o *ordinal) nothing(p *paragraph, where []v1alpha1.Ground) {
	n := o.Ordinal.Ordinal
	switch {
	case o.controller == nil:
		p.say(where, "Ordinal %d is outside the range of %s, which %s; whether a Pod %s exists is not known, because Pods could not be read.",
			n, o.setName(), o.rangeWords(), o.PodName)
	case len(o.set.Spec.VolumeClaimTemplates) > 0 && !o.knows(snapshot.PersistentVolumeClaims):
		p.say(where, "%s does not exist: ordinal %d is outside the range of %s, which %s; whether claims of it are left is not known, because they could not be read.",
			o.PodName, n, o.setName(), o.rangeWords())
	default:
		p.say(where, "%s does not exist, and no claim of it: ordinal %d is outside the range of %s, which %s.",
			o.PodName, n, o.setName(), o.rangeWords())
	}
}

// name says the hostname and what is known of the name in DNS, never more.
func (o *ordinal) name(p *paragraph) {
	name := statefulset.PodName(o.set, o.Ordinal.Ordinal)
	id, service := o.Identity, o.report.Service
	if id == nil || o.pod == nil && o.set.DeletionTimestamp != nil {
		// Pods were not read, or there is never going to be one.
		return
	}
	hostname := field("metadata.name", o.set.Name)
	if o.pod != nil {
		hostname = o.ofPod(o.pod, "spec.hostname", o.pod.Spec.Hostname)
	}
	why := because(hostname, sourceName.ground(), sourceIdentity.ground(), field("spec.serviceName", o.set.Spec.ServiceName))
	host := "Its hostname is " + name
	switch {
	case o.pod == nil:
		host = fmt.Sprintf("Its hostname is going to be %s", name)
	case id.Hostname.Verdict == v1alpha1.VerdictWrong:
		host = fmt.Sprintf("Its hostname is %q in place of %s, and cannot change in a Pod that exists", id.Hostname.Actual, name)
	}
	check := id.Resolves
	switch {
	case service.State == v1alpha1.ServiceNone:
		p.say(why, "%s; it has no name in DNS, because serviceName of %s is empty.", host, o.set.Name)
	case o.pod == nil:
		p.say(append(why, o.service()), "%s, and its name in DNS %s%s.", host, id.FQDN, o.serviceCaveat())
	case check.Verdict == v1alpha1.VerdictRight:
		p.say(append(why, o.slice(), groundDNS, o.domain()), "%s, and in DNS %s resolves to %s.", host, id.FQDN, check.Actual)
	case check.Verdict == v1alpha1.VerdictUnknown:
		p.say(append(why, o.service()), "%s; whether %s resolves in DNS is not known: %s.", host, id.FQDN, o.noteOf(check))
	default:
		p.say(append(why, o.service(), o.slice(), groundDNS, o.domain()), "%s; in DNS %s does not resolve: %s.", host, id.FQDN, o.noteOf(check))
	}
	o.endpoint(p)
}

// noteOf is a check's note; a Service that is there and not headless has a message that says more.
func (o *ordinal) noteOf(c v1alpha1.Check) string {
	if o.report.Service.State == v1alpha1.ServiceNotHeadless && o.report.Service.Message != "" && c.Verdict == v1alpha1.VerdictUnknown && c.Actual != "" {
		return o.report.Service.Message
	}
	return c.Note
}

func (o *ordinal) serviceCaveat() string {
	switch g := o.report.Service; g.State {
	case v1alpha1.ServiceMissing, v1alpha1.ServiceSelectorMismatch, v1alpha1.ServiceNoSelector, v1alpha1.ServiceNotHeadless:
		return "; but " + g.Message
	case v1alpha1.ServiceUnknown:
		return fmt.Sprintf(", if Service %s is in order: it could not be read", g.Name)
	}
	return ""
}

func (o *ordinal) endpoint(p *paragraph) {
	e := o.Endpoint
	if e == nil || !e.Known || !e.Present {
		return // Why there is none, the sentence on its name has said.
	}
	words := "ready"
	if !e.Ready {
		words = "not ready"
	}
	if e.Terminating {
		words += " and terminating"
	}
	p.say(because(o.slice(), sourceEndpoint.ground()), "EndpointSlice %s of Service %s lists it at %s as %s.",
		e.Slice, o.report.Service.Name, strings.Join(e.Addresses, ", "), words)
}

func (e *explainer) service() v1alpha1.Ground {
	g := e.report.Service
	if g.Headless == nil {
		return v1alpha1.Ground{}
	}
	svc := e.snap.Service(e.set.Namespace, g.Name)
	return of("Service", e.set.Namespace, g.Name, field("spec.clusterIP", svc.Spec.ClusterIP))
}

func (o *ordinal) slice() v1alpha1.Ground {
	e := o.Endpoint
	if e == nil || !e.Present {
		return v1alpha1.Ground{}
	}
	path := fmt.Sprintf("endpoints[%s].conditions.ready", o.PodName)
	return of("EndpointSlice", o.set.Namespace, e.Slice, field(path, e.Ready))
}

// domain is where the cluster's DNS domain is known from.
func (e *explainer) domain() v1alpha1.Ground {
	switch d := e.report.ClusterDomain; d.Source {
	case v1alpha1.DomainFromCorefile:
		return of("ConfigMap", snapshot.CoreDNSNamespace, snapshot.CoreDNSConfigMap, field("data.Corefile", "kubernetes "+d.Name))
	case v1alpha1.DomainFromFlag:
		return v1alpha1.Ground{Says: "the cluster domain is " + d.Name + ", as --cluster-domain says"}
	default:
		return v1alpha1.Ground{Says: "the cluster domain is taken to be " + d.Name + ", the default: no Corefile was read"}
	}
}

// labels tells of those that are not what the ordinal asks for.
func (o *ordinal) labels(p *paragraph) {
	if !o.own() || o.Identity == nil {
		return
	}
	for _, l := range []struct {
		key   string
		check v1alpha1.Check
	}{{appsv1.StatefulSetPodNameLabel, o.Identity.PodNameLabel}, {appsv1.PodIndexLabel, o.Identity.PodIndexLabel}} {
		if l.check.Verdict == v1alpha1.VerdictWrong {
			p.say(because(o.ofPod(o.pod, "metadata.labels["+l.key+"]", l.check.Actual)),
				"Its label %s is %q and not %q.", l.key, l.check.Actual, l.check.Expected)
		}
	}
}

// condition says how the Pod is and where it runs.
func (o *ordinal) condition(p *paragraph) {
	if o.Pod == nil || o.pod == nil {
		return
	}
	why := because(o.ofPod(o.pod, "status.phase", o.pod.Status.Phase), o.ofPod(o.pod, "status.conditions[Ready]", readyStatus(o.pod)))
	where := ""
	if o.Pod.Node != "" {
		where = " on node " + o.Pod.Node
		if o.Pod.Zone != "" {
			where += " in zone " + o.Pod.Zone
		}
	}
	if o.Pod.Available && !o.terminating() {
		p.say(why, "It runs%s and has been ready for %s.", where, o.ago(*o.Pod.Since))
		return
	}
	if o.controller != nil {
		if w := o.controller.NotYet(o.Ordinal); w != nil {
			p.say(why, "%s%s.", o.controller.Words(w), strings.Replace(where, " on", "; it is on", 1))
			return
		}
	}
	p.say(why, "%s is %s%s.", o.PodName, o.Pod.Reason, where)
}

func readyStatus(pod *corev1.Pod) string {
	if c := statefulset.ReadyCondition(pod); c != nil {
		return string(c.Status)
	}
	return ""
}
