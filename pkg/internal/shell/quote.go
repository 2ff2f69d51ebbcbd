// Package shell writes words of commands that are printed for somebody to paste.
package shell

import "strings"

// Quote makes s one word for a POSIX shell, whatever is in it: a name can never
// become shell. A word that needs no quotes gets none.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
