// Package printer shows reports: as tables (narrow, wide, Markdown), as a tree
// and as custom columns.
//
// It decides words, columns and their order, never facts: whatever a screen says
// is in the report. All text passes Visible on its way out, so a string from the
// cluster cannot steer a terminal, and colour comes last, so it never counts as width.
package printer

import (
	"cmp"
	"fmt"
	"io"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// The formats of the views; the empty string is FormatTable.
const (
	FormatTable    = "table"
	FormatWide     = "wide"
	FormatMarkdown = "markdown"
)

// Options say how a view is shown.
type Options struct {
	// Format is FormatTable, FormatWide or FormatMarkdown.
	Format string
	// NoHeaders leaves the header of tables out. A Markdown table cannot do without one.
	NoHeaders bool
	// Color is final: whether it suits the output was decided before. Markdown has none.
	Color bool
	// Now is the instant that ages are measured to; the zero value takes each report's own.
	Now time.Time
	// Namespaced shows the NAMESPACE column of List.
	Namespaced bool
	// Usage shows the USED column of Storage: what kubelets measured was asked for.
	Usage bool
	// Program is this program in commands that are printed; empty is kubectl sts.
	Program string
}

func (o Options) wide() bool     { return o.Format == FormatWide }
func (o Options) markdown() bool { return o.Format == FormatMarkdown }

func (o Options) validate() error {
	switch o.Format {
	case "", FormatTable, FormatWide, FormatMarkdown:
		return nil
	}
	return fmt.Errorf("unknown table format %q: want %s, %s or %s", o.Format, FormatTable, FormatWide, FormatMarkdown)
}

// set is one report and the instant it is looked at.
type set struct {
	*v1alpha1.StatefulSetReport
	now  time.Time
	wide bool
	// usage has the columns of what was measured, without bars in Markdown.
	usage, plainBars bool
	program          string
}

func sets(reports []v1alpha1.StatefulSetReport, o Options) []set {
	out := make([]set, len(reports))
	for i := range reports {
		out[i] = set{&reports[i], o.Now, o.wide(), o.Usage, o.markdown(), cmp.Or(o.Program, "kubectl sts")}
		if o.Now.IsZero() {
			out[i].now = reports[i].AsOf.Time
		}
	}
	return out
}

// each prints a screen a set, with a blank line between them.
func each(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options, screen func(*page, set) error) error {
	if err := o.validate(); err != nil {
		return err
	}
	p := newPage(o)
	for _, s := range sets(reports, o) {
		p.section()
		if err := screen(p, s); err != nil {
			return err
		}
	}
	return p.flush(w)
}
