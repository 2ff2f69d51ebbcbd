package printer

import (
	"slices"
	"strings"
)

// rowsAtMost is how many claims have a row each in the narrow screen.
const rowsAtMost = 12

// segmentsAtMost is how many runs of ordinals a joined row names: it has to name all of them.
const segmentsAtMost = 4

// joinClaims makes few rows of many: claims of a template that read alike, but
// for names, ages and what each ordinal has of its own (its Pod, its zone), share a row.
func (s set) joinClaims(rows []claimRow) []claimRow {
	if s.wide || len(rows) <= rowsAtMost {
		return rows
	}
	var out []claimRow
	open := map[string]int{}
	for _, r := range rows {
		key := r.alike(s)
		if i, found := open[key]; found {
			with := claimRow{s, append(slices.Clip(out[i].ordinals), r.ordinals...), append(slices.Clip(out[i].claims), r.claims...)}
			if strings.Count(with.numbers(), ",") < segmentsAtMost {
				out[i] = with
				continue
			}
		}
		open[key] = len(out)
		out = append(out, r)
	}
	return out
}

// alike is what rows that are joined have in common.
func (r claimRow) alike(s set) string {
	parts := []string{r.claim().Template, r.state().Text}
	if exists(r.claim()) {
		parts = append(parts, r.size().Text, r.class().Text, r.usedAs())
		if s.usage {
			parts = append(parts, r.fullness())
		}
	}
	return strings.Join(append(parts, r.moveKind()), "\x00")
}
