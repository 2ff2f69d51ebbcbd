package live

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/httpstream"      //nolint:staticcheck // the one that client-go's transport/spdy takes
	"k8s.io/apimachinery/pkg/util/httpstream/spdy" //nolint:staticcheck // the one that client-go's transport/spdy takes

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

func resolving(ask source.DNS) source.Request {
	return source.Request{Namespace: "x", Names: []string{"web"}, Needs: append(slices.Clone(inspect.IdentityNeeds), snapshot.DNSAnswers), ChunkSize: 500, DNS: ask}
}

func dnsPod(namespace, name string, ready corev1.ConditionStatus, labels map[string]string, ports ...corev1.ContainerPort) *corev1.Pod {
	pod := &corev1.Pod{ObjectMeta: named(namespace, name, labels)}
	pod.Spec.Containers = []corev1.Container{{Ports: ports}}
	pod.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: ready}}
	return pod
}

func coreDNS(name string, ready corev1.ConditionStatus) *corev1.Pod {
	return dnsPod("kube-system", name, ready, map[string]string{"k8s-app": "kube-dns"},
		corev1.ContainerPort{Name: "dns", ContainerPort: 53, Protocol: corev1.ProtocolUDP}, corev1.ContainerPort{Name: "dns-tcp", ContainerPort: 1053})
}

// forwarding is an API server that lets port-forward to any Pod: what it is asked there
// answer answers. It knows SPDY alone, as servers before 1.30 do.
func forwarding(t *testing.T, talk func(namespace, pod, port string, stream io.ReadWriter), objects ...runtime.Object) *api {
	t.Helper()
	_, web := workload("x", "web")
	a := serve(t, append(append(web, surroundings()...), objects...)...)
	a.answer = func(w http.ResponseWriter, r *http.Request) bool {
		path, found := strings.CutSuffix(r.URL.Path, "/portforward")
		if !found {
			return false
		}
		if r.Method != http.MethodPost {
			http.Error(w, "no WebSockets here", http.StatusBadRequest)
			return true
		}
		part := strings.Split(path, "/") // /api/v1/namespaces/NAMESPACE/pods/NAME
		serveForward(w, r, func(port string, stream io.ReadWriter) { talk(part[4], part[6], port, stream) })
		return true
	}
	return a
}

// serveForward is the server's half of a port-forward over SPDY.
func serveForward(w http.ResponseWriter, r *http.Request, serve func(port string, stream io.ReadWriter)) {
	if _, err := httpstream.Handshake(r, w, []string{"portforward.k8s.io"}); err != nil {
		return
	}
	if conn := spdy.NewResponseUpgrader().UpgradeResponse(w, r, kubelet(serve)); conn != nil {
		<-conn.CloseChan()
	}
}

// kubelet makes connections of the pairs of streams that come.
func kubelet(serve func(port string, stream io.ReadWriter)) httpstream.NewStreamHandler {
	problems := make(chan httpstream.Stream, 100)
	return func(stream httpstream.Stream, _ <-chan struct{}) error {
		if stream.Headers().Get(corev1.StreamType) == corev1.StreamTypeError {
			problems <- stream
			return nil
		}
		go func() {
			broken := <-problems
			defer broken.Close()
			defer stream.Close()
			port := stream.Headers().Get(corev1.PortHeader)
			if port == "9" {
				fmt.Fprint(broken, "an error occurred forwarding 9: connection refused")
				return
			}
			if port == "8" {
				fmt.Fprint(broken, "no route\nto host")
				return
			}
			serve(port, stream)
		}()
		return nil
	}
}

// addresses answers any A question for a Pod with 10.244.1.7, and nothing else; after
// most questions it hangs up, 0: never.
func addresses(stream io.ReadWriter, most int) {
	answerDNS(stream, most, func(m *dnsmessage.Message) {
		if q := m.Questions[0]; q.Type == dnsmessage.TypeA && strings.HasPrefix(q.Name.String(), "web-") {
			m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 30}, Body: &dnsmessage.AResource{A: [4]byte{10, 244, 1, 7}}}}
		}
	})
}

