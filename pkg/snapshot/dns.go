package snapshot

import (
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The types of records that are asked for.
const (
	RecordA    = "A"
	RecordAAAA = "AAAA"
	RecordSRV  = "SRV"
)

// Question asks DNS for the records of one type under one name, which has no dot at its end.
type Question struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Outcome is what became of a question.
type Outcome string

// Outcomes of a question.
const (
	// Answered: there are records.
	Answered Outcome = "Answered"
	// NoSuchName is NXDOMAIN: there is nothing of that name.
	NoSuchName Outcome = "NoSuchName"
	// NoData: the name exists and has no record of that type.
	NoData Outcome = "NoData"
	// ServerFailure is SERVFAIL, Refused is REFUSED.
	ServerFailure Outcome = "ServerFailure"
	Refused       Outcome = "Refused"
	// Unusable: what came back is no answer, or has another response code.
	Unusable Outcome = "Unusable"
	// NoAnswer: it was asked, and no answer came in time. NotAsked: it never came to that.
	NoAnswer Outcome = "NoAnswer"
	NotAsked Outcome = "NotAsked"
)

// Target is one SRV record: a host and a port.
type Target struct {
	Host string `json:"host"`
	Port int32  `json:"port"`
}

// Answer is what DNS said to a question.
type Answer struct {
	Question `json:",inline"`
	Outcome  Outcome `json:"outcome"`
	// Addresses are those of A and AAAA records, Targets those of SRV records; in order.
	Addresses []string `json:"addresses,omitempty"`
	Targets   []Target `json:"targets,omitempty"`
	// TTL in seconds is for how long it may be kept: the lowest of its records'. Nil for none.
	TTL *uint32 `json:"ttl,omitempty"`
	// Truncated: there are more records than fit in the answer, or are kept.
	Truncated bool `json:"truncated,omitempty"`
}

// Inquiry is what one Pod of the cluster's DNS was asked at one time.
type Inquiry struct {
	Namespace string `json:"namespace"`
	Pod       string `json:"pod"`
	Port      int32  `json:"port"`
	// Time is when the first question was asked.
	Time    metav1.Time `json:"time"`
	Answers []Answer    `json:"answers"`
	// Changed are Services, as NAMESPACE/NAME, whose EndpointSlices were written between
	// being read and the last answer.
	Changed []string `json:"changed,omitempty"`
}

// AddInquiry records what DNS answered. Of a question that was asked twice the
// newer answer counts.
func (b *Builder) AddInquiry(i Inquiry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.snap.asked = append(b.snap.asked, i)
}

// Inquiries are all that DNS was asked, the oldest first.
func (s *Snapshot) Inquiries() []Inquiry { return slices.Clone(s.asked) }

// Answer is what DNS said to a question and when it was asked, nil when it never was.
func (s *Snapshot) Answer(q Question) (*Answer, *Inquiry) {
	a, found := s.answers[q]
	if !found {
		return nil, nil
	}
	i := &s.asked[a.inquiry]
	return &i.Answers[a.answer], i
}

// place is where an answer is: the inquiry, and the answer in it.
type place struct{ inquiry, answer int }

// WithInquiry is the Snapshot with what DNS answered to questions that came from
// it, and the Gap that says what it did not answer, nil for none.
func (s *Snapshot) WithInquiry(i *Inquiry, gap *Gap) *Snapshot {
	with := *s
	if gap == nil {
		with.read = maps.Clone(s.read)
		if with.read == nil {
			with.read = map[scope]bool{}
		}
		with.read[scope{DNSAnswers, ""}] = true
	}
	if i != nil {
		with.asked = append(slices.Clone(s.asked), *i)
		with.indexAnswers()
	}
	if gap != nil {
		with.gaps = append(slices.Clone(s.gaps), *gap)
		sortGaps(with.gaps)
	}
	return &with
}

func (s *Snapshot) indexAnswers() {
	slices.SortStableFunc(s.asked, func(a, b Inquiry) int { return a.Time.Compare(b.Time.Time) })
	s.answers = map[Question]place{}
	for i := range s.asked {
		for j := range s.asked[i].Answers {
			s.answers[s.asked[i].Answers[j].Question] = place{i, j}
		}
	}
}
