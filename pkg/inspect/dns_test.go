package inspect

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

const (
	web0Name = "web-0.nginx.shop.svc.cluster.local"
	httpName = "_http._tcp.nginx.shop.svc.cluster.local"
)

func resolveView(o *Options) {
	o.Needs = slices.Concat(IdentityNeeds, []schema.GroupResource{snapshot.DNSAnswers})
}

// dnsSaid is an answer of DNS; addresses make it Answered, with a TTL of 30 s.
func dnsSaid(name, kind string, outcome snapshot.Outcome, addresses ...string) snapshot.Answer {
	a := snapshot.Answer{Question: snapshot.Question{Name: name, Type: kind}, Outcome: outcome, Addresses: addresses}
	if len(addresses) > 0 {
		ttl := uint32(30)
		a.TTL = &ttl
	}
	return a
}

// answered has DNS answer for web-0, by IPv4 alone, and for the control name.
func answered(addresses ...string) []snapshot.Answer {
	if len(addresses) == 0 {
		return negative(snapshot.NoSuchName)
	}
	return []snapshot.Answer{dnsSaid(web0Name, "A", snapshot.Answered, addresses...), dnsSaid(web0Name, "AAAA", snapshot.NoData), control(snapshot.Answered)}
}

func negative(o snapshot.Outcome) []snapshot.Answer {
	return []snapshot.Answer{dnsSaid(web0Name, "A", o), dnsSaid(web0Name, "AAAA", o), control(snapshot.Answered)}
}

func control(o snapshot.Outcome) snapshot.Answer {
	return dnsSaid("kubernetes.default.svc.cluster.local", "A", o)
}

// asking is the report with what DNS answered at now.
func (w *world) asking(answers ...snapshot.Answer) *v1alpha1.StatefulSetReport {
	return w.inquired(answers)
}

// inquired is asking while EndpointSlices of changed Services were written.
func (w *world) inquired(answers []snapshot.Answer, changed ...string) *v1alpha1.StatefulSetReport {
	b := &snapshot.Builder{}
	b.Add(w.set)
	for _, o := range w.objects {
		b.Add(o)
	}
	for _, need := range SnapshotNeeds {
		if !w.unread[need.Resource] {
			b.MarkRead(need, "")
		}
	}
	b.AddInquiry(snapshot.Inquiry{Namespace: "kube-system", Pod: "coredns-1", Port: 53, Time: metav1.NewTime(now), Answers: answers, Changed: changed})
	o := Options{Now: now.Add(time.Hour)} // Looked at later: what counts is when DNS was asked.
	resolveView(&o)
	return Build(b.Snapshot(), w.set, o)
}

// Only a headless Service has records that lead to Pods; any other's lead to its address.
func TestSRVOfServicesThatAreNotHeadless(t *testing.T) {
	for name, change := range map[string]func(*corev1.Service){
		"not headless": func(s *corev1.Service) { s.Spec.ClusterIP = "10.96.0.7" },
		"and selects others": func(s *corev1.Service) {
			s.Spec.ClusterIP, s.Spec.Selector = "10.96.0.7", map[string]string{"app": "x"}
		},
		"and has no selector": func(s *corev1.Service) { s.Spec.ClusterIP, s.Spec.Selector = "10.96.0.7", nil },
		"an alias": func(s *corev1.Service) {
			s.Spec.Type, s.Spec.ClusterIP, s.Spec.ExternalName = corev1.ServiceTypeExternalName, "", "a.test"
		},
	} {
		srv := dnsSaid(httpName, "SRV", snapshot.Answered)
		srv.Targets = []snapshot.Target{{Host: "nginx.shop.svc.cluster.local", Port: 80}}
		r := newWorld(1).pod(0, newRev).add(headless("nginx", change)).asking(append(answered(), srv)...)
		if c := r.DNS.SRV[0]; c.Verdict != v1alpha1.DNSUnknown || !strings.HasPrefix(c.Message, "the Service is not headless") {
			t.Errorf("%s: %s: %q", name, c.Verdict, c.Message)
		}
	}
}

