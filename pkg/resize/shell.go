package resize

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

// program is kubectl with the flags that choose the cluster: without them, the
// commands would go to another one.
func (b *book) program() string {
	words := []string{"kubectl"}
	for _, flag := range b.opts.Flags {
		words = append(words, shell.Quote(flag))
	}
	return strings.Join(words, " ")
}

// sts writes a command of this program about the set.
func (b *book) sts(verb string) string {
	words := []string{cmp.Or(b.opts.Program, "kubectl sts"), verb, shell.Quote(b.set.Name), "-n", shell.Quote(b.set.Namespace)}
	for _, flag := range b.opts.Flags {
		words = append(words, shell.Quote(flag))
	}
	return strings.Join(words, " ")
}

// kubectl writes a command for the set's namespace; every argument is quoted, so
// that a name can never become shell.
func (b *book) kubectl(format string, args ...string) string {
	quoted := make([]any, len(args))
	for i, a := range args {
		quoted[i] = shell.Quote(a)
	}
	return b.program() + " -n " + shell.Quote(b.set.Namespace) + " " + fmt.Sprintf(format, quoted...)
}

// jsonText is v in JSON: strings, and what is made of them.
func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(text)
}
