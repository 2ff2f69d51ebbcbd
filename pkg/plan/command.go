package plan

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
)

// kubectl writes a command for the set's namespace; every argument is quoted, so
// that a name can never become shell.
func kubectl(set *appsv1.StatefulSet, format string, args ...string) string {
	quoted := make([]any, len(args))
	for i, a := range args {
		quoted[i] = quote(a)
	}
	return "kubectl -n " + quote(set.Namespace) + " " + fmt.Sprintf(format, quoted...)
}

// quote makes s one word for a POSIX shell, whatever is in it.
func quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
