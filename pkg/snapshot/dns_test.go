package snapshot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestQuestions(t *testing.T) {
	two := int32(2)
	set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web", UID: "web"},
		Spec: appsv1.StatefulSetSpec{Replicas: &two, ServiceName: "nginx", Ordinals: &appsv1.StatefulSetOrdinals{Start: 5}}}
	nameless := set.DeepCopy()
	nameless.Name, nameless.Spec.ServiceName = "nameless", ""
	service := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "nginx"},
		Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http"}, {Port: 81}, {Name: "dns", Protocol: corev1.ProtocolUDP}}}}
	pod := func(name string) *corev1.Pod {
		return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name}}
	}
	var b Builder
	for _, obj := range []Object{set, nameless, service, pod("web-6"), pod("web-9"), pod("web-x"), pod("other-1")} {
		b.Add(obj)
	}
	const zone = ".nginx.shop.svc.corp.example"
	want := []Question{{"kubernetes.default.svc.corp.example", "A"}, {"_http._tcp" + zone, "SRV"}, {"_dns._udp" + zone, "SRV"}}
	for _, name := range []string{"web-5", "web-6", "web-9"} {
		want = append(want, Question{name + zone, "A"}, Question{name + zone, "AAAA"})
	}
	if diff := cmp.Diff(want, b.Snapshot().Questions("corp.example")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	for name, want := range map[string]bool{
		"web-9" + zone: true, "web-9.nginx.shop.svc.cluster.local": true, "kubernetes.default.svc.cluster.local": true,
		"other-1" + zone: false, "web-9.nginx.lab.svc.cluster.local": false, "web-9.apache.shop.svc.cluster.local": false, "web-9": false,
	} {
		if got := ConcernsDNS(Answer{Question: Question{Name: name, Type: RecordA}}, []*appsv1.StatefulSet{set}); got != want {
			t.Errorf("%s concerns web: %t, want %t", name, got, want)
		}
	}

	many := int32(2_000_000_000)
	set.Spec.Replicas = &many
	b = Builder{}
	b.Add(set)
	if n := len(b.Snapshot().Questions("cluster.local")); n != 1+2*mostAsked {
		t.Errorf("%d questions for two billion replicas", n)
	}
	b = Builder{}
	b.Add(nameless)
	if q := b.Snapshot().Questions("cluster.local"); q != nil {
		t.Errorf("without names there is nothing to ask, and yet: %v", q)
	}
}

// Of what was asked twice the newer answer counts, in whatever order they come.
func TestNewestAnswer(t *testing.T) {
	now := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	q := Question{Name: "web-0.nginx.shop.svc.cluster.local", Type: RecordA}
	asked := func(ago time.Duration, o Outcome) Inquiry {
		return Inquiry{Pod: string(o), Time: metav1.NewTime(now.Add(-ago)), Answers: []Answer{{Question: q, Outcome: o}}}
	}
	var b Builder
	b.AddInquiry(asked(time.Hour, NoData))
	b.AddInquiry(asked(time.Minute, NoSuchName))
	b.AddInquiry(asked(2*time.Hour, ServerFailure))
	before := b.Snapshot()
	if a, i := before.Answer(q); a.Outcome != NoSuchName || i.Pod != "NoSuchName" {
		t.Errorf("answer %+v of %+v", a, i)
	}
	if a, _ := before.Answer(Question{Name: q.Name, Type: RecordAAAA}); a != nil {
		t.Errorf("nobody asked, and yet: %+v", a)
	}
	newest := asked(0, Answered)
	after := before.WithInquiry(&newest, nil)
	if a, _ := after.Answer(q); a.Outcome != Answered || !after.Knows(DNSAnswers, "") {
		t.Errorf("answer %+v, known %t", a, after.Knows(DNSAnswers, ""))
	}
	// What it is made of is as it was.
	if a, _ := before.Answer(q); a.Outcome != NoSuchName || before.Knows(DNSAnswers, "") || len(before.Inquiries()) != 3 {
		t.Errorf("the first Snapshot changed: %+v", a)
	}
	if gap := before.WithInquiry(nil, &Gap{Resource: DNSAnswers, Reason: Forbidden}); len(gap.Gaps()) != 1 || gap.Knows(DNSAnswers, "") || len(before.Gaps()) != 0 {
		t.Errorf("gaps %v", gap.Gaps())
	}
}