// writtenAgo is when the EndpointSlice was last written.
func writtenAgo(s *discoveryv1.EndpointSlice, d time.Duration) *discoveryv1.EndpointSlice {
	at := ago(d)
	s.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kube-controller-manager", Time: &at}}
	return s
}

func readySince(d time.Duration) podOption {
	return func(p *corev1.Pod) { p.Status.Conditions[0].LastTransitionTime = ago(d) }
}

func withIPs(ips ...string) podOption {
	return func(p *corev1.Pod) {
		p.Status.PodIP = ips[0]
		for _, ip := range ips {
			p.Status.PodIPs = append(p.Status.PodIPs, corev1.PodIP{IP: ip})
		}
	}
}

func withIP(ip string) podOption { return func(p *corev1.Pod) { p.Status.PodIP = ip } }

func endpointReady(yes bool) func(*discoveryv1.Endpoint) {
	return func(e *discoveryv1.Endpoint) { e.Conditions.Ready = &yes }
}

func TestDNSCheck(t *testing.T) {
	healthy := func() *world { return newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx")) }
	notReady := func(since time.Duration) *world {
		return newWorld(1).pod(0, newRev, unready(since)).add(headless("nginx"), endpointSlice("nginx", endpointReady(false)))
	}
	v6 := func(e *discoveryv1.Endpoint) { e.Addresses = append(e.Addresses, "fd00::1") }
	clusterIP := func(s *corev1.Service) { s.Spec.ClusterIP = "10.96.0.7" }
	tests := []struct {
		name    string
		world   *world
		answers []snapshot.Answer
		verdict v1alpha1.DNSVerdict
		message string
	}{
		{"the Pod's address", healthy(), answered("10.0.0.1"), "Right", ""},
		{"an address more than the Pod has", newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx", v6)),
			[]snapshot.Answer{dnsSaid(web0Name, "A", snapshot.Answered, "10.0.0.1"), dnsSaid(web0Name, "AAAA", snapshot.Answered, "fd00::1"), control(snapshot.Answered)}, "Wrong",
			"answers 10.0.0.1, fd00::1, as the EndpointSlice has it, the Pod has 10.0.0.1"},
		{"another address", healthy(), answered("10.9.9.9"), "Wrong", "answers 10.9.9.9, the Pod has 10.0.0.1: DNS is behind, or"},
		{"both of its addresses, one written otherwise", newWorld(1).pod(0, newRev, withIPs("10.0.0.1", "fd00:0::0:1")).add(headless("nginx"), endpointSlice("nginx", v6)),
			[]snapshot.Answer{dnsSaid(web0Name, "A", snapshot.Answered, "10.0.0.1"), dnsSaid(web0Name, "AAAA", snapshot.Answered, "fd00::1"), control(snapshot.Answered)}, "Right", ""},
		{"one of its addresses alone", newWorld(1).pod(0, newRev, withIPs("10.0.0.1", "fd00::1")).add(headless("nginx"), endpointSlice("nginx", v6)), answered("10.0.0.1"),
			"Wrong", "answers 10.0.0.1, the Pod has 10.0.0.1, fd00::1"},
		{"another address, ready for 50 s", newWorld(1).pod(0, newRev, readySince(50*time.Second)).add(headless("nginx"), endpointSlice("nginx")), answered("10.9.9.9"),
			"CatchingUp", "answers 10.9.9.9, the Pod has 10.0.0.1: DNS may still be catching up"},
		{"another address, ready for 70 s", newWorld(1).pod(0, newRev, readySince(70*time.Second)).add(headless("nginx"), endpointSlice("nginx")), answered("10.9.9.9"),
			"Wrong", "answers 10.9.9.9"},
		{"another address, the slice written a moment ago", newWorld(1).pod(0, newRev).add(headless("nginx"), writtenAgo(endpointSlice("nginx"), 5*time.Second)), answered("10.9.9.9"),
			"CatchingUp", "answers 10.9.9.9"},
		{"the slice's address, not the Pod's", newWorld(1).pod(0, newRev, withIP("10.0.0.2")).add(headless("nginx"), endpointSlice("nginx")), answered("10.0.0.1"),
			"Wrong", "answers 10.0.0.1, as the EndpointSlice has it, the Pod has 10.0.0.2"},
		{"no name", healthy(), answered(), "Wrong", "does not resolve, though 10.0.0.1 is published under it"},
		{"no name, ready for a moment", newWorld(1).pod(0, newRev, readySince(3*time.Second)).add(headless("nginx"), endpointSlice("nginx")), answered(),
			"CatchingUp", "does not resolve, though 10.0.0.1 is published under it: DNS may still be catching up"},
		{"no name, a new Service", newWorld(1).pod(0, newRev).add(headless("nginx", func(s *corev1.Service) { s.CreationTimestamp = ago(time.Second) }), endpointSlice("nginx")), answered(),
			"CatchingUp", "does not resolve"},
		{"no name for a Pod that is not ready", notReady(time.Hour), answered(), "Right",
			"does not resolve: web-0 is not ready and Service nginx does not publish addresses that are not ready"},
		{"the name of a Pod that is not ready", notReady(time.Hour), answered("10.0.0.1"), "Wrong",
			"answers 10.0.0.1, though web-0 is not ready and Service nginx does not publish addresses that are not ready"},
		{"the name of a Pod that ceased to be ready", notReady(20 * time.Second), answered("10.0.0.1"), "CatchingUp", "answers 10.0.0.1, though web-0 is not ready"},
		{"a Pod that should be gone", newWorld(1).pod(0, newRev, terminating(time.Hour)).add(headless("nginx"), endpointSlice("nginx", endpointReady(false))), answered("10.0.0.1"),
			"Wrong", "answers 10.0.0.1"},
		{"a Pod that goes", newWorld(1).pod(0, newRev, terminating(20*time.Second)).add(headless("nginx"), endpointSlice("nginx", endpointReady(false))), answered("10.0.0.1"),
			"CatchingUp", "answers 10.0.0.1"},
		{"no Pod, no name", newWorld(1).add(headless("nginx")), answered(), "Right", "does not resolve: there is no Pod"},
		{"no Pod, and an answer, nobody knows since when", newWorld(1).add(headless("nginx")), answered("10.0.0.1"), "CatchingUp", "answers 10.0.0.1, though there is no Pod: DNS may still be catching up"},
		{"no Pod for long, and an answer", newWorld(1).add(headless("nginx"), writtenAgo(endpointSlice("nginx", func(e *discoveryv1.Endpoint) { e.Hostname = nil }), time.Hour)), answered("10.0.0.1"),
			"Wrong", "answers 10.0.0.1, though there is no Pod"},
		{"no Service, no name", newWorld(1).pod(0, newRev), answered(), "Right", "does not resolve: Service nginx does not exist"},
		{"no Service, and an answer", newWorld(1).pod(0, newRev), answered("10.0.0.1"), "CatchingUp", "answers 10.0.0.1, though Service nginx does not exist"},
		{"no promise, no name", newWorld(1).pod(0, newRev).add(headless("nginx", clusterIP), endpointSlice("nginx")), answered(), "Unknown", "does not resolve: not promised: the Service is not headless"},
		{"no promise, but kept", newWorld(1).pod(0, newRev).add(headless("nginx", clusterIP), endpointSlice("nginx")), answered("10.0.0.1"), "Right", "resolves, though not promised"},
		{"SERVFAIL", healthy(), negative(snapshot.ServerFailure), "Wrong", "DNS fails to answer (SERVFAIL)"},
		{"SERVFAIL for what does not exist", newWorld(1).add(headless("nginx")), negative(snapshot.ServerFailure), "Unknown", "DNS fails to answer (SERVFAIL)"},
		{"no answer", healthy(), negative(snapshot.NoAnswer), "Unknown", "DNS gives no answer"},
		{"no question", healthy(), []snapshot.Answer{control(snapshot.Answered)}, "Unknown", "DNS was not asked for this name"},
		{"no answer for IPv6", healthy(), []snapshot.Answer{dnsSaid(web0Name, "A", snapshot.Answered, "10.0.0.1"), dnsSaid(web0Name, "AAAA", snapshot.NoAnswer)}, "Unknown", "DNS gives no answer"},
		{"another domain", healthy(), append(negative(snapshot.NoSuchName)[:2], control(snapshot.NoSuchName)), "Unknown", "DNS has nothing under the cluster domain"},
		{"another domain, and nobody to pass it on to", healthy(), append(negative(snapshot.NoAnswer)[:2], control(snapshot.NoAnswer)), "Unknown",
			"DNS gives no answer, not even for Service kubernetes: if the cluster domain"},
		{"another domain, and somebody who does not understand", healthy(), append(negative(snapshot.NotAsked)[:2], control(snapshot.Unusable)), "Unknown",
			"what DNS answers cannot be read, not even for Service kubernetes"},
		{"another domain, and somebody who fails", healthy(), append(negative(snapshot.ServerFailure)[:2], control(snapshot.ServerFailure)), "Unknown",
			"DNS fails to answer (SERVFAIL), as while it has not read the cluster yet, not even for Service kubernetes"},
		{"no control name, but the others", healthy(), append(answered("10.0.0.1")[:2], control(snapshot.NoSuchName)), "Right", ""},
		{"the Pod's, slices unread", unreading(newWorld(1).pod(0, newRev).add(headless("nginx")), "endpointslices"), answered("10.0.0.1"), "Right", ""},
		{"another, slices unread", unreading(newWorld(1).pod(0, newRev).add(headless("nginx")), "endpointslices"), answered("10.0.0.9"), "Unknown", "what DNS should answer is not known"},
	}
	manyAddresses := []string{"10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.4", "10.0.1.5", "10.0.1.6"}
	noSelector := func(s *corev1.Service) { s.Spec.ClusterIP, s.Spec.Selector = "10.96.0.7", nil }
	namedByPods := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: snapshot.CoreDNSNamespace, Name: snapshot.CoreDNSConfigMap},
		Data: map[string]string{snapshot.CorefileKey: "kubernetes cluster.local {\n  endpoint_pod_names\n}"}}
	tests = append(tests, []struct {
		name    string
		world   *world
		answers []snapshot.Answer
		verdict v1alpha1.DNSVerdict
		message string
	}{
		{"more addresses than a sentence holds", healthy(), answered(manyAddresses...), "Wrong", "answers 10.0.1.1, 10.0.1.2, 10.0.1.3, 10.0.1.4 and 2 more, the Pod has 10.0.0.1"},
		{"another domain, of which no more was asked", healthy(), []snapshot.Answer{control(snapshot.NoSuchName), dnsSaid(web0Name, "A", snapshot.NotAsked)}, "Unknown", "DNS has nothing under the cluster domain"},
		{"no promise without a selector either", newWorld(1).pod(0, newRev).add(headless("nginx", noSelector), endpointSlice("nginx")), answered(), "Unknown", "does not resolve: not promised: the Service is not headless"},
		{"a name by the Pod's", newWorld(1).pod(0, newRev).add(headless("nginx"), namedByPods, endpointSlice("nginx", func(e *discoveryv1.Endpoint) {
			e.Hostname, e.TargetRef = nil, &corev1.ObjectReference{Kind: "Pod", Name: "web-0"}
		})), answered("10.0.0.1"), "Right", ""},
	}...)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check := tt.world.asking(tt.answers...).Ordinals[0].Identity.DNS
			if check.Verdict != tt.verdict || !strings.HasPrefix(check.Message, tt.message) || tt.message == "" && check.Message != "" {
				t.Errorf("%s: %q, want %s: %q …", check.Verdict, check.Message, tt.verdict, tt.message)
			}
		})
	}
}

