// Package safetext writes JSON and YAML that a terminal can be shown, whatever
// is in the strings.
//
// JSON and YAML let characters stand that a terminal obeys or hides (C1 controls,
// bidirectional overrides, zero-width characters), and YAML's reader refuses some
// that JSON lets stand: one of them in a stranger's annotation would cost the
// whole document. Here they are escaped, so that the text decodes to the same values.
package safetext

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"sigs.k8s.io/yaml"
)

// YAML is v as YAML, by way of its JSON.
func YAML(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return YAMLFromJSON(text)
}

// JSON escapes, in a JSON document, what a terminal would obey or hide.
func JSON(text []byte) []byte {
	return rewrite(text, func(r rune) string {
		if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
			return fmt.Sprintf(`\u%04x\u%04x`, high, low)
		}
		return fmt.Sprintf(`\u%04x`, r)
	})
}

// YAMLFromJSON is a JSON document as YAML.
//
// YAML's writer has no option for what to escape. But it always escapes U+0001,
// as \x01, and puts the string in double quotes then: so each such character
// passes the writer as its number between two of these, and becomes an escape
// afterwards.
func YAMLFromJSON(text []byte) ([]byte, error) {
	marked := rewrite(text, func(r rune) string { return fmt.Sprintf(`\u0001%08x\u0001`, r) })
	out, err := yaml.JSONToYAML(marked)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(out, []byte(`\x01`)) {
		out = mark().ReplaceAll(out, []byte(`\U$1`))
	}
	return out, nil
}

// mark is compiled when it is first needed: hardly any text needs it.
var mark = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\\x01([0-9a-f]{8})\\x01`) })

// rewrite replaces unsafe characters in a JSON document, whether they stand there
// or are escaped; all are in strings, as everything else is ASCII. U+0001 counts
// as one, and so does the backslash of a string that has the mark's own text in it.
func rewrite(text []byte, escape func(rune) string) []byte {
	if bytes.IndexFunc(text, unsafe) < 0 && bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		r, size := next(text[i:])
		if size > 0 {
			out.WriteString(escape(r))
			i += size
			continue
		}
		if text[i] == '\\' && i+1 < len(text) {
			size = 2 // With what it escapes, which is then no beginning of another escape.
		} else {
			_, size = utf8.DecodeRune(text[i:])
		}
		out.Write(text[i : i+size])
		i += size
	}
	return []byte(out.String())
}

// next is the unsafe character that text begins with, and how long it is; 0 when it begins with another.
func next(text []byte) (r rune, size int) {
	const long = len(`\u0001`)
	switch {
	case bytes.HasPrefix(text, []byte(`\\x01`)):
		return '\\', len(`\\`)
	case text[0] == '\\' && len(text) >= long && text[1] == 'u':
		n, err := strconv.ParseUint(string(text[2:long]), 16, 16)
		if r = rune(n); err != nil || r != 1 && !unsafe(r) {
			return 0, 0
		}
		return r, long
	}
	if r, size = utf8.DecodeRune(text); unsafe(r) {
		return r, size
	}
	return 0, 0
}

// unsafe are the characters from U+007F on that control, format or separate
// lines, and those that YAML 1.1 does not let stand. Below U+0080 JSON itself escapes.
func unsafe(r rune) bool {
	return r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == 0xfffe || r == 0xffff
}
