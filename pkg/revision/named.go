package revision

import (
	"fmt"
	"strings"
)

// NamedWords are the words of changes with the names of what came and went:
// "+env FOO, BAR" where Words has "+2 env". They are for a history, in which
// another look does not tell which ones those were.
func NamedWords(changes []Change) []string {
	var out []string
	for _, c := range changes {
		if c.named != "" {
			out = append(out, c.named)
		} else {
			out = append(out, c.Words)
		}
	}
	return out
}

// namedWords is "+env FOO", "-labels a, b" or "+volumes a, b, c and 2 more".
func namedWords(sign, one, many string, names []string) string {
	switch n := len(names); {
	case n == 1:
		return sign + one + " " + names[0]
	case n > namedAtMost:
		return fmt.Sprintf("%s%s %s and %d more", sign, many, strings.Join(names[:namedAtMost], ", "), n-namedAtMost)
	}
	return sign + many + " " + strings.Join(names, ", ")
}
