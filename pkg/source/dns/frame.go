package dns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// pack writes a question as DNS over TCP has it: two bytes of length, then the
// message (RFC 1035, 4.2.2).
func pack(id uint16, q snapshot.Question) ([]byte, error) {
	name, err := dnsmessage.NewName(q.Name + ".")
	if err != nil {
		return nil, fmt.Errorf("%s is no name that DNS can be asked for: %w", q.Name, err)
	}
	// Recursion is not desired: what the cluster's DNS does not know itself, nobody else does.
	b := dnsmessage.NewBuilder(make([]byte, 2, 128), dnsmessage.Header{ID: id})
	if err := b.StartQuestions(); err != nil {
		return nil, err
	}
	if err := b.Question(dnsmessage.Question{Name: name, Type: recordTypes[q.Type], Class: dnsmessage.ClassINET}); err != nil {
		return nil, fmt.Errorf("%s is no name that DNS can be asked for: %w", q.Name, err)
	}
	framed, err := b.Finish()
	if err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint16(framed, uint16(len(framed)-2))
	return framed, nil
}

// readMessage reads one message with its length before it.
func readMessage(r io.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(r, message); err != nil {
		return nil, errors.New("the answer ends too early")
	}
	return message, nil
}

// readAnswersOf reads in whatever order the answers come.
func readAnswersOf(conn io.Reader, batch []snapshot.Answer, left []int) error {
	for {
		if !slices.ContainsFunc(left, func(i int) bool { return batch[i].Outcome == snapshot.NoAnswer }) {
			return nil
		}
		message, err := readMessage(conn)
		if err != nil {
			return err
		}
		id, err := responseID(message)
		if err != nil {
			return err
		}
		if int(id) >= len(left) || batch[left[id]].Outcome != snapshot.NoAnswer {
			return errStray
		}
		answer, err := parse(message, batch[left[id]].Question)
		if err != nil {
			return err
		}
		batch[left[id]] = answer
	}
}

// errStray is an answer to what was not asked.
var errStray = errors.New("it answers what was not asked")

// responseID is the number of the question that a message answers.
func responseID(message []byte) (uint16, error) {
	var p dnsmessage.Parser
	header, err := p.Start(message)
	if err != nil {
		return 0, errors.New("what it answers is no DNS message")
	}
	if !header.Response {
		return 0, errStray
	}
	return header.ID, nil
}
