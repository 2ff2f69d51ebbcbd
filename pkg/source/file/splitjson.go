package file

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var errCutOff = errors.New("the JSON ends too early")

// jsonObject reads one object key by key; the items of a list one by one.
func (s *splitter) jsonObject() error {
	u := unit{line: s.line, doc: s.doc}
	items := false
	head := []byte{}
	var key []byte
	for depth, wantKey := 0, false; ; {
		c, err := s.peekJSON()
		if err != nil {
			return err
		}
		switch {
		case c == '{' && depth == 0:
			depth, wantKey = 1, true
			head = append(head, c)
			s.discard()
		case c == '}':
			head = append(head, c)
			s.discard()
			u.text = head
			return s.document(u, items)
		case c == ',' || c == ':':
			wantKey = c == ','
			head = append(head, c)
			s.discard()
		case wantKey:
			if key, err = s.value(nil); err != nil {
				return err
			}
			head = append(head, key...)
		case c == '[' && string(key) == `"items"`:
			items = true
			head = append(head, "[]"...)
			if err := s.jsonItems(u.list); err != nil {
				return err
			}
		default:
			before := len(head)
			if head, err = s.value(head); err != nil {
				return err
			}
			// Not a string? That is found when the whole document is looked at.
			switch string(key) {
			case `"kind"`:
				_ = json.Unmarshal(head[before:], &u.list.Kind)
			case `"apiVersion"`:
				_ = json.Unmarshal(head[before:], &u.list.APIVersion)
			}
		}
		if len(head) > maxObject {
			return s.at(u.line, errTooLarge)
		}
	}
}

// jsonArray reads a bare array as a list without a kind, as jq prints it.
func (s *splitter) jsonArray() error {
	u := unit{line: s.line, doc: s.doc}
	if err := s.jsonItems(metav1.TypeMeta{}); err != nil {
		return err
	}
	u.text = []byte(`{"apiVersion":"v1","kind":"List"}`)
	return s.document(u, true)
}

func (s *splitter) jsonItems(list metav1.TypeMeta) error {
	s.discard() // The bracket.
	var text []byte
	for {
		c, err := s.peekJSON()
		if err != nil {
			return err
		}
		switch c {
		case ']':
			s.discard()
			return nil
		case ',':
			s.discard()
			continue
		}
		u := unit{line: s.line, doc: s.doc, list: list}
		if text, err = s.value(text[:0]); err != nil {
			return err
		}
		u.text = text
		if err := s.item(u); err != nil {
			return err
		}
	}
}

// value appends one JSON value to text.
func (s *splitter) value(text []byte) ([]byte, error) {
	start, from := s.line, len(text)
	var scan jsonScan
	for {
		// Look at what is buffered, at least one byte.
		if _, err := s.in.Peek(1); err != nil {
			return nil, s.at(s.line, cutOff(err))
		}
		chunk, _ := s.in.Peek(s.in.Buffered())
		used, done := scan.feed(chunk)
		if done && used+len(text) == from {
			return nil, s.at(s.line, fmt.Errorf("unexpected %q", chunk[0]))
		}
		s.line += bytes.Count(chunk[:used], []byte("\n"))
		text = append(text, chunk[:used]...)
		_, _ = s.in.Discard(used)
		if len(text)-from > maxObject {
			return nil, s.at(start, errTooLarge)
		}
		if done {
			return text, nil
		}
	}
}

// peekJSON passes over white space and gives the byte behind it.
func (s *splitter) peekJSON() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil {
			return 0, s.at(s.line, cutOff(err))
		}
		switch c {
		case '\n':
			s.line++
		case ' ', '\t', '\r':
		default:
			return c, s.in.UnreadByte()
		}
	}
}

func (s *splitter) discard() { _, _ = s.in.Discard(1) }

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return errCutOff
	}
	return err
}
