package file

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

var needsDNS = []schema.GroupResource{snapshot.DNSAnswers}

// answered is a snapshot of two sets of which DNS was asked: it answers with address.
func answered(at time.Time, address string) *snapshot.Snapshot {
	var b snapshot.Builder
	for _, name := range []string{"web", "db"} {
		b.Add(&appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Namespace: "x", Name: name}, Spec: appsv1.StatefulSetSpec{ServiceName: name}})
	}
	b.SetTime(metav1.NewTime(at))
	b.MarkRead(snapshot.StatefulSets, "x")
	ttl := uint32(30)
	answer := func(name, kind string) snapshot.Answer {
		return snapshot.Answer{Question: snapshot.Question{Name: name, Type: kind}, Outcome: snapshot.Answered, Addresses: []string{address}, TTL: &ttl}
	}
	srv := answer("_http._tcp.web.x.svc.cluster.local", snapshot.RecordSRV)
	srv.Addresses, srv.Targets, srv.Truncated = nil, []snapshot.Target{{Host: "evil\x1b[31m.test", Port: 80}}, true
	return b.Snapshot().WithInquiry(&snapshot.Inquiry{Namespace: "kube-system", Pod: "coredns-1", Port: 53, Time: metav1.NewTime(at), Answers: []snapshot.Answer{
		answer("web-0.web.x.svc.cluster.local", snapshot.RecordA), answer("db-0.db.x.svc.cluster.local", snapshot.RecordA), srv,
	}}, nil)
}

func TestAnswersAreWrittenAndReadAgain(t *testing.T) {
	want := answered(time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC), "10.0.0.1")
	for _, format := range []string{"yaml", "json"} {
		got, _ := read(t, text(t, want, WriteOptions{Format: format, Redact: true}), source.Request{Namespace: "x", Needs: needsDNS})
		if diff := cmp.Diff(want.Inquiries(), got.Inquiries()); diff != "" {
			t.Errorf("%s (-wrote +read):\n%s", format, diff)
		}
		if len(got.Gaps()) > 0 {
			t.Errorf("%s: gaps %+v", format, got.Gaps())
		}
	}
	// Who asks for one of the sets gets nothing of the other's.
	one, _ := read(t, text(t, want, WriteOptions{Format: "yaml"}), source.Request{Namespace: "x", Names: []string{"db"}, Needs: needsDNS})
	if i := one.Inquiries(); len(i) != 1 || len(i[0].Answers) != 1 || i[0].Answers[0].Name != "db-0.db.x.svc.cluster.local" {
		t.Errorf("of db alone: %+v", i)
	}
}

// Of two snapshots the newer answer counts.
func TestAnswersOfTwoSnapshots(t *testing.T) {
	early, late := answered(time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC), "10.0.0.1"), answered(time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC), "10.0.0.2")
	got, _ := read(t, text(t, late, WriteOptions{Format: "yaml"})+"---\n"+text(t, early, WriteOptions{Format: "yaml"}), source.Request{Namespace: "x", Needs: needsDNS})
	if a, _ := got.Answer(snapshot.Question{Name: "web-0.web.x.svc.cluster.local", Type: snapshot.RecordA}); a == nil || a.Addresses[0] != "10.0.0.2" {
		t.Errorf("answer %+v, want the later one", a)
	}
}

func TestFileWithoutAnswers(t *testing.T) {
	plain := "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web, namespace: x}}"
	ours := text(t, everything(t), WriteOptions{Format: "yaml"})
	for _, in := range []string{plain, ours} {
		got, _ := read(t, in, source.Request{Needs: needsDNS})
		var gaps []snapshot.Gap
		for _, g := range got.Gaps() {
			if g.Resource == snapshot.DNSAnswers {
				gaps = append(gaps, g)
			}
		}
		if diff := cmp.Diff([]snapshot.Gap{{Resource: snapshot.DNSAnswers, Reason: snapshot.NotInInput, Message: noAnswers}}, gaps); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
