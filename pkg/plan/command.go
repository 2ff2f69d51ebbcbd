package plan

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

// kubectl writes a command for the set's namespace; every argument is quoted, so
// that a name can never become shell.
func kubectl(set *appsv1.StatefulSet, format string, args ...string) string {
	quoted := make([]any, len(args))
	for i, a := range args {
		quoted[i] = shell.Quote(a)
	}
	return "kubectl -n " + shell.Quote(set.Namespace) + " " + fmt.Sprintf(format, quoted...)
}
