package printer

import (
	"fmt"
	"strconv"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// ordinal is one row of status and identity.
type ordinal struct {
	*v1alpha1.Ordinal
	set set
}

// ordinals are the report's, highest first; those of which only claims are left
// come last, so that they do not push the Pods down.
func (s set) ordinals() []ordinal {
	var out, leftover []ordinal
	for i := range s.Ordinals {
		if o := (ordinal{&s.Ordinals[i], s}); o.State == v1alpha1.OrdinalLeftover {
			leftover = append(leftover, o)
		} else {
			out = append(out, o)
		}
	}
	return append(out, leftover...)
}

// ordinalColumns are those of status. A column that this set has no use for is
// left out: there is no HELD without a partition, no CLAIMS without claims, no
// ENDPOINT without a governing Service, no ZONE where nobody knows of zones.
func ordinalColumns(s set) []Column[ordinal] {
	claims, zones := len(s.Spec.ClaimTemplates) > 0, false
	for i := range s.Ordinals {
		claims = claims || len(s.Ordinals[i].Claims) > 0
		zones = zones || s.Ordinals[i].Pod != nil && s.Ordinals[i].Pod.Zone != ""
	}
	columns := []Column[ordinal]{
		column("Pod", "Pod of the ordinal", text(func(o ordinal) string { return o.PodName })),
		column("Status", "What the Pod does, or what stands at the ordinal", ordinal.status),
		column("Ready", "Ready containers of all", ordinal.ready),
		column("Available", "Ready for minReadySeconds", ordinal.available),
		column("Restarts", "Restarts of the container with most of them, and how one ended last", ordinal.restarts),
		column("Revision", "Hash of the Pod's revision and what it is to the set", ordinal.revision),
	}
	if s.Spec.Partition != 0 {
		columns = append(columns, column("Held", "What keeps the ordinal on its revision", ordinal.held))
	}
	columns = append(columns, column("Node", "Node of the Pod", podText(func(p *v1alpha1.Pod) string { return p.Node })))
	if zones {
		columns = append(columns, column("Zone", "Zone of the Pod", podText(func(p *v1alpha1.Pod) string { return p.Zone })))
	}
	if claims {
		columns = append(columns, column("Claims", "Claims of the ordinal", ordinal.claims))
	}
	if s.Service.State != v1alpha1.ServiceNone {
		columns = append(columns, column("Endpoint", "The Pod's entry in the governing Service's EndpointSlices", ordinal.endpoint))
	}
	return append(columns,
		column("Age", "Time since the Pod was created", ordinal.age),
		wideColumn("IP", "Address of the Pod", podText(func(p *v1alpha1.Pod) string { return p.IP })),
		wideColumn("Finalizers", "What keeps a terminating Pod", ordinal.finalizers),
	)
}

// podCell is a cell about the row's Pod. Without one there is nothing to know;
// where Pods could not be read nothing is known.
func (o ordinal) podCell(f func(*v1alpha1.Pod) Cell) Cell {
	switch {
	case o.Pod != nil:
		return f(o.Pod)
	case o.State == v1alpha1.OrdinalUnknown:
		return toned(unknown)
	}
	return toned(none)
}

func podText(f func(*v1alpha1.Pod) string) func(ordinal) Cell {
	return func(o ordinal) Cell {
		return o.podCell(func(p *v1alpha1.Pod) Cell { return toned(orNone(f(p))) })
	}
}

func (o ordinal) ready() Cell {
	return o.podCell(func(p *v1alpha1.Pod) Cell { return of(p.ReadyContainers, p.Containers) })
}

func (o ordinal) available() Cell {
	return o.podCell(func(p *v1alpha1.Pod) Cell {
		switch {
		case p.Available:
			return Cell{Text: "yes"}
		case p.Ready && p.AvailableAt != nil && p.AvailableAt.After(o.set.now):
			return Cell{"in " + o.set.in(*p.AvailableAt), Warn}
		}
		return Cell{"no", Warn}
	})
}

func (o ordinal) restarts() Cell {
	return o.podCell(func(p *v1alpha1.Pod) Cell {
		words := strconv.Itoa(int(p.Restarts))
		if e := p.LastExit; e != nil && p.Restarts > 0 {
			how := e.Reason
			if how == "" || how == "Error" || how == "Completed" {
				how = fmt.Sprintf("exit %d", e.ExitCode)
			}
			if e.FinishedAt != nil {
				how += ", " + o.set.age(*e.FinishedAt) + " ago"
			}
			words += " (" + how + ")"
		}
		return Cell{Text: words}
	})
}

func (o ordinal) revision() Cell {
	return o.podCell(func(p *v1alpha1.Pod) Cell {
		switch p.RevisionRole {
		case v1alpha1.RevisionUnlabelled:
			return Cell{"no label", Warn}
		case v1alpha1.RevisionBoth, "":
			return toned(orNone(hash(p.Revision)))
		}
		return toned(fmt.Sprintf("%s (%s)", hash(p.Revision), strings.ToLower(string(p.RevisionRole))))
	})
}

func (o ordinal) held() Cell {
	if o.HeldByPartition && o.State != v1alpha1.OrdinalLeftover {
		return Cell{Text: "by partition"}
	}
	return toned(none)
}

func (o ordinal) age() Cell {
	return o.podCell(func(p *v1alpha1.Pod) Cell { return toned(o.set.age(p.CreationTimestamp)) })
}

func (o ordinal) finalizers() Cell {
	return o.podCell(func(p *v1alpha1.Pod) Cell {
		if p.Terminating == nil {
			return toned(none)
		}
		return toned(orNone(strings.Join(p.Terminating.Finalizers, ",")))
	})
}
