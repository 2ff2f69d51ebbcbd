package printer

import (
	"path/filepath"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

// resolved is a set of which DNS was asked: each row has another answer.
func resolved() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 7)
	r.DNS = &v1alpha1.DNSInquiry{Namespace: "kube-system", Pod: "coredns-674b8bbfcf-7xkqp", Port: 53, AskedAt: ago(0), SRV: []v1alpha1.SRVCheck{{
		Name: "_web._tcp.nginx.shop.svc.cluster.local", Verdict: v1alpha1.DNSWrong,
		Message: "lacks web-4.nginx.shop.svc.cluster.local:80: DNS is behind, or has other records than this cluster's EndpointSlices",
	}}}
	for i := range r.Ordinals {
		says(&r.Ordinals[i], v1alpha1.DNSRight, v1alpha1.DNSAnswered, "", r.Ordinals[i].Pod.IP)
	}
	says(at(r, 5), v1alpha1.DNSWrong, v1alpha1.DNSAnswered, "answers 10.244.1.7, the Pod has 10.244.1.15: DNS is behind, or has other records than this cluster's EndpointSlices", "10.244.1.7")
	says(at(r, 4), v1alpha1.DNSWrong, v1alpha1.DNSNoSuchName, "does not resolve, though 10.244.1.14 is published under it: DNS is behind, or has other records than this cluster's EndpointSlices")
	says(at(r, 3), v1alpha1.DNSCatchingUp, v1alpha1.DNSNoSuchName, "does not resolve, though 10.244.1.13 is published under it: DNS may still be catching up")
	unready(r, 2, "Running", 0)
	at(r, 2).Identity.Resolves = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Note: "not ready, and publishNotReadyAddresses is false"}
	says(at(r, 2), v1alpha1.DNSRight, v1alpha1.DNSNoSuchName, "does not resolve: web-2 is not ready and Service nginx does not publish addresses that are not ready")
	at(r, 2).Identity.DNS.Expected = nil
	says(at(r, 1), v1alpha1.DNSUnknown, v1alpha1.DNSNoAnswer, "DNS gives no answer in time")
	says(at(r, 0), v1alpha1.DNSUnknown, v1alpha1.DNSNotAsked, "DNS was not asked for this name")
	r.Gaps = []v1alpha1.Gap{{Resource: "pods/portforward", Reason: v1alpha1.GapFailed, Message: "Pod kube-system/coredns-674b8bbfcf-7xkqp answered 11 of 15 questions: no answer within 10s"}}
	return r
}

func says(o *v1alpha1.Ordinal, verdict v1alpha1.DNSVerdict, outcome v1alpha1.DNSOutcome, message string, addresses ...string) {
	a := v1alpha1.DNSAnswer{Type: "A", Outcome: outcome, Addresses: addresses}
	aaaa := v1alpha1.DNSAnswer{Type: "AAAA", Outcome: outcome}
	if len(addresses) > 0 {
		a.TTLSeconds, aaaa.Outcome = ptr(int64(30)), v1alpha1.DNSNoData
	}
	o.Identity.DNS = &v1alpha1.DNSCheck{Verdict: verdict, Message: message, Expected: []string{o.Pod.IP}, Answers: []v1alpha1.DNSAnswer{a, aaaa}}
}

func TestGoldenResolve(t *testing.T) {
	for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
		golden.Assert(t, filepath.Join("testdata", "identity", "resolve."+format), []byte(show(t, Identity, Options{Format: format}, *resolved())))
	}
}

// What DNS says steers no terminal either, and colour takes no room.
func TestResolveEscapes(t *testing.T) {
	r := resolved()
	r.DNS.Pod = "coredns\x1b[2J"
	says(at(r, 0), v1alpha1.DNSWrong, v1alpha1.DNSAnswered, "answers \u202e", "10.0.0.1\x1b[31m")
	r.DNS.SRV[0].Message = "has evil\x1b[31m.test:80"
	for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
		if got := show(t, Identity, Options{Format: format}, *r); strings.ContainsAny(got, "\x1b\u202e") || !strings.Contains(got, `x1b[31m`) && format != FormatMarkdown {
			t.Errorf("-o %s:\n%q", format, got)
		}
	}
}

// What was asked for and refused leaves the screen as it is, but for a line.
func TestResolveRefused(t *testing.T) {
	r := fixture("shop", "web", 0, 2)
	plain := show(t, Identity, Options{}, *r)
	r.Gaps = []v1alpha1.Gap{{Resource: "pods/portforward", Reason: v1alpha1.GapForbidden,
		Message: `pods "coredns-1" is forbidden: User "ann" cannot create resource "pods/portforward"; ask for create of pods/portforward in kube-system`}}
	want := plain + "DNS was not asked: " + r.Gaps[0].Message + "\n"
	if got := show(t, Identity, Options{}, *r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
