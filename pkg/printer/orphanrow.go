package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// orphanRow is one row of the list of orphaned claims.
type orphanRow struct {
	*v1alpha1.OrphanedClaim
	found orphanage
}

// orphanColumns leave the namespace out where all of one were asked for.
func orphanColumns(p *page, rows []orphanRow) []Column[orphanRow] {
	columns := []Column[orphanRow]{
		column("Claim", "Name of the claim", text(func(r orphanRow) string { return r.Name })),
		column("State", "Phase of the claim", func(r orphanRow) Cell { return Cell{claimWords(r.State), claimTone(r.State)} }),
		column("Size", "Capacity of the volume, or what the claim asks for", text(func(r orphanRow) string { return orNone(r.Capacity) })),
		column("Class", "StorageClass of the claim", text(func(r orphanRow) string { return className(r.StorageClassName) })),
		wideColumn("Volume", "PersistentVolume that it is bound to", text(func(r orphanRow) string { return orNone(r.VolumeName) })),
		wideColumn("Reclaim", "What becomes of the volume when the claim is deleted", orphanRow.reclaim),
		column("Age", "Time since the claim was created", orphanRow.age),
		column("Was of", "Set, template and ordinal that its name tells", text(orphanRow.wasOf)),
		column("Because", "Why no set uses it", text(orphanRow.because)),
		wideColumn("Evidence", "What speaks for and against it", text(func(r orphanRow) string {
			return orNone(strings.Join(r.Evidence, "; "))
		})),
	}
	if rows[0].found.Namespace == "" || p.Namespaced {
		columns = append([]Column[orphanRow]{column("Namespace", "Namespace of the claim", text(func(r orphanRow) string { return r.Namespace }))}, columns...)
	}
	return columns
}

// name has the namespace where several are looked at.
func (r orphanRow) name() string {
	if r.found.Namespace == "" {
		return r.Namespace + "/" + r.Name
	}
	return r.Name
}

func (r orphanRow) reclaim() Cell {
	switch {
	case r.ReclaimPolicy != "":
		return Cell{Text: r.ReclaimPolicy}
	case r.VolumeName == "":
		return toned(none)
	}
	return toned(unknown)
}

func (r orphanRow) age() Cell {
	if r.CreationTimestamp == nil {
		return toned(unknown)
	}
	return toned(set{now: r.found.now}.age(*r.CreationTimestamp))
}

func (r orphanRow) wasOf() string {
	return fmt.Sprintf("%s, template %s, ordinal %d", orNone(r.Set), orNone(r.Template), r.Ordinal)
}

func (r orphanRow) because() string {
	switch r.Reason {
	case v1alpha1.OrphanSetGone:
		return "set gone"
	case v1alpha1.OrphanTemplateGone:
		return "template gone"
	case v1alpha1.OrphanOtherSet:
		return "other labels"
	}
	return orNone(string(r.Reason))
}
