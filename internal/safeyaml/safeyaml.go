// Package safeyaml turns JSON into YAML whatever is in its strings.
//
// JSON lets control characters from U+007F on stand as they are, and YAML's
// reader refuses them: one such character in a stranger's annotation would cost
// the whole document.
package safeyaml

import (
	"bytes"
	"encoding/json"
	"fmt"

	"sigs.k8s.io/yaml"
)

// Marshal is v as YAML, by way of its JSON.
func Marshal(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return FromJSON(text)
}

// FromJSON is a JSON document as YAML that decodes to the same values.
func FromJSON(text []byte) ([]byte, error) {
	return yaml.JSONToYAML(escape(text))
}

// escape writes what YAML does not let stand (YAML 1.1, c-printable) as \uXXXX.
// Outside strings JSON is plain ASCII, so all of these are in strings.
func escape(text []byte) []byte {
	if bytes.IndexFunc(text, forbidden) < 0 {
		return text
	}
	var out bytes.Buffer
	for _, r := range string(text) {
		if forbidden(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.Bytes()
}

func forbidden(r rune) bool {
	return r >= 0x7f && r < 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff
}
