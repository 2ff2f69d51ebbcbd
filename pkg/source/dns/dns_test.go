package dns

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

const zone = "nginx.shop.svc.cluster.local"

var (
	web0   = snapshot.Question{Name: "web-0." + zone, Type: snapshot.RecordA}
	web0v6 = snapshot.Question{Name: "web-0." + zone, Type: snapshot.RecordAAAA}
	http   = snapshot.Question{Name: "_http._tcp." + zone, Type: snapshot.RecordSRV}
)

func ttl(n uint32) *uint32 { return &n }

func ask(t *testing.T, s *server, questions ...snapshot.Question) ([]snapshot.Answer, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return Ask(ctx, listen(t, s), questions)
}

func TestAnswers(t *testing.T) {
	full := "web-0." + zone + "."
	for name, c := range map[string]struct {
		question snapshot.Question
		answers  []dnsmessage.Resource
		change   func(*dnsmessage.Message)
		want     snapshot.Answer
	}{
		"an address": {web0, []dnsmessage.Resource{record(full, 30, a(7))}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"10.244.1.7"}, TTL: ttl(30)}},
		"two addresses, the lower TTL": {web0, []dnsmessage.Resource{record(full, 30, a(7)), record(full, 12, a(8))}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"10.244.1.7", "10.244.1.8"}, TTL: ttl(12)}},
		"an address of IPv6": {web0v6, []dnsmessage.Resource{record(full, 30, &dnsmessage.AAAAResource{AAAA: [16]byte{0xfd, 15: 7}})}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"fd00::7"}, TTL: ttl(30)}},
		"a name in other letters": {web0, []dnsmessage.Resource{record(strings.ToUpper(full), 30, a(7))}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"10.244.1.7"}, TTL: ttl(30)}},
		"an alias": {web0, []dnsmessage.Resource{record(full, 5, &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName("b.test.")}), record("b.test.", 30, a(9))}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"10.244.1.9"}, TTL: ttl(5)}},
		"an alias of itself": {web0, []dnsmessage.Resource{record(full, 5, &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(full)})}, nil,
			snapshot.Answer{Outcome: snapshot.NoData, TTL: ttl(5)}},
		"the address of another name": {web0, []dnsmessage.Resource{record("evil.test.", 30, a(66))}, nil, snapshot.Answer{Outcome: snapshot.NoData}},
		"records of another type":     {web0, []dnsmessage.Resource{record(full, 30, &dnsmessage.TXTResource{TXT: []string{"\x1b[31m"}})}, nil, snapshot.Answer{Outcome: snapshot.NoData, TTL: ttl(30)}},
		"SRV records": {http, []dnsmessage.Resource{record("_http._tcp."+zone+".", 30, &dnsmessage.SRVResource{Port: 8080, Target: dnsmessage.MustNewName(full)})}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Targets: []snapshot.Target{{Host: "web-0." + zone, Port: 8080}}, TTL: ttl(30)}},
		"a host that is no text": {http, []dnsmessage.Resource{record("_http._tcp."+zone+".", 30, &dnsmessage.SRVResource{Port: 80, Target: dnsmessage.MustNewName("\xff\x00.test.")})}, nil,
			snapshot.Answer{Outcome: snapshot.Answered, Targets: []snapshot.Target{{Host: "\ufffd\x00.test", Port: 80}}, TTL: ttl(30)}},
		"NXDOMAIN":        {web0, nil, rcode(dnsmessage.RCodeNameError), snapshot.Answer{Outcome: snapshot.NoSuchName}},
		"no data":         {web0v6, nil, nil, snapshot.Answer{Outcome: snapshot.NoData}},
		"SERVFAIL":        {web0, nil, rcode(dnsmessage.RCodeServerFailure), snapshot.Answer{Outcome: snapshot.ServerFailure}},
		"REFUSED":         {web0, nil, rcode(dnsmessage.RCodeRefused), snapshot.Answer{Outcome: snapshot.Refused}},
		"another code":    {web0, nil, rcode(dnsmessage.RCodeNotImplemented), snapshot.Answer{Outcome: snapshot.Unusable}},
		"more than fits":  {web0, []dnsmessage.Resource{record(full, 30, a(7))}, func(m *dnsmessage.Message) { m.Truncated = true }, snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"10.244.1.7"}, TTL: ttl(30), Truncated: true}},
		"another class":   {web0, []dnsmessage.Resource{chaos(record(full, 30, a(7)))}, nil, snapshot.Answer{Outcome: snapshot.NoData}},
		"a TTL of nought": {web0, []dnsmessage.Resource{record(full, 0, a(7))}, nil, snapshot.Answer{Outcome: snapshot.Answered, Addresses: []string{"10.244.1.7"}, TTL: ttl(0)}},
	} {
		t.Run(name, func(t *testing.T) {
			change := c.change
			if change == nil {
				change = func(*dnsmessage.Message) {}
			}
			got, err := ask(t, &server{answer: func(q dnsmessage.Message) [][]byte { return reply(q, c.answers, change) }}, c.question)
			c.want.Question = c.question
			if diff := cmp.Diff([]snapshot.Answer{c.want}, got); diff != "" || err != nil {
				t.Errorf("error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func chaos(r dnsmessage.Resource) dnsmessage.Resource {
	r.Header.Class = dnsmessage.ClassCHAOS
	return r
}

// What is no answer is no answer: it is neither believed nor waited for.
func TestHostileAnswers(t *testing.T) {
	spoil := func(f func(raw []byte) []byte) func(dnsmessage.Message) [][]byte {
		return func(q dnsmessage.Message) [][]byte {
			return [][]byte{f(reply(q, []dnsmessage.Resource{record("web-0."+zone+".", 30, a(7))})[0])}
		}
	}
	for name, c := range map[string]struct {
		answer  func(dnsmessage.Message) [][]byte
		outcome snapshot.Outcome
		err     string
	}{
		"cut off":         {spoil(func(raw []byte) []byte { return raw[:len(raw)-3] }), snapshot.Unusable, ""},
		"a header alone":  {spoil(func(raw []byte) []byte { return raw[:12] }), snapshot.Unusable, ""},
		"less than that":  {spoil(func(raw []byte) []byte { return raw[:5] }), snapshot.NoAnswer, "no DNS message"},
		"nothing":         {spoil(func([]byte) []byte { return nil }), snapshot.NoAnswer, "no DNS message"},
		"a name in loops": {loop, snapshot.Unusable, ""},
		"another number": {func(q dnsmessage.Message) [][]byte {
			return reply(q, nil, func(m *dnsmessage.Message) { m.ID += 7 })
		}, snapshot.NoAnswer, "answers what was not asked"},
		"a question": {func(q dnsmessage.Message) [][]byte {
			return reply(q, nil, func(m *dnsmessage.Message) { m.Response = false })
		}, snapshot.NoAnswer, "answers what was not asked"},
		"to another question": {func(q dnsmessage.Message) [][]byte {
			return reply(q, nil, func(m *dnsmessage.Message) { m.Questions[0].Type = dnsmessage.TypeTXT })
		}, snapshot.NoAnswer, "answers what was not asked"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ask(t, &server{answer: c.answer}, web0)
			if got[0].Outcome != c.outcome || len(got[0].Addresses) > 0 {
				t.Errorf("answer %+v, want %s", got[0], c.outcome)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

// Thousands of addresses are no answer that anybody would want to read.
func TestMoreAddressesThanAreKept(t *testing.T) {
	var records []dnsmessage.Resource
	for i := range 3000 {
		records = append(records, record("web-0."+zone+".", 30, &dnsmessage.AResource{A: [4]byte{10, 9, byte(i >> 8), byte(i)}}))
	}
	got, err := ask(t, &server{answer: func(q dnsmessage.Message) [][]byte { return reply(q, records) }}, web0)
	if err != nil || len(got[0].Addresses) != mostAddresses || !got[0].Truncated || got[0].Outcome != snapshot.Answered {
		t.Errorf("error %v, %s, %d addresses, truncated %t", err, got[0].Outcome, len(got[0].Addresses), got[0].Truncated)
	}
}

// loop is an answer whose owner is a name that points to itself.
func loop(q dnsmessage.Message) [][]byte {
	raw := reply(q, nil)[0]
	raw[7] = 1 // One answer …
	at := len(raw)
	raw = append(raw, 0xc0, byte(at)) // … of the name that begins here.
	return [][]byte{append(raw, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 10, 0, 0, 1)}
}

func many(n int) (questions []snapshot.Question) {
	for i := range n {
		for _, kind := range []string{snapshot.RecordA, snapshot.RecordAAAA} {
			questions = append(questions, snapshot.Question{Name: fmt.Sprintf("web-%d.%s", i, zone), Type: kind})
		}
	}
	return questions
}

func exists(q dnsmessage.Message) [][]byte {
	if q.Questions[0].Type != dnsmessage.TypeA {
		return reply(q, nil)
	}
	return reply(q, []dnsmessage.Resource{record(q.Questions[0].Name.String(), 30, a(1))})
}

func TestManyQuestionsTakeFewConnections(t *testing.T) {
	s := &server{answer: exists}
	got, err := ask(t, s, many(100)...)
	if err != nil {
		t.Fatal(err)
	}
	for i, answer := range got {
		if want := []snapshot.Outcome{snapshot.Answered, snapshot.NoData}[i%2]; answer.Outcome != want || answer.Question != many(100)[i] {
			t.Fatalf("answer %d: %+v, want %s", i, answer, want)
		}
	}
	if n := s.connections.Load(); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}

// Answers may come in any order: here those of a connection come the last first.
func TestAnswersOutOfOrder(t *testing.T) {
	held := [][]byte{}
	s := &server{answer: func(q dnsmessage.Message) [][]byte {
		held = append(exists(q), held...)
		if len(held) < 6 {
			return nil
		}
		return held
	}}
	got, err := ask(t, s, many(3)...)
	if err != nil {
		t.Fatal(err)
	}
	for i, answer := range got {
		if answer.Question != many(3)[i] || (answer.Outcome == snapshot.Answered) != (i%2 == 0) {
			t.Errorf("answer %d: %+v", i, answer)
		}
	}
}

// A server may close a connection after a few questions: the rest is asked on the next.
func TestServerThatClosesEarly(t *testing.T) {
	s := &server{answer: exists, most: 7}
	got, err := ask(t, s, many(10)...)
	if err != nil || len(open(got)) > 0 {
		t.Errorf("error %v, %d open", err, len(open(got)))
	}
	if n := s.connections.Load(); n < 3 {
		t.Errorf("%d connections answer 20 questions, 7 each", n)
	}
	got, err = ask(t, &server{answer: func(dnsmessage.Message) [][]byte { return nil }, most: 1}, web0)
	if err == nil || !strings.Contains(err.Error(), "closes the connection") || got[0].Outcome != snapshot.NoAnswer {
		t.Errorf("a server that never answers: error %v, answer %+v", err, got[0])
	}
}

// When time is up, what was answered is kept.
func TestPartialAnswers(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	dial := listen(t, &server{answer: func(q dnsmessage.Message) [][]byte {
		if n++; n > 3 {
			cancel()
			return nil
		}
		return exists(q)
	}})
	got, err := Ask(ctx, dial, many(4))
	if err == nil {
		t.Error("no error")
	}
	outcomes := map[snapshot.Outcome]int{}
	for _, answer := range got {
		outcomes[answer.Outcome]++
	}
	if outcomes[snapshot.NoAnswer] < 5 || len(got) != 8 {
		t.Errorf("outcomes %v", outcomes)
	}
}

func TestNobodyListens(t *testing.T) {
	refused := fmt.Errorf("connection refused")
	got, err := Ask(context.Background(), func(context.Context) (io.ReadWriteCloser, error) { return nil, refused }, many(300))
	if !errors.Is(err, refused) || len(got) != 600 || got[0].Outcome != snapshot.NotAsked || got[599].Question != many(300)[599] {
		t.Errorf("error %v, %d answers", err, len(got))
	}
}

// A name that DNS cannot hold is not asked for, and does not spoil the others.
func TestNamesThatDNSCannotHold(t *testing.T) {
	long := snapshot.Question{Name: strings.Repeat("a", 64) + "." + zone, Type: snapshot.RecordA}
	got, err := ask(t, &server{answer: exists}, long, web0)
	if err != nil || got[0].Outcome != snapshot.Unusable || got[1].Outcome != snapshot.Answered {
		t.Errorf("error %v, answers %+v", err, got)
	}
}
