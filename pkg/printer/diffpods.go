package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// pod is the screen of one Pod: what replaces it, then what was done to it.
func (s diffScreen) pod(o *v1alpha1.OrdinalDiff) {
	if o.Replacement != nil {
		s.section()
		s.title(s.replaced(o))
		s.words(o.Replacement)
		s.text(o.Replacement.Unified)
	}
	if o.Drift != nil {
		s.section()
		s.drift(o)
		s.text(o.Drift.Unified)
	}
	if o.Message != "" {
		s.section()
		s.remark(o.PodName+": "+o.Message, Warn)
	}
}

// replaced says what a replacement goes from and to.
func (s diffScreen) replaced(o *v1alpha1.OrdinalDiff) string {
	r := o.Replacement
	words := "Replaced, it goes from " + s.side(r.From) + " to " + s.side(r.To)
	if r.From.Pod == "" && r.From.Revision == r.To.Revision {
		words = "Replaced, it comes back on " + s.side(r.To)
	}
	if o.HeldByPartition {
		words += ", held there by the partition"
	}
	return words
}

// drift lists where a Pod differs from its own template, and how that came about.
func (s diffScreen) drift(o *v1alpha1.OrdinalDiff) {
	if len(o.Drift.Changes) == 0 {
		s.title("It runs as its own revision makes it")
		return
	}
	s.title("It differs from what its own revision makes")
	s.driftLines(o.Drift.Changes, true)
	s.lost(o.PodName, o.Drift.Changes)
}

// driftLines tells ages of one Pod alone: those of several differ.
func (s diffScreen) driftLines(changes []v1alpha1.DriftChange, ages bool) {
	widest := 0
	for i := range changes {
		if w := Width(Visible(changedWords(&changes[i]))); w <= changeWidth {
			widest = max(widest, w)
		}
	}
	for i := range changes {
		words := changedWords(&changes[i])
		gap := strings.Repeat(" ", max(0, widest-Width(Visible(words))))
		origin := originWords(&changes[i])
		if at := changes[i].Time; ages && at != nil && !at.IsZero() {
			origin += " " + set{now: s.AsOf.Time}.age(*at) + " ago"
		}
		s.item(Cell{Text: words + gap}, Cell{origin, Dim})
	}
}

// changeWidth is how wide the column of changes may get; a longer one stands out.
const changeWidth = 60

// lost says what becomes of drift when the Pod is replaced.
func (s diffScreen) lost(pod string, changes []v1alpha1.DriftChange) {
	count := map[v1alpha1.DriftOrigin]int{}
	for i := range changes {
		count[changes[i].Origin]++
	}
	var words []string
	if count[v1alpha1.DriftEditedInPlace] > 0 {
		words = append(words, fmt.Sprintf("Replacing %s loses what was edited in place.", pod))
	}
	if count[v1alpha1.DriftInjectedAtCreation] > 0 {
		words = append(words, "What a webhook or an admission policy put in at the creation comes again if it still does that.")
	}
	if count[v1alpha1.DriftUnknown] > 0 {
		words = append(words, "Where it is not known, take it for an edit.")
	}
	if s.markdown() {
		s.section()
	}
	s.prose(strings.Join(words, " "), proseIndent, s.o.Width, Warn)
}
