package printer

import (
	"fmt"
	"io"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Storage prints a screen a set: what its claim templates ask for and what there
// is, a row an ordinal and claim template, what is left over, what would destroy
// data, and which Pods cannot run elsewhere.
func Storage(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	return each(w, reports, o, storageScreen)
}

func storageScreen(p *page, s set) error {
	s.storageHeading(p)
	p.line(s.totals())
	own, left := s.claimRows()
	if len(s.joinClaims(own)) < len(own) || len(s.joinClaims(left)) < len(left) {
		p.line(Cell{"Claims that are alike share a row; -o wide has a row a claim.", Dim})
	}
	if err := s.claimTable(p, own, true); err != nil {
		return err
	}
	if err := s.leftovers(p, left); err != nil {
		return err
	}
	if err := s.sharedClaims(p); err != nil {
		return err
	}
	if err := s.releasedVolumes(p); err != nil {
		return err
	}
	p.section()
	s.destructions(p)
	p.section()
	s.stuckPods(p)
	s.waysBack(p)
	all := slices.Concat(own, left)
	s.claimRemarks(p, all)
	s.mismatches(p, all)
	s.gaps(p)
	return nil
}

// storageHeading names the set, what a new ordinal gets, and what becomes of claims.
func (s set) storageHeading(p *page) {
	ready := of(s.readyPods(), s.Replicas.Desired)
	ready.Text += " ready"
	facts := []Cell{ready}
	if n := len(s.Spec.ClaimTemplates); n > 3 {
		facts = append(facts, Cell{Text: fmt.Sprintf("%d claim templates", n)})
	} else {
		for _, t := range s.Spec.ClaimTemplates {
			facts = append(facts, Cell{Text: templateWords(t)})
		}
	}
	if len(s.Spec.ClaimTemplates) > 0 {
		facts = append(facts, Cell{Text: "whenScaled " + orNone(s.Spec.WhenScaled) + ", whenDeleted " + orNone(s.Spec.WhenDeleted)})
	}
	p.heading(s.subject(), facts...)
}

// templateWords is "data 10Gi fast".
func templateWords(t v1alpha1.ClaimTemplate) string {
	words := []string{t.Name}
	if t.Request != "" {
		words = append(words, t.Request)
	}
	if t.StorageClassName != nil {
		words = append(words, className(t.StorageClassName))
	}
	return strings.Join(words, " ")
}

// totals is the sum of it in a line: "9 claims, 90Gi asked for, 90Gi there; 20Gi of it left over".
func (s set) totals() Cell {
	none := Cell{Text: "No claim templates: its Pods have no storage of their own."}
	switch {
	case len(s.Spec.ClaimTemplates) == 0 && (s.Storage == nil || s.Storage.Totals.Claims == 0):
		return none
	case s.Claims == nil || s.Storage == nil:
		return Cell{"Its claims were not read.", Warn}
	}
	t := s.Storage.Totals
	words := fmt.Sprintf("%s, %s asked for, %s there", count(int(t.Claims), "claim"), bytesText(t.Requested), bytesText(t.Capacity))
	c := Cell{}
	if t.LeftoverCapacity > 0 {
		words += fmt.Sprintf("; %s of it left over", bytesText(t.LeftoverCapacity))
		c.Tone = Warn
	}
	if t.Used != nil {
		words += fmt.Sprintf("; %s used, as far as measured", bytesText(*t.Used))
	}
	c.Text = words
	return c
}

// count is "1 claim", "9 claims".
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// bytesText writes a number of bytes with one decimal at most: "90Gi", "1.5Ti".
func bytesText(n int64) string {
	const step = 1024
	value, unit := float64(n), 0
	units := []string{"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}
	for value >= step && unit < len(units)-1 {
		value, unit = value/step, unit+1
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") + units[unit]
}
