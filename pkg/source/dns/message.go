package dns

import (
	"errors"
	"math"
	"net/netip"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

var recordTypes = map[string]dnsmessage.Type{
	snapshot.RecordA:    dnsmessage.TypeA,
	snapshot.RecordAAAA: dnsmessage.TypeAAAA,
	snapshot.RecordSRV:  dnsmessage.TypeSRV,
}

// mostAddresses bounds what is kept of an answer: forty thousand of them may come.
const mostAddresses = 256

// parse reads the answer to q. What cannot be read is Unusable: the message has
// the number of the question, so nothing better will come.
func parse(message []byte, q snapshot.Question) (snapshot.Answer, error) {
	unusable := snapshot.Answer{Question: q, Outcome: snapshot.Unusable}
	var p dnsmessage.Parser
	header, err := p.Start(message)
	if err != nil {
		return unusable, nil
	}
	asked, err := p.AllQuestions()
	if err != nil {
		return unusable, nil
	}
	if len(asked) != 1 || !sameName(asked[0].Name, q.Name+".") || asked[0].Type != recordTypes[q.Type] {
		return unusable, errStray
	}
	answer := snapshot.Answer{Question: q, Truncated: header.Truncated}
	switch header.RCode {
	case dnsmessage.RCodeSuccess, dnsmessage.RCodeNameError:
	case dnsmessage.RCodeServerFailure:
		answer.Outcome = snapshot.ServerFailure
		return answer, nil
	case dnsmessage.RCodeRefused:
		answer.Outcome = snapshot.Refused
		return answer, nil
	default:
		return unusable, nil
	}
	if err := readAnswers(&p, &answer); err != nil {
		return unusable, nil
	}
	switch {
	case len(answer.Addresses)+len(answer.Targets) > 0:
		answer.Outcome = snapshot.Answered
	case header.RCode == dnsmessage.RCodeNameError:
		answer.Outcome = snapshot.NoSuchName
	default:
		answer.Outcome = snapshot.NoData
	}
	return answer, nil
}

// readAnswers collects the records of the name that was asked for, or of the one that
// it is an alias of. Others are none of our business, whatever they say.
func readAnswers(p *dnsmessage.Parser, answer *snapshot.Answer) error {
	name, ttl := answer.Name+".", uint32(math.MaxUint32)
	for {
		header, err := p.AnswerHeader()
		if errors.Is(err, dnsmessage.ErrSectionDone) {
			break
		}
		if err != nil {
			return err
		}
		if !sameName(header.Name, name) || header.Class != dnsmessage.ClassINET {
			if err := p.SkipAnswer(); err != nil {
				return err
			}
			continue
		}
		alias, err := readRecord(p, header.Type, answer)
		if err != nil {
			return err
		}
		if alias != "" {
			name = alias
		}
		ttl = min(ttl, header.TTL)
	}
	if ttl != math.MaxUint32 {
		answer.TTL = &ttl
	}
	return nil
}

// readRecord adds one record; alias is where a CNAME points.
func readRecord(p *dnsmessage.Parser, kind dnsmessage.Type, answer *snapshot.Answer) (alias string, err error) {
	switch {
	case kind == dnsmessage.TypeCNAME:
		r, err := p.CNAMEResource()
		return r.CNAME.String(), err
	case kind != recordTypes[answer.Type]:
		return "", p.SkipAnswer()
	case len(answer.Addresses) == mostAddresses:
		answer.Truncated = true
		return "", p.SkipAnswer()
	case kind == dnsmessage.TypeA:
		r, err := p.AResource()
		answer.Addresses = append(answer.Addresses, netip.AddrFrom4(r.A).String())
		return "", err
	case kind == dnsmessage.TypeAAAA:
		r, err := p.AAAAResource()
		answer.Addresses = append(answer.Addresses, netip.AddrFrom16(r.AAAA).String())
		return "", err
	}
	r, err := p.SRVResource()
	answer.Targets = append(answer.Targets, snapshot.Target{Host: strings.ToValidUTF8(strings.TrimSuffix(r.Target.String(), "."), "\ufffd"), Port: int32(r.Port)})
	return "", err
}

// sameName compares names as DNS does: without regard to case.
func sameName(name dnsmessage.Name, want string) bool { return strings.EqualFold(name.String(), want) }
