package file

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// maxObject bounds the text of one object. etcd takes 1.5 MiB by default, so an
// API server has none that is near it.
const maxObject = 16 << 20

// unit is the text of one object, or of a document without its items.
type unit struct {
	text []byte
	yaml bool
	// line is where the text begins in its input, doc the number of its document.
	line, doc int
	// list is the type of the list that the unit is an item of, as far as it is
	// known already: keys come in any order.
	list metav1.TypeMeta
}

// splitter cuts an input into documents and the lists in it into their items,
// so that an input of any size is read in the memory of its largest object.
//
// It does not parse: JSON is cut where brackets close, YAML at the lines that
// separate documents and at those that begin an item of a top-level `items:`.
// What `kubectl cluster-info dump` prints between its documents, the logs of
// every container, is passed over.
type splitter struct {
	in   *bufio.Reader
	line int // of the next byte
	doc  int

	// item is called for each item of a list, document at the end of each
	// document; items tells whether the document had a list of items.
	item     func(unit) error
	document func(u unit, items bool) error
}

var errTooLarge = fmt.Errorf("longer than %d MiB, which no Kubernetes object is", maxObject>>20)

// run calls item and document until the input ends.
func (s *splitter) run() error {
	s.line = 1
	for {
		found, err := s.skip()
		if err != nil || !found {
			return err
		}
		s.doc++
		first, _ := s.in.Peek(2)
		switch {
		case first[0] == '{' && startsJSON(s.in):
			err = s.jsonObject()
		case first[0] == '[':
			err = s.jsonArray()
		default:
			err = s.yamlDocument()
		}
		if err != nil {
			return err
		}
	}
}

// startsJSON tells a JSON object from a YAML flow mapping by what follows its brace.
func startsJSON(in *bufio.Reader) bool {
	head, _ := in.Peek(4096)
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(rest) == 0 || rest[0] == '"' || rest[0] == '}'
}

// skip goes to the first byte of the next document; found is false at the end.
func (s *splitter) skip() (found bool, err error) {
	for {
		head, err := s.in.Peek(16)
		if len(head) == 0 {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return false, err
		}
		switch {
		case strings.IndexByte(" \t\r\n", head[0]) >= 0:
			if blank, err := s.blankLine(); err != nil || !blank {
				return true, err // An indented YAML document: its indent is part of it.
			}
		case bytes.HasPrefix(head, []byte(logStart)):
			if err := s.skipLog(); err != nil {
				return false, err
			}
		case head[0] == '#', head[0] == '%':
			if err := s.skipLine(); err != nil {
				return false, err
			}
		case separates(head):
			_, _ = s.in.Discard(3) // A document may begin on the same line.
		default:
			return true, nil
		}
	}
}

// blankLine passes over white space up to and with the next line break. It stops
// in front of JSON, and consumes nothing when the line holds anything else.
func (s *splitter) blankLine() (bool, error) {
	for n := 1; n <= s.in.Size(); n++ {
		head, err := s.in.Peek(n)
		if len(head) < n {
			_, _ = s.in.Discard(len(head))
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return true, err
		}
		switch head[n-1] {
		case ' ', '\t', '\r':
		case '\n':
			s.line++
			_, _ = s.in.Discard(n)
			return true, nil
		case '{', '[':
			_, _ = s.in.Discard(n - 1)
			return true, nil
		default:
			return false, nil
		}
	}
	return false, errTooLarge
}

const (
	logStart = "==== START logs"
	logEnd   = "==== END logs"
)

// skipLog passes over the log of one container. Its last line may lack its line
// break, so the end is looked for within lines.
func (s *splitter) skipLog() error {
	var tail []byte
	for {
		part, err := s.in.ReadSlice('\n')
		tail = append(tail, part...)
		if err == nil {
			s.line++
		}
		if bytes.Contains(tail, []byte(logEnd)) && err == nil || errors.Is(err, io.EOF) {
			return nil
		}
		switch {
		case err == nil:
			tail = tail[:0]
		case errors.Is(err, bufio.ErrBufferFull):
			tail = append(tail[:0], tail[max(0, len(tail)-len(logEnd)):]...)
		default:
			return err
		}
	}
}

// skipLine passes over the rest of a line.
func (s *splitter) skipLine() error {
	for {
		_, err := s.in.ReadSlice('\n')
		switch {
		case err == nil:
			s.line++
			return nil
		case errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// separates reports whether a line ends a YAML document.
func separates(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("---")) && !bytes.HasPrefix(line, []byte("...")) {
		return false
	}
	return len(line) == 3 || strings.IndexByte(" \t\r\n", line[3]) >= 0
}

func (s *splitter) at(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) }
