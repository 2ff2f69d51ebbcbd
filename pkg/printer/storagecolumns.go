package printer

import (
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// claimTable adds the rows, joined where there are many. running: they are of ordinals of the range.
func (s set) claimTable(p *page, rows []claimRow, running bool) error {
	p.section()
	if err := table(p, s.claimColumns(running), s.joinClaims(rows)); err != nil {
		return err
	}
	p.section()
	return nil
}

// claimColumns are those of storage: what a person looks for first, and with more
// room the volume's side, the owners and what becomes of claim and data.
func (s set) claimColumns(running bool) []Column[claimRow] {
	columns := []Column[claimRow]{
		column("Ordinal", "Ordinal of the claim", text(claimRow.numbers)),
		column("Claim", "The claim, or its template and how many alike there are", claimRow.name),
		column("State", "Phase of the claim, and how far an expansion is", claimRow.state),
		column("Size", "Capacity, and what template, claim and volume say where they differ", ofClaim(claimRow.size)),
	}
	if s.usage {
		columns = append(columns,
			column("Used", "How full the volume is, as its kubelet measured", ofClaim(claimRow.used)),
			wideColumn("Inodes", "How many of the inodes are used", ofClaim(claimRow.inodes)))
	}
	columns = append(columns,
		column("Class", "StorageClass of the claim, and of the template where it differs", ofClaim(claimRow.class)),
		column("Mounted by", "Pods that use the claim", ofClaim(claimRow.mountedBy)),
		column("Can run on", "Nodes on which the ordinal's Pod can run with its data", claimRow.moves),
		column("Age", "Time since the claim was created", ofClaim(claimRow.ages)))
	columns = append(columns, volumeColumns...)
	if running {
		columns = append(columns, fateColumn("If scaled away", v1alpha1.FateScaledAway))
	}
	return append(columns, fateColumn("If set deleted", v1alpha1.FateSetDeleted), fateColumn("If namespace deleted", v1alpha1.FateNamespaceDeleted))
}

var volumeColumns = []Column[claimRow]{
	wideColumn("Modes", "Access modes of the claim, and Block where it is a raw device", claimText(modes)),
	wideColumn("Volume", "PersistentVolume that the claim is bound to", claimText(func(c *v1alpha1.Claim) string { return c.VolumeName })),
	wideColumn("Reclaim", "What becomes of the volume when its claim is deleted", ofClaim(claimRow.reclaim)),
	wideColumn("Bound to", "Zone or node that the volume can be used in", ofClaim(claimRow.topology)),
	wideColumn("Attached to", "Nodes that the volume is attached to", ofClaim(claimRow.attached)),
	wideColumn("Owner", "Who owns the claim, and who should by the retention policy", ofClaim(claimRow.owner)),
	wideColumn("Finalizers", "What keeps the claim when it is deleted", claimText(func(c *v1alpha1.Claim) string {
		return strings.Join(detail(c).Finalizers, ",")
	})),
}

func modes(c *v1alpha1.Claim) string {
	words := accessModes(c)
	if m := string(detail(c).VolumeMode); m != "" && m != "Filesystem" {
		words = strings.TrimPrefix(words+" "+m, " ")
	}
	return words
}

// volumeCell is about a claim's volume: a claim that has none has nothing to say,
// and of one that was not read nothing is known.
func (r claimRow) volumeCell(known bool, words string) Cell {
	switch {
	case known:
		return toned(orNone(words))
	case r.claim().VolumeName == "":
		return toned(none)
	}
	return toned(unknown)
}

func (r claimRow) reclaim() Cell {
	v := r.claim().Volume
	if v == nil {
		return r.volumeCell(false, "")
	}
	return r.volumeCell(true, v.ReclaimPolicy)
}

func (r claimRow) topology() Cell {
	t := detail(r.claim()).Topology
	switch {
	case t == nil:
		return r.volumeCell(false, "")
	case len(t.Nodes) > 0:
		return Cell{Text: strings.Join(t.Nodes, ", ")}
	case len(t.Zones) > 0:
		return Cell{Text: strings.Join(t.Zones, ", ")}
	case t.Requires != "":
		return Cell{Text: t.Requires}
	}
	return Cell{Text: "any node"}
}

func (r claimRow) attached() Cell {
	t := detail(r.claim()).Topology
	if t == nil || len(t.AttachedTo) == 0 && r.set.unread("volumeattachments.storage.k8s.io") {
		return r.volumeCell(false, "")
	}
	return toned(orNone(strings.Join(t.AttachedTo, ", ")))
}

// owner names the ownerReferences and, where the policy wants another, that one.
func (r claimRow) owner() Cell {
	d := detail(r.claim())
	var names []string
	for _, o := range d.Owners {
		words := o.Kind + "/" + o.Name
		if o.Exists != nil && !*o.Exists {
			words += " (gone)"
		}
		names = append(names, words)
	}
	c := toned(orNone(strings.Join(names, ", ")))
	switch d.Ownership.State {
	case v1alpha1.OwnershipPending:
		c = Cell{c.Text + " (wanted " + orNone(d.Ownership.Wanted) + ")", Warn}
	case v1alpha1.OwnershipForeign:
		c = Cell{c.Text + " (not the set's to manage)", Warn}
	case v1alpha1.OwnershipStale:
		c = Cell{c.Text + " (of an earlier one)", Bad}
	case v1alpha1.OwnershipUnknown:
		c = Cell{c.Text + " (as wanted or not: ?)", Warn}
	}
	return c
}

func fateColumn(name string, event v1alpha1.FateEvent) Column[claimRow] {
	return wideColumn(name, "What becomes of claim and data", ofClaim(func(r claimRow) Cell {
		for i := range detail(r.claim()).Fates {
			if f := &detail(r.claim()).Fates[i]; f.Event == event {
				return fateCell(f)
			}
		}
		return toned(unknown)
	}))
}
