package printer

import (
	"fmt"
	"io"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Identity prints a screen a set: its names' foundation, then a row an ordinal
// that says which parts of its identity are right, then in words those that are
// not. In -o wide every part has a column of its own.
func Identity(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	return each(w, reports, o, identityScreen)
}

func identityScreen(p *page, s set) error {
	p.heading(s.subject(), Cell{Text: s.domain()})
	for _, c := range s.serviceFacts() {
		p.line(c)
	}
	p.line(s.dnsAsked())
	rows := s.identities()
	p.section()
	if err := table(p, identityColumns(s), rows); err != nil {
		return err
	}
	p.section()
	for _, c := range append(remarks(rows), s.dnsRemarks(rows)...) {
		p.line(c)
	}
	p.section()
	s.srv(p)
	s.gaps(p)
	return nil
}

// identities are the rows of identity: leftover claims have none.
func (s set) identities() []ordinal {
	var out []ordinal
	for _, o := range s.ordinals() {
		if o.State != v1alpha1.OrdinalLeftover {
			out = append(out, o)
		}
	}
	return out
}

// srv names the SRV records once: each of the set's Pods is one target of them.
func (s set) srv(p *page) {
	for i := range s.Ordinals {
		if id := s.Ordinals[i].Identity; id != nil && len(id.SRV) > 0 {
			p.line(Cell{Text: fmt.Sprintf("SRV records, for all Pods together: %s", strings.Join(id.SRV, ", "))})
			return
		}
	}
}

// identityColumns are few when narrow: each sums several checks up.
func identityColumns(s set) []Column[ordinal] {
	columns := []Column[ordinal]{
		column("Pod", "Pod of the ordinal", ordinal.named),
		column("FQDN", "The Pod's name in DNS", ordinal.fqdn),
		column("Resolves", "Whether the name resolves, judged from the EndpointSlices", ordinal.resolves),
	}
	if s.DNS != nil {
		columns = append(columns, dnsColumns()...)
	}
	if !s.wide {
		for _, g := range checkGroups {
			if g.name != claimGroup || len(s.Spec.ClaimTemplates) > 0 {
				columns = append(columns, column(g.name, g.description, g.sum))
			}
		}
		return columns
	}
	for _, c := range podChecks {
		columns = append(columns, column(c.header, c.title, c.cell))
	}
	for i, t := range s.Spec.ClaimTemplates {
		columns = append(columns, column("Claim "+t.Name, "Claim mounted for the template", claimCheck(i).cell))
	}
	return columns
}

// named is the Pod's name and, where it matters, what stands there.
func (o ordinal) named() Cell {
	words := map[v1alpha1.OrdinalState]string{
		v1alpha1.OrdinalMissing:    "missing",
		v1alpha1.OrdinalOutOfRange: "out of range",
		v1alpha1.OrdinalOrphan:     "orphan",
		v1alpha1.OrdinalReleased:   "labels lost",
		v1alpha1.OrdinalStranger:   "stranger",
	}[o.State]
	if words == "" {
		return Cell{Text: o.PodName}
	}
	return Cell{fmt.Sprintf("%s (%s)", o.PodName, words), Warn}
}

func (o ordinal) fqdn() Cell {
	if o.Identity == nil {
		return toned(unknown)
	}
	return toned(orNone(o.Identity.FQDN))
}

func (o ordinal) resolves() Cell {
	switch {
	case o.Identity == nil:
		return toned(unknown)
	case o.Identity.FQDN == "":
		return toned(none)
	}
	switch o.Identity.Resolves.Verdict {
	case v1alpha1.VerdictRight:
		return Cell{Text: "yes"}
	case v1alpha1.VerdictWrong:
		return Cell{"no", Warn}
	}
	return toned(unknown)
}
