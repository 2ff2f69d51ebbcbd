package file

import (
	"bytes"
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

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
