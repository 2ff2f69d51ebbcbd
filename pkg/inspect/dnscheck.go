package inspect

import (
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// dnsName is one Pod's name under judgement.
type dnsName struct {
	*view
	id      *v1alpha1.Identity
	pod     *corev1.Pod
	service *v1alpha1.GoverningService
	check   *v1alpha1.DNSCheck
	// got are all addresses that were answered.
	got   []string
	asked time.Time
}

// dnsCheck compares what DNS answers for the Pod's name with what it should; nil when
// there is no name, or nothing was asked.
func (v *view) dnsCheck(id *v1alpha1.Identity, pod *corev1.Pod, name string, g *v1alpha1.GoverningService) *v1alpha1.DNSCheck {
	if v.dns == nil || id.FQDN == "" {
		return nil
	}
	n := &dnsName{view: v, id: id, pod: pod, service: g, check: &v1alpha1.DNSCheck{Expected: v.dns.published[name]}}
	for _, kind := range []string{snapshot.RecordA, snapshot.RecordAAAA} {
		answer, asked := v.answer(id.FQDN, kind)
		n.check.Answers = append(n.check.Answers, answer)
		n.got = append(n.got, answer.Addresses...)
		n.asked = later(n.asked, asked)
	}
	n.got = inOrder(n.got)
	n.check.Verdict, n.check.Message = n.judge()
	return n.check
}

func (n *dnsName) judge() (v1alpha1.DNSVerdict, string) {
	expected := n.check.Expected
	switch {
	case n.dns.outside != "":
		return v1alpha1.DNSUnknown, n.dns.outside
	case tooLong(n.id.FQDN):
		return v1alpha1.DNSUnknown, tooLongNote
	}
	if verdict, message := n.failed(); verdict != "" {
		return verdict, message
	}
	switch {
	case n.dns.published == nil:
		return n.judgeUnread()
	case slices.Equal(expected, n.got):
		return n.judgeSame()
	case len(expected) == 0:
		return n.differs("answers "+words(n.got), ", though "+n.why())
	case len(n.got) == 0 && !n.promised():
		return v1alpha1.DNSUnknown, "does not resolve: not promised: the Service is not headless"
	case len(n.got) == 0:
		return n.differs("does not resolve", ", though "+words(expected)+" is published under it")
	}
	return n.differs("answers "+words(n.got), n.has())
}

// promised reports whether Kubernetes says that Pods have names below the Service.
func (n *dnsName) promised() bool { return n.service.Headless == nil || *n.service.Headless }

// failed is a verdict where there is no answer that could be compared.
func (n *dnsName) failed() (v1alpha1.DNSVerdict, string) {
	for i := range n.check.Answers {
		a := &n.check.Answers[i]
		note := failureNote(a.Outcome)
		switch {
		case note == "":
			continue
		case a.Outcome == v1alpha1.DNSServerFailure && len(n.check.Expected) > 0:
			// A client gets no address either.
			return v1alpha1.DNSWrong, note
		}
		return v1alpha1.DNSUnknown, note
	}
	return "", ""
}

// judgeUnread has the Pod alone to compare with.
func (n *dnsName) judgeUnread() (v1alpha1.DNSVerdict, string) {
	if len(n.got) > 0 && n.ofPod(n.got) {
		return v1alpha1.DNSRight, ""
	}
	return v1alpha1.DNSUnknown, "what DNS should answer is not known: Services or EndpointSlices were not read"
}

// judgeSame: DNS says what the EndpointSlices say, which may be behind the Pod.
func (n *dnsName) judgeSame() (v1alpha1.DNSVerdict, string) {
	switch {
	case len(n.got) == 0:
		return v1alpha1.DNSRight, "does not resolve: " + n.why()
	case n.pod != nil && n.pod.Status.PodIP != "" && !n.ofPod(n.got):
		return n.differs("answers "+words(n.got)+", as the EndpointSlice has it", n.has())
	case !n.promised():
		return v1alpha1.DNSRight, "resolves, though not promised: the Service is not headless"
	}
	return v1alpha1.DNSRight, ""
}

// differs is the verdict on an answer that is not as expected: quiet where a change
// of late explains it.
func (n *dnsName) differs(what, expected string) (v1alpha1.DNSVerdict, string) {
	if !n.settled(n.pod, n.asked) {
		return v1alpha1.DNSCatchingUp, what + expected + catchingUpNote
	}
	return v1alpha1.DNSWrong, what + expected + behindNote
}

// ofPod reports whether all addresses are the Pod's.
func (n *dnsName) ofPod(addresses []string) bool {
	if n.pod == nil {
		return false
	}
	ips := podIPs(n.pod)
	return !slices.ContainsFunc(addresses, func(a string) bool { return !slices.Contains(ips, a) })
}

func podIPs(pod *corev1.Pod) []string {
	ips := []string{canonical(pod.Status.PodIP)}
	for _, ip := range pod.Status.PodIPs {
		ips = append(ips, canonical(ip.IP))
	}
	return slices.DeleteFunc(inOrder(ips), func(ip string) bool { return ip == "" })
}
