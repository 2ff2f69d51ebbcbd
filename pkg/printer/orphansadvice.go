package printer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
)

// This file words why claims are taken for orphaned, and how to be rid of one.

// evidence is what speaks for and against them, once where it is the same; wide has a column of it.
func (f orphanage) evidence(p *page, rows []orphanRow) {
	if p.wide() {
		return
	}
	var all []finding
	for _, r := range rows {
		all = append(all, finding{subject: r.name(), message: orNone(strings.Join(r.Evidence, "; ")),
			names: []string{r.Name, r.VolumeName, fmt.Sprintf("%s-%d", r.Set, r.Ordinal)}})
	}
	var lines []Cell
	for _, group := range alikeButForTimes(all) {
		lines = append(lines, Cell{Text: namedTogether(group, ": ")})
	}
	for _, c := range (set{}).first(lines) {
		p.line(c)
	}
}

// lasting is how long something has been so, at the end of a sentence: it differs from claim to claim.
var lasting = regexp.MustCompile(`, for [0-9][0-9a-z]*(;|$)`)

func alikeButForTimes(all []finding) [][]finding {
	var out [][]finding
	at := map[string]int{}
	for _, group := range alike(all) {
		key := lasting.ReplaceAllString(group[0].key(), "$1")
		if i, found := at[key]; found {
			out[i] = append(out[i], group...)
			continue
		}
		at[key] = len(out)
		out = append(out, group)
	}
	return out
}

// howToDelete is one line for one claim, with what it does to the data: nobody
// should paste a loop over a list that he has not read.
func (f orphanage) howToDelete(p *page, rows []orphanRow) {
	// What is being deleted already goes without a command.
	rows = slices.DeleteFunc(slices.Clone(rows), func(r orphanRow) bool { return r.State == v1alpha1.ClaimTerminating })
	if len(rows) == 0 {
		return
	}
	first := rows[0]
	words := "To delete one knowingly, for example"
	if len(rows) == 1 {
		words = "To delete it knowingly"
	}
	p.line(Cell{Text: fmt.Sprintf("%s: kubectl -n %s delete pvc %s", words, shell.Quote(first.Namespace), shell.Quote(first.Name))})
	for _, d := range []struct {
		outcome v1alpha1.DataOutcome
		words   string
		tone    Tone
	}{
		{v1alpha1.DataOutcomeDestroyed, "destroys the data", Bad},
		{v1alpha1.DataOutcomeRetained, "leaves the data in a released volume", Plain},
		{v1alpha1.DataOutcomeNone, "loses nothing: there is no volume", Plain},
		{v1alpha1.DataOutcomeUnknown, "may destroy the data: the volume was not read", Warn},
	} {
		var names []string
		for _, r := range rows {
			if r.Data == d.outcome {
				names = append(names, r.name())
			}
		}
		if len(names) > 0 {
			p.line(Cell{fmt.Sprintf("Deleting %s %s.", enumerate(names), d.words), d.tone})
		}
	}
}
