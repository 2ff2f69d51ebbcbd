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

// jsonScan finds the end of a JSON value: where its brackets or its quotes
// close, or in front of what ends a number or a word.
type jsonScan struct {
	depth           int
	quoted, escaped bool
}

// feed looks at the next part and tells how much of it belongs to the value.
func (j *jsonScan) feed(chunk []byte) (used int, done bool) {
	for used < len(chunk) {
		if j.quoted {
			used += j.inString(chunk[used:])
			if !j.quoted && j.depth == 0 {
				return used, true
			}
			continue
		}
		switch c := chunk[used]; {
		case c == '"':
			j.quoted = true
		case c == '{' || c == '[':
			j.depth++
		case c == '}' || c == ']':
			if j.depth == 0 {
				return used, true
			}
			if j.depth--; j.depth == 0 {
				return used + 1, true
			}
		case j.depth == 0 && (c == ',' || c == ':' || c <= ' '):
			return used, true
		}
		used++
	}
	return used, false
}

// inString passes over a string up to and with its closing quote.
func (j *jsonScan) inString(chunk []byte) (used int) {
	for used < len(chunk) {
		if j.escaped {
			j.escaped = false
			used++
			continue
		}
		n := bytes.IndexAny(chunk[used:], `"\`)
		if n < 0 {
			return len(chunk)
		}
		used += n + 1
		if chunk[used-1] == '"' {
			j.quoted = false
			return used
		}
		j.escaped = true
	}
	return used
}

// jsonType tells the type of an object from its keys, without parsing the rest.
func jsonType(text []byte) (t metav1.TypeMeta) {
	var key string
	for at := 0; at < len(text) && (t.Kind == "" || t.APIVersion == ""); {
		if c := text[at]; c <= ' ' || c == ',' || c == ':' || c == '{' && at == 0 {
			at++
			continue
		}
		var scan jsonScan
		used, _ := scan.feed(text[at:])
		if used == 0 {
			break // The closing brace, or no JSON at all.
		}
		value := text[at : at+used]
		at += used
		switch key {
		case "":
			key = string(value)
			continue
		case `"kind"`:
			_ = json.Unmarshal(value, &t.Kind)
		case `"apiVersion"`:
			_ = json.Unmarshal(value, &t.APIVersion)
		}
		key = ""
	}
	return t
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
