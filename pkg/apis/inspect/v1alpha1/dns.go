package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// DNSVerdict is the outcome of comparing what DNS answers with what it should.
type DNSVerdict string

// Verdicts on an answer of DNS.
const (
	// DNSRight: DNS answers what the objects let expect, be it that there is no such name.
	DNSRight DNSVerdict = "Right"
	// DNSWrong: it answers something else, and no change of late explains it.
	DNSWrong DNSVerdict = "Wrong"
	// DNSCatchingUp: it answers something else, and may do so because the objects
	// changed a moment ago: answers are kept for their TTL.
	DNSCatchingUp DNSVerdict = "CatchingUp"
	// DNSUnknown: there is no answer, or nothing to compare it with.
	DNSUnknown DNSVerdict = "Unknown"
)

// DNSOutcome is what became of a question to DNS.
type DNSOutcome string

// Outcomes of a question.
const (
	// DNSAnswered: there are records.
	DNSAnswered DNSOutcome = "Answered"
	// DNSNoSuchName is NXDOMAIN.
	DNSNoSuchName DNSOutcome = "NoSuchName"
	// DNSNoData: the name exists and has no record of this type.
	DNSNoData DNSOutcome = "NoData"
	// DNSServerFailure is SERVFAIL, DNSRefused is REFUSED.
	DNSServerFailure DNSOutcome = "ServerFailure"
	DNSRefused       DNSOutcome = "Refused"
	// DNSUnusable: what came back is no answer, or has another response code.
	DNSUnusable DNSOutcome = "Unusable"
	// DNSNoAnswer: it was asked, and nothing came back in time.
	DNSNoAnswer DNSOutcome = "NoAnswer"
	// DNSNotAsked: it never came to that.
	DNSNotAsked DNSOutcome = "NotAsked"
)

// DNSCheck compares what DNS answers for a Pod's name with what it should answer.
type DNSCheck struct {
	Verdict DNSVerdict `json:"verdict"`
	// Expected are the addresses that the EndpointSlices publish under the name. Empty:
	// the name should not resolve.
	Expected []string `json:"expected,omitempty"`
	// Answers, one a record type: A and AAAA.
	Answers []DNSAnswer `json:"answers"`
	// Message says in one sentence what the verdict rests on. Empty: the name resolves as expected.
	Message string `json:"message,omitempty"`
}

// DNSAnswer is what DNS answered for one record type.
type DNSAnswer struct {
	// Type is A, AAAA or SRV.
	Type    string     `json:"type"`
	Outcome DNSOutcome `json:"outcome"`
	// Addresses of A and AAAA records.
	Addresses []string `json:"addresses,omitempty"`
	// Targets of SRV records.
	Targets []SRVTarget `json:"targets,omitempty"`
	// TTLSeconds is for how long the answer may be kept. Nil: there is no record.
	TTLSeconds *int64 `json:"ttlSeconds,omitempty"`
	// Truncated: there are more records than fit in an answer.
	Truncated bool `json:"truncated,omitempty"`
}

// SRVTarget is one SRV record: a host and a port.
type SRVTarget struct {
	Host string `json:"host"`
	Port int32  `json:"port"`
}

// SRVCheck compares the SRV records of one named port with the EndpointSlices.
type SRVCheck struct {
	Name    string     `json:"name"`
	Verdict DNSVerdict `json:"verdict"`
	// Expected are the records that the EndpointSlices let expect, by host and port.
	Expected []SRVTarget `json:"expected,omitempty"`
	Answer   DNSAnswer   `json:"answer"`
	// Message says in one sentence what the verdict rests on. Empty: all is as expected.
	Message string `json:"message,omitempty"`
}

// DNSInquiry is whom --resolve asked, and what it was told of names that belong to
// no single ordinal.
type DNSInquiry struct {
	// Namespace, Pod and Port of the server.
	Namespace string `json:"namespace"`
	Pod       string `json:"pod"`
	Port      int32  `json:"port"`
	// AskedAt is when.
	AskedAt metav1.Time `json:"askedAt"`
	// SRV has the records of each named port of the governing Service.
	SRV []SRVCheck `json:"srv,omitempty"`
}