func unreading(w *world, resource string) *world {
	w.unread = map[string]bool{resource: true}
	return w
}

func TestDNSReport(t *testing.T) {
	r := newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx")).asking(answered("10.0.0.1")...)
	ttl := int64(30)
	want := &v1alpha1.DNSCheck{Verdict: "Right", Expected: []string{"10.0.0.1"}, Answers: []v1alpha1.DNSAnswer{
		{Type: "A", Outcome: "Answered", Addresses: []string{"10.0.0.1"}, TTLSeconds: &ttl}, {Type: "AAAA", Outcome: "NoData"}}}
	if diff := cmp.Diff(want, r.Ordinals[0].Identity.DNS); diff != "" {
		t.Errorf("check (-want +got):\n%s", diff)
	}
	if d := r.DNS; d.Namespace != "kube-system" || d.Pod != "coredns-1" || d.Port != 53 || !d.AskedAt.Time.Equal(now) {
		t.Errorf("inquiry %+v", d)
	}
	// Other views do not look at it, nor do sets without names.
	if r := newWorld(1).pod(0, newRev).report(resolveView); r.DNS != nil || r.Ordinals[0].Identity.DNS != nil {
		t.Error("DNS was not asked, and yet there are answers")
	}
}

// What changed between reading the EndpointSlices and asking shows in nothing that was read.
func TestDNSAskedWhileSomethingChanged(t *testing.T) {
	for changed, want := range map[string]v1alpha1.DNSVerdict{"shop/nginx": "CatchingUp", "shop/apache": "Wrong"} {
		w := newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx"))
		if check := w.inquired(answered("10.9.9.9"), changed).Ordinals[0].Identity.DNS; check.Verdict != want {
			t.Errorf("with a change of %s: %s %q, want %s", changed, check.Verdict, check.Message, want)
		}
	}
}

