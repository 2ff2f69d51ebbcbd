package inspect

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// gistLength is what of a message still fits into a sentence about a Pod.
const gistLength = 100

// gist is the end of a message that grew with every program that passed it on: each
// puts its own words before the cause, and ": " between. A container runtime's comes to 400 characters.
func gist(message string) string {
	// What runc says when it has no more to say.
	message = lastLine(strings.TrimSuffix(strings.TrimSpace(message), ": unknown"))
	if utf8.RuneCountInString(message) <= gistLength {
		return message
	}
	parts := strings.Split(message, ": ")
	out := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0 && utf8.RuneCountInString(parts[i]+": "+out) <= gistLength; i-- {
		out = parts[i] + ": " + out
	}
	if runes := []rune(out); len(runes) > gistLength {
		out = strings.TrimSpace(string(runes[:gistLength-1])) + "…"
	}
	return out
}

// lastLine is the last line with something on it: a program's last words are its error.
// Runtimes print the calls that led there after it: Go after a line of its own,
// Java indented.
func lastLine(message string) string {
	last, outdented := "", ""
	for line := range strings.FieldsFuncSeq(message, func(r rune) bool { return r == '\n' || r == '\r' }) {
		text := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: "):
			return text
		case text == "":
			continue
		case !strings.HasPrefix(line, "\t"):
			outdented = text
		}
		last = text
	}
	return cmp.Or(outdented, last)
}

// pullGist is a failed pull in a few words: which image, and what came back. The
// kubelet's message names the image up to five times before that.
func pullGist(message string) string {
	_, rest, found := strings.Cut(message, `image "`)
	image, _, closed := strings.Cut(rest, `"`)
	cause := strings.LastIndex(message, ": ")
	if !found || !closed || image == "" || cause < 0 {
		return gist(message)
	}
	return `image "` + image + `": ` + gist(message[cause+2:])
}
