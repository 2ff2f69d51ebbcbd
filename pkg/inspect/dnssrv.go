package inspect

import (
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// dnsInquiry is whom DNS was asked through, and the SRV records of the governing Service.
func (v *view) dnsInquiry(domain string, g *v1alpha1.GoverningService) *v1alpha1.DNSInquiry {
	if v.dns == nil {
		return nil
	}
	i := v.dns.last
	out := &v1alpha1.DNSInquiry{Namespace: i.Namespace, Pod: i.Pod, Port: i.Port, AskedAt: i.Time}
	svc := v.snap.Service(v.set.Namespace, g.Name)
	if svc == nil || !v.knows(snapshot.Services) {
		return out
	}
	for _, port := range svc.Spec.Ports {
		if port.Name != "" {
			out.SRV = append(out.SRV, v.srvCheck(svc, port, domain))
		}
	}
	return out
}

// srvCheck compares the records of one named port with the entries of the EndpointSlices.
func (v *view) srvCheck(svc *corev1.Service, port corev1.ServicePort, domain string) v1alpha1.SRVCheck {
	one := &corev1.Service{ObjectMeta: svc.ObjectMeta, Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{port}}}
	c := v1alpha1.SRVCheck{Name: statefulset.SRVNames(one, domain)[0]}
	var asked time.Time
	c.Answer, asked = v.answer(c.Name, snapshot.RecordSRV)
	note := failureNote(c.Answer.Outcome)
	switch {
	case v.dns.outside != "":
		c.Verdict, c.Message = v1alpha1.DNSUnknown, v.dns.outside
		return c
	case note != "":
		c.Verdict, c.Message = v1alpha1.DNSUnknown, note
		return c
	case v.dns.published == nil:
		c.Verdict, c.Message = v1alpha1.DNSUnknown, "what DNS should answer is not known: EndpointSlices were not read"
		return c
	case svc.Spec.ClusterIP != corev1.ClusterIPNone:
		c.Verdict, c.Message = v1alpha1.DNSUnknown, "the Service is not headless: its SRV records lead to no single Pod"
		return c
	}
	zone := statefulset.ServiceDomain(svc.Name, svc.Namespace, domain)
	c.Expected = v.srvTargets(port, zone)
	c.Verdict, c.Message = v.judgeSRV(&c, zone, asked)
	return c
}

// srvTargets are the records that CoreDNS makes: one an entry that is published, with the
// port that its slice has under the name.
func (v *view) srvTargets(port corev1.ServicePort, zone string) []v1alpha1.SRVTarget {
	var out []v1alpha1.SRVTarget
	for _, s := range v.snap.EndpointSlicesOf(v.set.Namespace, v.set.Spec.ServiceName) {
		for _, p := range s.Ports {
			if p.Name == nil || *p.Name != port.Name || p.Port == nil {
				continue
			}
			for i := range s.Endpoints {
				if e := &s.Endpoints[i]; isPublished(e) {
					for _, address := range e.Addresses {
						out = append(out, v1alpha1.SRVTarget{Host: endpointHostname(e, address, v.dns.podNames) + "." + zone, Port: *p.Port})
					}
				}
			}
		}
	}
	return inTargetOrder(out)
}

// endpointHostname follows CoreDNS's function of that name.
func endpointHostname(e *discoveryv1.Endpoint, address string, podNames bool) string {
	switch {
	case e.Hostname != nil && *e.Hostname != "":
		return *e.Hostname
	case podNames && e.TargetRef != nil && e.TargetRef.Name != "":
		return e.TargetRef.Name
	}
	name := strings.NewReplacer(".", "-", ":", "-").Replace(address)
	if strings.Contains(address, ":") && strings.HasSuffix(name, "-") {
		name += "0"
	}
	return name
}

func (v *view) judgeSRV(c *v1alpha1.SRVCheck, zone string, asked time.Time) (v1alpha1.DNSVerdict, string) {
	missing, extra := without(c.Expected, c.Answer.Targets), without(c.Answer.Targets, c.Expected)
	note := ""
	if c.Answer.Truncated {
		missing, note = nil, "there are more records than fit in an answer"
	}
	if len(missing)+len(extra) == 0 {
		return v1alpha1.DNSRight, note
	}
	fresh := func(t v1alpha1.SRVTarget) bool {
		return !v.settled(v.podAt(strings.TrimSuffix(t.Host, "."+zone)), asked)
	}
	if m, e := slices.DeleteFunc(slices.Clone(missing), fresh), slices.DeleteFunc(slices.Clone(extra), fresh); len(m)+len(e) > 0 {
		return v1alpha1.DNSWrong, srvWords(m, e) + behindNote
	}
	return v1alpha1.DNSCatchingUp, srvWords(missing, extra) + catchingUpNote
}

// podAt is the Pod of a row by its name, nil when there is none.
func (v *view) podAt(name string) *corev1.Pod {
	for _, r := range v.rows {
		if r.pod != nil && r.pod.Name == name {
			return r.pod
		}
	}
	return nil
}

func without(targets, others []v1alpha1.SRVTarget) []v1alpha1.SRVTarget {
	return slices.DeleteFunc(slices.Clone(targets), func(t v1alpha1.SRVTarget) bool { return slices.Contains(others, t) })
}
