package explain

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

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
	case id.Hostname.Verdict == v1alpha1.VerdictWrong && id.Hostname.Actual == "":
		host = fmt.Sprintf("Its hostname is not set, where %s belongs, and cannot change in a Pod that exists", name)
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
