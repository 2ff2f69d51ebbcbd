package view

import (
	"fmt"
	"io"
	"slices"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// Empty says on w that there is nothing to show; kept is what was looked for
// among the sets ("need attention"), empty when every set would have done.
func Empty(w io.Writer, q *factory.Query, kept string) {
	switch {
	case kept != "":
	case q.Selects():
		kept = "match the selector"
	default:
		kept = "found"
	}
	fmt.Fprintln(w, printer.Visible("No StatefulSets "+kept+q.In()+"."))
}

// Namespaced reports whether a screen has to tell namespaces apart.
func Namespaced(q *factory.Query, reports []v1alpha1.StatefulSetReport) bool {
	if q.AllNamespaces {
		return true
	}
	for i := range reports {
		if reports[i].Namespace != reports[0].Namespace {
			return true
		}
	}
	return false
}

// InOrder puts reports in the order in which their names were given.
func InOrder(reports []v1alpha1.StatefulSetReport, names []string) []v1alpha1.StatefulSetReport {
	slices.SortStableFunc(reports, func(a, b v1alpha1.StatefulSetReport) int {
		return slices.Index(names, a.Name) - slices.Index(names, b.Name)
	})
	return reports
}

// NoteGaps says on stderr what could not be read, once each: for output that
// has no place for it.
func NoteGaps(q *factory.Query, reports []v1alpha1.StatefulSetReport) {
	seen := map[string]bool{}
	for i := range reports {
		for _, gap := range reports[i].Gaps {
			text := printer.GapText(gap)
			if !seen[text] {
				seen[text] = true
				q.Note("%s", text)
			}
		}
	}
}
