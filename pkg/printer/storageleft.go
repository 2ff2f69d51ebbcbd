package printer

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file shows what is not an ordinal's of the range: what is left over, what all Pods share, what outlived its claim.

// leftovers are the claims outside the range, and what scaling up makes of them.
func (s set) leftovers(p *page, rows []claimRow) error {
	if len(rows) == 0 {
		p.section()
		s.readoptions(p) // Of claims that are the set's by their names alone.
		return nil
	}
	p.section()
	p.line(Cell{"Left over, " + s.outside() + ":", Warn})
	if err := s.claimTable(p, rows, false); err != nil {
		return err
	}
	s.readoptions(p)
	return nil
}

// readoptions say what scaling up takes into use again; where it is the same
// ordinal after ordinal, once.
func (s set) readoptions(p *page) {
	if s.Storage == nil {
		return
	}
	var all []finding
	for _, r := range s.Storage.Readoptions {
		names := append([]string{fmt.Sprintf("%s-%d", s.Name, r.Ordinal), fmt.Sprintf("ordinals.start %d", r.Ordinal)}, r.Claims...)
		if r.Replicas != nil {
			names = append(names, fmt.Sprintf("scaling up to %d", *r.Replicas))
		}
		all = append(all, finding{ordinal: r.Ordinal, message: r.Message, names: names})
	}
	var lines []Cell
	for _, group := range alike(all) {
		words := stopped(group[0].message)
		if strings.HasPrefix(words, "scaling ") {
			words = capital(words)
		}
		var rest []int32
		for _, f := range group[1:] {
			rest = append(rest, f.ordinal)
		}
		if slices.Reverse(rest); len(rest) > 0 {
			words = andTheSame(words, ordinalRange(rest))
		}
		lines = append(lines, Cell{words, Warn})
	}
	for _, c := range s.first(lines) {
		p.line(c)
	}
}

// outside is "outside ordinals 0–4".
func (s set) outside() string {
	start, n := s.Spec.OrdinalsStart, s.Spec.Replicas
	switch {
	case n <= 0:
		return "while the set wants no Pods"
	case n == 1:
		return fmt.Sprintf("while the set wants ordinal %d alone", start)
	}
	return fmt.Sprintf("outside ordinals %d–%d", start, int64(start)+int64(n)-1)
}

// sharedClaims are those that every Pod mounts.
func (s set) sharedClaims(p *page) error {
	if s.Storage == nil || len(s.Storage.SharedClaims) == 0 {
		return nil
	}
	var rows []claimRow
	for i := range s.Storage.SharedClaims {
		rows = append(rows, claimRow{s, nil, []*v1alpha1.Claim{&s.Storage.SharedClaims[i]}})
	}
	p.section()
	p.line(Cell{Text: "Shared by all Pods, named in the Pod template:"})
	p.section()
	if err := table(p, sharedColumns(s), rows); err != nil {
		return err
	}
	for _, r := range rows {
		if m := r.claim().Message; m != "" {
			p.line(Cell{fmt.Sprintf("%s (%s): %s", r.claim().Name, claimWords(r.claim().State), m), claimTone(r.claim().State)})
		}
	}
	return nil
}

// sharedColumns are those of a claim without what hangs on an ordinal.
func sharedColumns(s set) []Column[claimRow] {
	var out []Column[claimRow]
	for _, c := range s.claimColumns(false) {
		if c.Name != "Ordinal" && c.Name != "Can run on" && !strings.HasPrefix(c.Name, "If set") {
			out = append(out, c)
		}
	}
	return out
}

// releasedVolumes are those whose claim is gone.
func (s set) releasedVolumes(p *page) error {
	if s.Storage == nil || len(s.Storage.ReleasedVolumes) == 0 {
		return nil
	}
	p.section()
	p.line(Cell{"Volumes that outlived their claims:", Warn})
	p.section()
	if err := table(p, releasedColumns, s.Storage.ReleasedVolumes); err != nil {
		return err
	}
	p.section()
	var all []finding
	for _, v := range s.Storage.ReleasedVolumes {
		all = append(all, finding{subject: v.Name, message: stopped(v.Message), names: []string{v.Name, v.Claim}})
	}
	var lines []Cell
	for _, group := range alike(all) {
		lines = append(lines, Cell{Text: namedTogether(group, " ")})
	}
	for _, c := range s.first(lines) {
		p.line(c)
	}
	return nil
}

var releasedColumns = []Column[v1alpha1.ReleasedVolume]{
	column("Volume", "PersistentVolume", text(func(v v1alpha1.ReleasedVolume) string { return orNone(v.Name) })),
	column("Claim was", "Claim that it was bound to", text(func(v v1alpha1.ReleasedVolume) string { return orNone(v.Claim) })),
	column("State", "Phase of the volume", text(func(v v1alpha1.ReleasedVolume) string { return orNone(v.Phase) })),
	column("Size", "Capacity of the volume", text(func(v v1alpha1.ReleasedVolume) string { return orNone(v.Capacity) })),
	column("Reclaim", "Reclaim policy of the volume", text(func(v v1alpha1.ReleasedVolume) string { return orNone(v.ReclaimPolicy) })),
}
