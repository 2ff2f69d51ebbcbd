package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source/dns"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// dnsPatience is how long asking DNS may take in all, without --request-timeout.
const dnsPatience = 10 * time.Second

// askDNS asks the cluster's DNS for the names of what was read. That it does not
// answer is a Gap; what it answered until then is kept.
func (r *reading) askDNS(ctx context.Context, snap *snapshot.Snapshot) *snapshot.Snapshot {
	if !r.needs(snapshot.DNSAnswers) || r.follows {
		return snap
	}
	domain := cmp.Or(r.req.DNS.ClusterDomain, snap.CorefileDomain(), statefulset.DefaultClusterDomain)
	questions := snap.Questions(domain)
	if len(questions) == 0 {
		return snap.WithInquiry(nil, nil)
	}
	within, cancel := context.WithTimeout(ctx, r.dnsPatience())
	defer cancel()
	servers, err := r.dnsServers(within, r.req.DNS)
	if err != nil {
		return snap.WithInquiry(nil, r.dnsGap(within, err, "ask for list of pods in "+metav1.NamespaceSystem+", or name a Pod of DNS with --dns-pod=NAMESPACE/NAME"))
	}
	server, tunnel, err := r.firstForward(within, servers)
	if err != nil {
		return snap.WithInquiry(nil, r.dnsGap(within, err, "ask for create of pods/portforward in "+server.namespace))
	}
	defer tunnel.close()
	inquiry := &snapshot.Inquiry{Namespace: server.namespace, Pod: server.pod, Port: server.port,
		Time: metav1.NewTime(r.clock.Now().UTC().Truncate(time.Second))}
	inquiry.Answers, err = askAll(within, tunnel.dial, questions, domain == snap.CorefileDomain())
	inquiry.Changed = r.changedMeanwhile(ctx, snap)
	if err == nil {
		return snap.WithInquiry(inquiry, nil)
	}
	gap := r.dnsGap(within, err, "")
	gap.Message = fmt.Sprintf("Pod %s/%s answered %d of %d questions: %s", server.namespace, server.pod, answered(inquiry), len(questions), gap.Message)
	return snap.WithInquiry(inquiry, gap)
}

// askAll asks the control question alone first, unless the domain is vouched for: names under a
// domain that DNS does not serve itself it passes on to resolvers outside of the cluster.
func askAll(ctx context.Context, dial dns.Dial, questions []snapshot.Question, vouched bool) ([]snapshot.Answer, error) {
	if vouched {
		return dns.Ask(ctx, dial, questions)
	}
	answers, err := dns.Ask(ctx, dial, questions[:1])
	if o := answers[0].Outcome; o == snapshot.Answered || o == snapshot.NoData {
		rest, err := dns.Ask(ctx, dial, questions[1:])
		return append(answers, rest...), err
	}
	for _, q := range questions[1:] {
		answers = append(answers, snapshot.Answer{Question: q, Outcome: snapshot.NotAsked})
	}
	return answers, err
}

func answered(i *snapshot.Inquiry) (n int) {
	for _, a := range i.Answers {
		if a.Outcome != snapshot.NoAnswer && a.Outcome != snapshot.NotAsked {
			n++
		}
	}
	return n
}

func (r *reading) dnsPatience() time.Duration { return cmp.Or(r.config.Timeout, dnsPatience) }

// firstForward opens a port-forward to the first server that takes one: a Pod may be
// called ready while its node is gone. Who is refused is refused for all.
func (r *reading) firstForward(ctx context.Context, servers []dnsServer) (server dnsServer, tunnel *forward, err error) {
	const most = 3
	for _, server = range servers[:min(most, len(servers))] {
		tunnel, err = r.forwardTo(ctx, server.namespace, server.pod, server.port)
		if err == nil || ctx.Err() != nil || apierrors.IsForbidden(err) {
			break
		}
	}
	return server, tunnel, err
}

// dnsGap says why DNS was not asked; remedy is what to do where that is not allowed.
func (r *reading) dnsGap(ctx context.Context, err error, remedy string) *snapshot.Gap {
	gap := &snapshot.Gap{Resource: snapshot.DNSAnswers, Reason: snapshot.Failed, Message: r.server.sentence(err)}
	switch {
	case apierrors.IsForbidden(err):
		gap.Reason = snapshot.Forbidden
		if remedy != "" {
			gap.Message += "; " + remedy
		}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		gap.Message = fmt.Sprintf("no answer within %s", r.dnsPatience())
	}
	return gap
}
