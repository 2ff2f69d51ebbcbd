package printer

import (
	"fmt"
	"io"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Status prints a screen a set: what it is, how it stands and what to do, then a row an ordinal.
func Status(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	return each(w, reports, o, statusScreen)
}

func statusScreen(p *page, s set) error {
	s.headline(p)
	said := s.sentences(p)
	p.section()
	if err := table(p, ordinalColumns(s), s.ordinals()); err != nil {
		return err
	}
	p.section()
	if err := table(p, counterColumns, s.counters()); err != nil {
		return err
	}
	p.section()
	s.claimTroubles(p, said)
	switch s.Service.State {
	case v1alpha1.ServiceOK, v1alpha1.ServiceNone, v1alpha1.ServiceUnknown, "":
		// What is not known is told by the gaps.
	default:
		said.tell(p, s.serviceSentence(), Warn)
	}
	if p.wide() {
		for _, b := range s.PodDisruptionBudgets {
			p.line(Cell{Text: fmt.Sprintf("PodDisruptionBudget %s: disruptions allowed now: %d", b.Name, b.DisruptionsAllowed)})
		}
	}
	s.gaps(p)
	return nil
}

// headline names the set and what decides on its behaviour.
func (s set) headline(p *page) {
	ready := of(s.readyPods(), s.Replicas.Desired)
	ready.Text += " ready"
	p.heading(s.subject(), ready, Cell{Text: s.strategy()},
		Cell{Text: s.Spec.PodManagementPolicy}, Cell{Text: "revision " + s.revisions()})
}

// subject is the set as a person would name it to another.
func (s set) subject() string {
	if s.Namespace == "" {
		return "StatefulSet " + orNone(s.Name)
	}
	return "StatefulSet " + s.Namespace + "/" + s.Name
}

// strategy is the update strategy with what is set of it.
func (s set) strategy() string {
	words := s.Spec.UpdateStrategy
	// Servers that know the field default it to 1, which says nothing.
	if s.Spec.MaxUnavailable != "" && s.Spec.MaxUnavailable != "1" {
		words += ", maxUnavailable " + s.Spec.MaxUnavailable
	}
	if s.Spec.Partition != 0 {
		words += fmt.Sprintf(", partition %d", s.Spec.Partition)
		// The partition counts from the first ordinal: say what that comes to.
		if first := s.Rollout.FirstUpdatedOrdinal; first != nil && s.Spec.OrdinalsStart != 0 {
			words += fmt.Sprintf(" (holds ordinals below %d)", *first)
		}
	}
	return words
}

// counters are the set's counters, twice, when the controller's differ from the Pods.
func (s set) counters() []counterRow {
	counted := s.Replicas.Counted
	if counted == nil || *counted == s.Replicas.Reported {
		return nil
	}
	return []counterRow{
		{"reported by the controller", s.Replicas.Reported},
		{"counted from the Pods", *counted},
	}
}

type counterRow struct {
	origin string
	v1alpha1.Counters
}

var counterColumns = []Column[counterRow]{
	column("Counters", "Where the counters are from", text(func(r counterRow) string { return r.origin })),
	counter("Replicas", func(c v1alpha1.Counters) int32 { return c.Replicas }),
	counter("Ready", func(c v1alpha1.Counters) int32 { return c.Ready }),
	counter("Available", func(c v1alpha1.Counters) int32 { return c.Available }),
	counter("Current", func(c v1alpha1.Counters) int32 { return c.Current }),
	counter("Updated", func(c v1alpha1.Counters) int32 { return c.Updated }),
}

func counter(name string, value func(v1alpha1.Counters) int32) Column[counterRow] {
	return column(name, "status counter of the set", text(func(r counterRow) string { return fmt.Sprint(value(r.Counters)) }))
}
