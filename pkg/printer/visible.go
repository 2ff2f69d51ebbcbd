package printer

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// invisible holds what a terminal obeys or swallows instead of showing it:
// C0, DEL and C1 controls, bidirectional and other format characters, line and
// paragraph separators, and everything else that Unicode ignores by default.
var invisible = []*unicode.RangeTable{
	unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
	unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
}

// Visible returns s with everything in it that does not show, or that a terminal
// would obey, written as an escape: \n, \x1b, \u202e. Bytes that are no UTF-8
// become \xNN. The result is one line, and every rune in it has a width.
func Visible(s string) string {
	return escape(s, false)
}

// escape is Visible; raw lets newlines and tabs pass.
func escape(s string, raw bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case raw && (r == '\n' || r == '\t'), !unicode.In(r, invisible...):
			b.WriteString(s[i : i+size])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ':
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			// Not \x7f: in the raw output JSON must stay JSON, and this is its
			// escape. (Encoders have escaped what is below a space themselves.)
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		}
		i += size
	}
	return b.String()
}

// plain is the fast path: printable ASCII has nothing to escape.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// VisibleWriter escapes what is written as Visible does, but lets newlines and
// tabs pass: for output whose layout is not ours (json, yaml, jsonpath,
// go-template). Valid JSON stays valid and decodes to the same strings.
//
// A rune may be split over several calls of Write. The bytes of a rune that never
// ends are held back until Close, which does not close w.
func VisibleWriter(w io.Writer) io.WriteCloser {
	return &visibleWriter{w: w}
}

type visibleWriter struct {
	w    io.Writer
	held []byte
}

// Write reports all of data as written unless w fails.
func (v *visibleWriter) Write(data []byte) (int, error) {
	text := string(v.held) + string(data)
	end := len(text) - incomplete(text)
	v.held = []byte(text[end:])
	if _, err := io.WriteString(v.w, escape(text[:end], true)); err != nil {
		return 0, err
	}
	return len(data), nil
}

func (v *visibleWriter) Close() error {
	rest := escape(string(v.held), true)
	v.held = nil
	_, err := io.WriteString(v.w, rest)
	return err
}

// incomplete is the number of bytes at the end of s that may begin a rune.
func incomplete(s string) int {
	for n := 1; n < utf8.UTFMax && n <= len(s); n++ {
		if tail := s[len(s)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRuneInString(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