func answerDNS(stream io.ReadWriter, most int, answer func(*dnsmessage.Message)) {
	for n := 0; most == 0 || n < most; n++ {
		var length [2]byte
		if _, err := io.ReadFull(stream, length[:]); err != nil {
			return
		}
		raw := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(stream, raw); err != nil {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(raw); err != nil {
			return
		}
		m.Response = true
		answer(&m)
		out, err := m.Pack()
		if err != nil {
			return
		}
		_, _ = stream.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
	}
}

func TestDNSIsAsked(t *testing.T) {
	openshift := dnsPod("openshift-dns", "dns-default-x", corev1.ConditionTrue, map[string]string{"dns.operator.openshift.io/daemonset-dns": "default"},
		corev1.ContainerPort{Name: "dns", ContainerPort: 5353, Protocol: corev1.ProtocolUDP}, corev1.ContainerPort{Name: "dns-tcp", ContainerPort: 5353})
	for name, c := range map[string]struct {
		pods []runtime.Object
		ask  source.DNS
		want string
	}{
		"a ready Pod of CoreDNS":          {[]runtime.Object{coreDNS("coredns-a", corev1.ConditionFalse), coreDNS("coredns-b", corev1.ConditionTrue)}, source.DNS{}, "kube-system/coredns-b:1053"},
		"OpenShift's":                     {[]runtime.Object{openshift}, source.DNS{}, "openshift-dns/dns-default-x:5353"},
		"the one that is named":           {[]runtime.Object{coreDNS("coredns-b", corev1.ConditionTrue)}, source.DNS{Namespace: "dns", Pod: "mine", Port: 54}, "dns/mine:54"},
		"the one that is named, its port": {[]runtime.Object{coreDNS("coredns-b", corev1.ConditionTrue)}, source.DNS{Namespace: "kube-system", Pod: "coredns-b"}, "kube-system/coredns-b:1053"},
		"a Pod that names no port":        {[]runtime.Object{dnsPod("kube-system", "dns", corev1.ConditionTrue, map[string]string{"k8s-app": "kube-dns"})}, source.DNS{}, "kube-system/dns:53"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := make(chan string, 10)
			a := forwarding(t, func(namespace, pod, port string, stream io.ReadWriter) {
				asked <- namespace + "/" + pod + ":" + port
				addresses(stream, 0)
			}, c.pods...)
			s := get(t, a, resolving(c.ask))
			if len(s.Gaps()) > 0 || !s.Knows(snapshot.DNSAnswers, "") {
				t.Fatalf("gaps %+v", s.Gaps())
			}
			if got := <-asked; got != c.want {
				t.Errorf("asked %s, want %s", got, c.want)
			}
			answer, inquiry := s.Answer(snapshot.Question{Name: "web-1.web-svc.x.svc.cluster.local", Type: snapshot.RecordA})
			if answer == nil || answer.Outcome != snapshot.Answered || answer.Addresses[0] != "10.244.1.7" || *answer.TTL != 30 {
				t.Errorf("answer %+v", answer)
			}
			if got := fmt.Sprintf("%s/%s:%d", inquiry.Namespace, inquiry.Pod, inquiry.Port); got != c.want || time.Since(inquiry.Time.Time) > time.Minute {
				t.Errorf("inquiry of %s at %s, want %s", got, inquiry.Time, c.want)
			}
		})
	}
}

func TestDNSIsOptIn(t *testing.T) {
	a := forwarding(t, func(string, string, string, io.ReadWriter) { t.Error("DNS was asked") }, coreDNS("coredns-a", corev1.ConditionTrue))
	req := resolving(source.DNS{})
	req.Needs = inspect.IdentityNeeds
	if s := get(t, a, req); len(s.Inquiries()) > 0 {
		t.Errorf("inquiries %+v", s.Inquiries())
	}
	for _, r := range a.requests {
		if strings.Contains(r, "portforward") || strings.Contains(r, "kube-dns") {
			t.Errorf("request %s", r)
		}
	}
}

func TestDNSThatIsNotAsked(t *testing.T) {
	refuse := func(w http.ResponseWriter, text string) bool {
		fail(w, http.StatusForbidden, metav1.StatusReasonForbidden, text)
		return true
	}
	const denied = `pods "coredns-a" is forbidden: User "dev" cannot create resource "pods/portforward" in API group "" in the namespace "kube-system"`
	for name, c := range map[string]struct {
		pods   []runtime.Object
		ask    source.DNS
		answer func(http.ResponseWriter, *http.Request) bool
		reason snapshot.GapReason
		want   string
	}{
		"no Pod of DNS": {nil, source.DNS{}, nil, snapshot.Failed, "no ready Pod labelled k8s-app=kube-dns in kube-system, nor one of OpenShift's; name one with --dns-pod=NAMESPACE/NAME"},
		"none is ready": {[]runtime.Object{coreDNS("coredns-a", corev1.ConditionFalse)}, source.DNS{}, nil, snapshot.Failed, "no ready Pod labelled"},
		"no right to forward": {[]runtime.Object{coreDNS("coredns-a", corev1.ConditionTrue)}, source.DNS{}, func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/portforward") {
				return false
			}
			// An upgrade is refused in JSON: nothing else was asked for.
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_ = json.NewEncoder(w).Encode(metav1.Status{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: "Failure", Reason: metav1.StatusReasonForbidden, Code: 403, Message: denied})
			return true
		}, snapshot.Forbidden, denied + "; ask for create of pods/portforward in kube-system"},
		"no right to look": {nil, source.DNS{}, func(w http.ResponseWriter, r *http.Request) bool {
			return strings.HasSuffix(r.URL.Path, "/kube-system/pods") && refuse(w, `pods is forbidden: User "dev" cannot list resource "pods"`)
		}, snapshot.Forbidden, `cannot list resource "pods"; ask for list of pods in kube-system, or name a Pod of DNS with --dns-pod=NAMESPACE/NAME`},
		"a Pod that is not there": {nil, source.DNS{Namespace: "dns", Pod: "mine"}, nil, snapshot.Failed, `pods "mine" not found`},
		"nobody listens":          {nil, source.DNS{Namespace: "dns", Pod: "mine", Port: 9}, nil, snapshot.Failed, "Pod dns/mine answered 0 of 5 questions: nobody listens on its port 9"},
		"a node that is gone":     {nil, source.DNS{Namespace: "dns", Pod: "mine", Port: 8}, nil, snapshot.Failed, "Pod dns/mine answered 0 of 5 questions: the port-forward: no route to host"},
		"an API server that breaks": {[]runtime.Object{coreDNS("coredns-a", corev1.ConditionTrue)}, source.DNS{}, func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/portforward") {
				return false
			}
			http.Error(w, "bad gateway", http.StatusBadGateway)
			return true
		}, snapshot.Failed, "bad gateway"},
	} {
		t.Run(name, func(t *testing.T) {
			a := forwarding(t, func(_, _, _ string, stream io.ReadWriter) { addresses(stream, 0) }, c.pods...)
			if c.answer != nil {
				a.answer = c.answer
			}
			s := get(t, a, resolving(c.ask))
			if len(s.Gaps()) != 1 || s.Gaps()[0].Resource != snapshot.DNSAnswers || s.Gaps()[0].Reason != c.reason || !strings.Contains(s.Gaps()[0].Message, c.want) {
				t.Errorf("gaps %+v, want %s: %s", s.Gaps(), c.reason, c.want)
			}
			if s.Knows(snapshot.DNSAnswers, "") || s.StatefulSet("x", "web") == nil {
				t.Error("what was not answered is known, or the set is not")
			}
		})
	}
}

