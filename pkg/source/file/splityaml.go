package file

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// maxUntyped bounds the lines before apiVersion or kind: they come early, and
// what has neither is not worth reading on.
const maxUntyped = 1 << 20

// yamlSplit is the document being read.
type yamlSplit struct {
	*splitter
	// head is the document without the items of its list.
	head     []byte
	headLine int
	list     metav1.TypeMeta
	items    bool
	// dash is the column of the dashes of the items, -1 outside the list.
	dash     int
	item     []byte
	itemLine int
}

// yamlDocument reads up to the next separator.
func (s *splitter) yamlDocument() error {
	d := &yamlSplit{splitter: s, headLine: s.line, dash: -1}
	for {
		head, err := s.in.Peek(len(logStart))
		if len(head) == 0 && !errors.Is(err, io.EOF) {
			return err
		}
		if len(head) == 0 || separates(head) || bytes.Equal(head, []byte(logStart)) {
			break
		}
		number := s.line
		line, err := s.readLine()
		if err != nil {
			return err
		}
		if err := d.add(line, number); err != nil {
			return err
		}
	}
	if err := d.endItem(); err != nil {
		return err
	}
	return s.document(unit{text: d.head, yaml: true, line: d.headLine, doc: s.doc}, d.items)
}

func (d *yamlSplit) add(line []byte, number int) error {
	if d.dash == 0 && line[0] == ' ' { // Most lines of what kubectl writes.
		return d.grow(line)
	}
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	content := bytes.TrimSpace(line)
	blank := len(content) == 0 || content[0] == '#'
	dashed := len(content) > 0 && content[0] == '-' && (len(content) == 1 || content[1] == ' ' || content[1] == '\t')
	switch {
	case d.dash < 0 && d.items && dashed && d.pendingItems():
		d.dash = indent
		return d.startItem(line, number)
	case d.dash >= 0 && dashed && indent == d.dash:
		if err := d.endItem(); err != nil {
			return err
		}
		return d.startItem(line, number)
	case d.dash >= 0 && (blank || indent > 0):
		return d.grow(line)
	case d.dash >= 0: // A key beside items: the list has ended.
		if err := d.endItem(); err != nil {
			return err
		}
		d.dash = -1
	}
	if !blank && indent == 0 {
		key, value, _ := bytes.Cut(content, []byte(":"))
		switch string(key) {
		case "kind":
			d.list.Kind = scalar(value)
		case "apiVersion":
			d.list.APIVersion = scalar(value)
		case "items":
			// With the value on the same line (`items: []`) it is small and stays in the head.
			d.items = d.items || scalar(value) == ""
		}
	}
	size := len(d.head) + len(line)
	if size > maxUntyped && d.list.Kind == "" && d.list.APIVersion == "" {
		return unit{yaml: true, line: d.headLine, doc: d.doc}.notAnObject()
	}
	if size > maxObject {
		return d.at(d.headLine, errTooLarge)
	}
	d.head = append(d.head, line...)
	return nil
}

// pendingItems reports whether the last line of the head, comments aside, is `items:`.
func (d *yamlSplit) pendingItems() bool {
	rest := d.head
	for len(rest) > 0 {
		rest = bytes.TrimRight(rest, "\n")
		i := bytes.LastIndexByte(rest, '\n')
		line := bytes.TrimSpace(rest[i+1:])
		if len(line) > 0 && line[0] != '#' {
			return bytes.HasPrefix(line, []byte("items:"))
		}
		rest = rest[:i+1]
	}
	return false
}

// startItem begins an item; its dash becomes a space, so that the text is a
// mapping of its own. Other items may not refer to its anchors.
func (d *yamlSplit) startItem(line []byte, number int) error {
	d.itemLine = number
	d.item = append(d.item[:0], line...)
	d.item[d.dash] = ' '
	return nil
}

func (d *yamlSplit) grow(line []byte) error {
	if len(d.item)+len(line) > maxObject {
		return d.at(d.itemLine, errTooLarge)
	}
	d.item = append(d.item, line...)
	return nil
}

func (d *yamlSplit) endItem() error {
	if d.dash < 0 {
		return nil
	}
	return d.splitter.item(unit{text: d.item, yaml: true, line: d.itemLine, doc: d.doc, list: d.list})
}

// readLine reads one line with its line break.
func (s *splitter) readLine() ([]byte, error) {
	line, err := s.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		long := bytes.Clone(line)
		for errors.Is(err, bufio.ErrBufferFull) {
			line, err = s.in.ReadSlice('\n')
			if long = append(long, line...); len(long) > maxObject {
				return nil, s.at(s.line, errTooLarge)
			}
		}
		line = long
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	s.line++
	return line, nil
}

// scalar is a plain YAML value without quotes and comment.
func scalar(value []byte) string {
	value = bytes.TrimSpace(value)
	if len(value) > 0 && value[0] == '#' {
		return ""
	}
	if i := bytes.Index(value, []byte(" #")); i >= 0 {
		value = bytes.TrimSpace(value[:i])
	}
	return string(bytes.Trim(value, `"'`))
}
