package printer

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// List prints one row a set. Its columns are always the same, so that scripts can rely on them.
func List(w io.Writer, reports []v1alpha1.StatefulSetReport, o Options) error {
	if err := o.validate(); err != nil {
		return err
	}
	columns := listColumns
	if o.Namespaced {
		columns = append([]Column[set]{namespaceColumn}, columns...)
	}
	p := newPage(o)
	if err := table(p, columns, sets(reports, o)); err != nil {
		return err
	}
	return p.flush(w)
}

var namespaceColumn = column("Namespace", "Namespace of the set", text(func(s set) string { return s.Namespace }))

// What a person looks for comes first: it should not be off the screen.
var listColumns = []Column[set]{
	column("Name", "Name of the set", text(func(s set) string { return s.Name })),
	column("Ready", "Ready Pods of those wanted", func(s set) Cell { return of(s.readyPods(), s.Replicas.Desired) }),
	column("Updated", "Pods on the update revision of those wanted",
		func(s set) Cell { return Cell{Text: of(s.Rollout.Updated, s.Replicas.Desired).Text} }),
	column("Partition", "The rolling update's partition and how many Pods it holds on an older revision", text(set.partition)),
	column("Rollout", "Where the set stands and what its controller waits for", set.rollout),
	column("Strategy", "Update strategy", text(func(s set) string { return orNone(s.Spec.UpdateStrategy) })),
	column("Policy", "Pod management policy", text(func(s set) string { return orNone(s.Spec.PodManagementPolicy) })),
	column("Revision", "Hash of the revision; current→update while they differ", text(set.revisions)),
	column("Claims", "Bound claims of those expected", set.claimCounts),
	column("Service", "Governing Service and what is wrong with it", set.service),
	column("Age", "Time since the set was created", text(func(s set) string { return s.age(s.CreationTimestamp) })),
	wideColumn("Containers", "Containers of the Pod template", text(func(s set) string {
		return s.containers(func(c v1alpha1.ContainerImage) string { return c.Name })
	})),
	wideColumn("Images", "Images of the Pod template", text(func(s set) string {
		return s.containers(func(c v1alpha1.ContainerImage) string { return c.Image })
	})),
	wideColumn("Selector", "Label selector", text(func(s set) string { return orNone(s.Spec.Selector) })),
	wideColumn("Min-Ready", "Seconds that a Pod must stay ready to be available",
		text(func(s set) string { return fmt.Sprintf("%ds", s.Spec.MinReadySeconds) })),
	wideColumn("Start", "First ordinal", text(func(s set) string { return strconv.Itoa(int(s.Spec.OrdinalsStart)) })),
	wideColumn("Retention", "What becomes of claims when the set is deleted, and when it is scaled down",
		text(func(s set) string { return orNone(s.Spec.WhenDeleted) + "/" + orNone(s.Spec.WhenScaled) })),
}

func (s set) partition() string {
	if s.Spec.Partition == 0 {
		return none
	}
	words := strconv.Itoa(int(s.Spec.Partition))
	if s.Rollout.HeldBy == v1alpha1.HeldByPartition && len(s.Rollout.Held) > 0 {
		words += fmt.Sprintf(" (%d held)", len(s.Rollout.Held))
	}
	return words
}

func (s set) claimCounts() Cell {
	switch c := s.Claims; {
	case c == nil && len(s.Spec.ClaimTemplates) > 0:
		return toned(unknown)
	case c == nil || len(s.Spec.ClaimTemplates) == 0 && c.Expected == 0:
		return toned(none)
	default:
		cell := of(c.Bound, c.Expected)
		if c.Leftover > 0 {
			cell.Text += fmt.Sprintf(" (%d leftover)", c.Leftover)
		}
		return cell
	}
}

func (s set) service() Cell {
	if s.Service.Name == "" || s.Service.State == v1alpha1.ServiceNone {
		return toned(none)
	}
	if trouble := serviceTrouble(s.Service.State); trouble != "" {
		return Cell{fmt.Sprintf("%s (%s)", s.Service.Name, trouble), Warn}
	}
	return Cell{Text: s.Service.Name}
}

func (s set) containers(part func(v1alpha1.ContainerImage) string) string {
	parts := make([]string, len(s.Spec.Containers))
	for i, c := range s.Spec.Containers {
		parts[i] = part(c)
	}
	return orNone(strings.Join(parts, ","))
}
