package inspect

import (
	"cmp"
	"slices"
	"strings"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// dnsFacts is what the answers of DNS for one set are compared with.
type dnsFacts struct {
	// last is the newest inquiry.
	last *snapshot.Inquiry
	// published are the addresses that DNS should have under a hostname below the
	// governing Service. Nil: Service or EndpointSlices were not read.
	published map[string][]string
	// podNames: an entry without a hostname is known by its Pod's name.
	podNames bool
	// outside says why DNS tells nothing of the names: it has nothing under the cluster
	// domain, or says nothing of it. Empty for domains that it serves.
	outside string
	// changed: the EndpointSlices were written while DNS was asked.
	changed bool
	// publishedAt is when what is published last changed, as far as it is known; dated: it
	// is known of the EndpointSlices; gone: the Service does not exist.
	publishedAt time.Time
	dated, gone bool
	// window is how long after a change an old answer proves nothing.
	window time.Duration
}

// dnsSpread is how long a change may take from the Pod to the EndpointSlice and on to
// each Pod of DNS, in a busy cluster.
const dnsSpread = 30 * time.Second

func (v *view) dnsFacts(domain v1alpha1.ClusterDomain) *dnsFacts {
	asked := v.snap.Inquiries()
	if !needed(v.opts.Needs, snapshot.DNSAnswers) || v.set.Spec.ServiceName == "" || len(asked) == 0 {
		return nil
	}
	f := &dnsFacts{last: &asked[len(asked)-1], window: v.snap.DNSKeeps() + dnsSpread}
	f.changed = slices.Contains(f.last.Changed, v.set.Namespace+"/"+v.set.Spec.ServiceName)
	if domain.Name != v.snap.CorefileDomain() {
		f.outside = v.outside(asked, domain.Name)
	}
	if v.knows(snapshot.Services) && v.knows(snapshot.EndpointSlices) {
		f.podNames = v.snap.EndpointPodNames()
		f.published = v.published(f.podNames)
		f.publishedAt, f.dated = v.publishedAt()
		f.gone = v.snap.Service(v.set.Namespace, v.set.Spec.ServiceName) == nil
	}
	return f
}

// outside is for domains that no Corefile vouches for: DNS knows neither the one Service
// that every cluster has, nor anything else below the domain.
func (v *view) outside(asked []snapshot.Inquiry, domain string) string {
	for _, i := range asked {
		for _, a := range i.Answers {
			if (a.Outcome == snapshot.Answered || a.Outcome == snapshot.NoData) && strings.HasSuffix(a.Name, "."+domain) {
				return ""
			}
		}
	}
	control, _ := v.snap.Answer(snapshot.Question{Name: snapshot.ControlName(domain), Type: snapshot.RecordA})
	if control == nil {
		return ""
	}
	switch control.Outcome {
	case snapshot.NoSuchName, snapshot.Refused:
		return unservedNote
	case snapshot.NoAnswer, snapshot.ServerFailure, snapshot.Unusable:
		// CoreDNS passes what is not its own on to others, who may not be there.
		return failureNote(v1alpha1.DNSOutcome(control.Outcome)) + muteNote
	}
	return ""
}

// answer puts what DNS said into the report.
func (v *view) answer(name, kind string) (v1alpha1.DNSAnswer, time.Time) {
	a, asked := v.snap.Answer(snapshot.Question{Name: name, Type: kind})
	if a == nil {
		return v1alpha1.DNSAnswer{Type: kind, Outcome: v1alpha1.DNSNotAsked}, time.Time{}
	}
	out := v1alpha1.DNSAnswer{Type: kind, Outcome: v1alpha1.DNSOutcome(a.Outcome), Addresses: inOrder(slices.Clone(a.Addresses)), Truncated: a.Truncated}
	for _, t := range a.Targets {
		out.Targets = append(out.Targets, v1alpha1.SRVTarget{Host: t.Host, Port: t.Port})
	}
	out.Targets = inTargetOrder(out.Targets)
	if a.TTL != nil {
		ttl := int64(*a.TTL)
		out.TTLSeconds = &ttl
	}
	return out, asked.Time.Time
}

func inTargetOrder(targets []v1alpha1.SRVTarget) []v1alpha1.SRVTarget {
	slices.SortFunc(targets, func(a, b v1alpha1.SRVTarget) int {
		return cmp.Or(strings.Compare(a.Host, b.Host), cmp.Compare(a.Port, b.Port))
	})
	return slices.Compact(targets)
}
