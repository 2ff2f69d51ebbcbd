package printer

import (
	"fmt"
	"io"
	"strings"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Orphans prints the claims that no StatefulSet uses or would use, those that
// only look so apart, and how many there are.
func Orphans(w io.Writer, found *v1alpha1.OrphanedClaims, o Options) error {
	if err := o.validate(); err != nil {
		return err
	}
	p := newPage(o)
	f := orphanage{found, o.Now}
	if f.now.IsZero() {
		f.now = found.AsOf.Time
	}
	p.heading("Orphaned claims", Cell{Text: f.where()})
	p.line(f.total())
	for _, v := range []v1alpha1.OrphanVerdict{v1alpha1.VerdictOrphaned, v1alpha1.VerdictDoubtful} {
		if err := f.list(p, v); err != nil {
			return err
		}
	}
	p.section()
	for _, g := range found.Gaps {
		p.line(Cell{GapText(g), Warn})
	}
	return p.flush(w)
}

// orphanage is what was found and the instant it is looked at.
type orphanage struct {
	*v1alpha1.OrphanedClaims
	now time.Time
}

func (f orphanage) where() string {
	if f.Namespace == "" {
		return "all namespaces"
	}
	return "namespace " + f.Namespace
}

// total is how many there are and how large. While something could not be read,
// none found is no all-clear.
func (f orphanage) total() Cell {
	var words []string
	c := Cell{Tone: Warn}
	if f.Orphaned > 0 {
		words = append(words, fmt.Sprintf("%s, %s", count(int(f.Orphaned), "orphaned claim"), bytesText(f.OrphanedBytes)))
	}
	if f.Doubtful > 0 {
		words = append(words, fmt.Sprintf("%s, %s", count(int(f.Doubtful), "doubtful claim"), bytesText(f.DoubtfulBytes)))
	}
	looked := fmt.Sprintf("among %s looked at", count(int(f.LookedAt), "claim"))
	switch {
	case len(words) > 0:
		c.Text = strings.Join(words, "; ") + "; " + looked + "."
	case len(f.Gaps) > 0 && f.LookedAt == 0:
		c.Text = "No claims were read."
	case len(f.Gaps) > 0:
		c.Text = "None found " + looked + ", but not everything could be read."
	case f.LookedAt == 0:
		c = Cell{Text: "There are no claims."}
	default:
		c = Cell{"No orphaned claims " + looked + ".", Good}
	}
	return c
}

// list shows those of a verdict, and what to do about them where that is certain.
func (f orphanage) list(p *page, verdict v1alpha1.OrphanVerdict) error {
	var rows []orphanRow
	for i := range f.Claims {
		if f.Claims[i].Verdict == verdict {
			rows = append(rows, orphanRow{&f.Claims[i], f})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	p.section()
	if verdict == v1alpha1.VerdictDoubtful {
		p.line(Cell{"Doubtful: look at what speaks against it before anything else.", Warn})
		p.section()
	}
	if err := table(p, orphanColumns(p, rows), rows); err != nil {
		return err
	}
	p.section()
	f.evidence(p, rows)
	if verdict == v1alpha1.VerdictOrphaned {
		f.howToDelete(p, rows)
	}
	return nil
}