// Names under a domain that DNS does not serve would be passed on to resolvers that are none of the cluster's business.
func TestNamesUnderAnotherDomainAreNotAsked(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	a := forwarding(t, func(_, _, _ string, stream io.ReadWriter) {
		answerDNS(stream, 0, func(m *dnsmessage.Message) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, m.Questions[0].Name.String())
			m.RCode = dnsmessage.RCodeNameError
		})
	}, coreDNS("coredns-a", corev1.ConditionTrue))
	s := get(t, a, resolving(source.DNS{ClusterDomain: "corp.example"}))
	if diff := cmp.Diff([]string{"kubernetes.default.svc.corp.example."}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	answer, _ := s.Answer(snapshot.Question{Name: "web-1.web-svc.x.svc.corp.example", Type: snapshot.RecordA})
	if answer == nil || answer.Outcome != snapshot.NotAsked || len(s.Gaps()) > 0 {
		t.Errorf("answer %+v, gaps %+v", answer, s.Gaps())
	}
}

// Of a change between the two readings nothing tells but the EndpointSlices themselves.
func TestSlicesWrittenWhileDNSIsAsked(t *testing.T) {
	for name, write := range map[string]bool{"written": true, "not written": false} {
		t.Run(name, func(t *testing.T) {
			lists := 0
			a := forwarding(t, func(_, _, _ string, stream io.ReadWriter) { addresses(stream, 0) }, coreDNS("coredns-a", corev1.ConditionTrue))
			forward := a.answer
			a.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/endpointslices") {
					if lists++; lists == 2 && write {
						a.put(&discoveryv1.EndpointSlice{ObjectMeta: named("x", "web-svc-new", map[string]string{discoveryv1.LabelServiceName: "web-svc"})})
					}
				}
				return forward(w, r)
			}
			s := get(t, a, resolving(source.DNS{}))
			want := []string(nil)
			if write {
				want = []string{"x/web-svc"}
			}
			if diff := cmp.Diff(want, s.Inquiries()[0].Changed); diff != "" || lists != 2 {
				t.Errorf("%d lists, changed (-want +got):\n%s", lists, diff)
			}
			if len(s.EndpointSlicesOf("x", "web-svc")) != 1 {
				t.Error("what was read later is in the snapshot")
			}
		})
	}
}

// What was answered until the time is up is kept: the control question, and two on the next connection.
func TestDNSThatStopsAnswering(t *testing.T) {
	a := forwarding(t, func(_, _, _ string, stream io.ReadWriter) {
		addresses(stream, 2)
		_, _ = io.Copy(io.Discard, stream)
	}, coreDNS("coredns-a", corev1.ConditionTrue))
	src := a.source(t)
	src.config.Timeout = 300 * time.Millisecond
	s, err := src.Get(context.Background(), resolving(source.DNS{}))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Gaps()) != 1 || s.Gaps()[0].Message != "Pod kube-system/coredns-a answered 3 of 5 questions: no answer within 300ms" {
		t.Errorf("gaps %+v", s.Gaps())
	}
	if answer, _ := s.Answer(snapshot.Question{Name: "web-0.web-svc.x.svc.cluster.local", Type: snapshot.RecordA}); answer == nil || answer.Outcome != snapshot.Answered {
		t.Errorf("answer %+v", answer)
	}
}
