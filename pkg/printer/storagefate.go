package printer

import (
	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words what becomes of claims and their data.

// fateCell is "kept", "deleted, data destroyed", "deleted, volume keeps the data".
func fateCell(f *v1alpha1.ClaimFate) Cell {
	data, tone := dataWords(f.Data)
	switch f.Claim {
	case v1alpha1.OutcomeKept:
		return Cell{Text: "kept"}
	case v1alpha1.OutcomeDeleted:
		return Cell{"deleted, " + data, tone}
	case v1alpha1.OutcomeHeld:
		return Cell{"held by a finalizer, then " + data, max(tone, Warn)}
	}
	return toned(unknown)
}

func dataWords(d v1alpha1.DataOutcome) (string, Tone) {
	switch d {
	case v1alpha1.DataOutcomeKept:
		return "data kept", Plain
	case v1alpha1.DataOutcomeDestroyed:
		return "data destroyed", Bad
	case v1alpha1.DataOutcomeRetained:
		return "the volume keeps the data", Warn
	case v1alpha1.DataOutcomeNone:
		return "no volume yet", Plain
	}
	return "data not known", Warn
}

// destructions say what scaling down, deleting the set and deleting the namespace destroy, a line each.
func (s set) destructions(p *page) {
	if s.Storage == nil {
		return
	}
	for i := range s.Storage.Destructions {
		d := &s.Storage.Destructions[i]
		if len(s.Spec.ClaimTemplates) == 0 && d.Event != v1alpha1.FateNamespaceDeleted && len(d.Claims) == 0 {
			// There is nothing that it could delete.
			continue
		}
		tone := Plain
		switch {
		case len(d.DataDestroyed) > 0:
			tone = Bad
		case len(d.DataUnknown) > 0:
			tone = Warn
		}
		p.line(Cell{stopped(d.Message), tone})
	}
}