// A name that nobody can ask for is not called an answer that cannot be read.
func TestDNSNameThatIsTooLong(t *testing.T) {
	w := newWorld(1).add(headless("nginx"))
	w.set.Name = strings.Repeat("w", 62)
	name := w.set.Name + "-0.nginx.shop.svc.cluster.local"
	check := w.asking(dnsSaid(name, "A", snapshot.Unusable), dnsSaid(name, "AAAA", snapshot.Unusable), control(snapshot.Answered)).Ordinals[0].Identity.DNS
	if check.Verdict != v1alpha1.DNSUnknown || !strings.HasPrefix(check.Message, "longer than a name in DNS can be") {
		t.Errorf("%s: %q", check.Verdict, check.Message)
	}
}

// Of the domain that is DNS's own by its Corefile there is no doubt: what it does not know there is amiss.
func TestDNSThatKnowsNothing(t *testing.T) {
	corefile := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: snapshot.CoreDNSNamespace, Name: snapshot.CoreDNSConfigMap},
		Data: map[string]string{snapshot.CorefileKey: "kubernetes cluster.local {\n"}}
	w := newWorld(1).pod(0, newRev).add(headless("nginx"), endpointSlice("nginx"), corefile)
	check := w.asking(append(negative(snapshot.NoSuchName)[:2], control(snapshot.NoSuchName))...).Ordinals[0].Identity.DNS
	if check.Verdict != v1alpha1.DNSWrong || !strings.HasPrefix(check.Message, "does not resolve, though") {
		t.Errorf("%s: %q", check.Verdict, check.Message)
	}
}

// A cache may keep an answer for as long as the Corefile has it.
func TestDNSKeeps(t *testing.T) {
	corefile := func(lines string) *corev1.ConfigMap {
		return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: snapshot.CoreDNSNamespace, Name: snapshot.CoreDNSConfigMap},
			Data: map[string]string{snapshot.CorefileKey: ".:53 {\n  kubernetes cluster.local {\n" + lines + "\n}\n}"}}
	}
	for _, c := range []struct {
		lines string
		want  v1alpha1.DNSVerdict
	}{{"ttl 30", "Wrong"}, {"ttl 5", "Wrong"}, {"ttl 3600", "CatchingUp"}, {"# ttl 3600", "Wrong"}, {"}\ncache {\nsuccess 9984 30 900", "CatchingUp"}, {"}\ncache {\ndenial 9984 30", "Wrong"}, {"ttl many", "Wrong"}, {"ttl", "Wrong"}, {"}\ncache 30 {\nserve_stale", "CatchingUp"}} {
		w := newWorld(1).pod(0, newRev, readySince(5*time.Minute)).add(headless("nginx"), endpointSlice("nginx"), corefile(c.lines))
		if got := w.asking(answered("10.9.9.9")...).Ordinals[0].Identity.DNS.Verdict; got != c.want {
			t.Errorf("%q: %s, want %s", c.lines, got, c.want)
		}
	}
}

func TestSRVCheck(t *testing.T) {
	slice := func() *discoveryv1.EndpointSlice {
		s := endpointSlice("nginx")
		name, port := "http", int32(8080)
		s.Ports = []discoveryv1.EndpointPort{{Name: &name, Port: &port}}
		other := *s.Endpoints[0].DeepCopy()
		other.Hostname, other.Addresses, other.TargetRef = nil, []string{"10.0.0.9"}, nil
		s.Endpoints = append(s.Endpoints, other)
		return s
	}
	records := func(truncated bool, targets ...snapshot.Target) snapshot.Answer {
		a := dnsSaid(httpName, "SRV", snapshot.Answered)
		a.Targets, a.Truncated = targets, truncated
		return a
	}
	web, nameless := snapshot.Target{Host: web0Name, Port: 8080}, snapshot.Target{Host: "10-0-0-9.nginx.shop.svc.cluster.local", Port: 8080}
	healthy := newWorld(1).pod(0, newRev)
	tests := []struct {
		name    string
		world   *world
		answer  snapshot.Answer
		verdict v1alpha1.DNSVerdict
		message string
	}{
		{"all of them", healthy, records(false, nameless, web), "Right", ""},
		{"one is missing", healthy, records(false, nameless), "Wrong", "lacks " + web0Name + ":8080: DNS is behind"},
		{"another port", healthy, records(false, nameless, snapshot.Target{Host: web0Name, Port: 80}), "Wrong", "lacks " + web0Name + ":8080; has " + web0Name + ":80, which no EndpointSlice publishes"},
		{"one is new", newWorld(1).pod(0, newRev, readySince(time.Second)), records(false, nameless), "CatchingUp", "lacks " + web0Name + ":8080: DNS may still be catching up"},
		{"more than fit", healthy, records(true, web), "Right", "there are more records than fit in an answer"},
		{"none", healthy, dnsSaid(httpName, "SRV", snapshot.NoSuchName), "Wrong", "lacks " + web0Name + ":8080: DNS is behind"},
		{"no answer", healthy, dnsSaid(httpName, "SRV", snapshot.NoAnswer), "Unknown", "DNS gives no answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &world{set: tt.world.set, objects: append(tt.world.objects[:1:1], headless("nginx"), slice())}
			r := w.asking(append(answered("10.0.0.1"), tt.answer)...)
			if len(r.DNS.SRV) != 1 || r.DNS.SRV[0].Name != httpName {
				t.Fatalf("SRV %+v: the port without a name has none", r.DNS.SRV)
			}
			if c := r.DNS.SRV[0]; c.Verdict != tt.verdict || !strings.HasPrefix(c.Message, tt.message) || tt.message == "" && c.Message != "" {
				t.Errorf("%s: %q, want %s: %q …", c.Verdict, c.Message, tt.verdict, tt.message)
			}
		})
	}
}
