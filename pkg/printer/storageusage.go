package printer

import (
	"fmt"
	"math"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words what kubelets measured.

// barWidth is how many blocks a full volume has.
const barWidth = 10

// From here up a volume is filling, and nearly full; in per cent.
const (
	fillingFrom = 80
	fullFrom    = 90
)

// used is how full the volume is: "███████░░░ 71%".
func (r claimRow) used() Cell {
	if !r.joined() {
		return r.set.usedCell(r.claim())
	}
	least, most := 101, -1
	for _, c := range r.claims {
		n := percent(detail(c).Usage)
		if n < 0 {
			// Rows of which some are not known are not joined with others.
			return r.set.usedCell(r.claim())
		}
		least, most = min(least, n), max(most, n)
	}
	if least == most {
		return r.set.usedCell(r.claim())
	}
	return Cell{r.set.bar(most) + fmt.Sprintf("%d–%d%%", least, most), fillTone(most)}
}

func (s set) usedCell(c *v1alpha1.Claim) Cell {
	u := detail(c).Usage
	n := percent(u)
	switch {
	case n >= 0:
		words := fmt.Sprintf("%s%d%%", s.bar(n), n)
		if s.wide {
			words += fmt.Sprintf(" %s of %s", bytesText(*u.Used), bytesText(usable(u)))
		}
		return Cell{words, fillTone(n)}
	case u != nil && u.Used != nil:
		return Cell{Text: bytesText(*u.Used)}
	case len(detail(c).MountedBy) == 0 && s.Replicas.Counted != nil:
		// Kubelets measure what they mount.
		return Cell{"not mounted", Dim}
	}
	return toned(unknown)
}

// bar is empty in Markdown, where blocks are not of one width.
func (s set) bar(percent int) string {
	if s.plainBars {
		return ""
	}
	full := min(percent, 100) * barWidth / 100
	return strings.Repeat("█", full) + strings.Repeat("░", barWidth-full) + " "
}

// percent is what df says: of what can be used, rounded up; -1 when that is not
// known. A file system keeps a part of its capacity for itself.
func percent(u *v1alpha1.VolumeUsage) int {
	if u == nil || u.Used == nil || u.Capacity == nil || *u.Capacity <= 0 || *u.Used < 0 {
		return -1
	}
	return min(roundedUp(*u.Used, usable(u)), 100)
}

func usable(u *v1alpha1.VolumeUsage) int64 {
	if u.Available != nil && *u.Available >= 0 && *u.Used+*u.Available > 0 {
		return *u.Used + *u.Available
	}
	return *u.Capacity
}

// roundedUp is a share of all in per cent, which no kubelet makes larger than all.
func roundedUp(part, all int64) int {
	return int(min(max(math.Ceil(float64(part)/float64(all)*100), 0), 100))
}

func fillTone(percent int) Tone {
	switch {
	case percent >= fullFrom:
		return Bad
	case percent >= fillingFrom:
		return Warn
	}
	return Plain
}

// fullness is what rows that are joined have in common: those that fill up have a row each.
func (r claimRow) fullness() string {
	switch n := percent(detail(r.claim()).Usage); {
	case n >= fillingFrom:
		return r.claim().Name
	case n >= 0:
		return "room"
	}
	return r.used().Text
}

// inodes is how many of them are used.
func (r claimRow) inodes() Cell {
	u := detail(r.claim()).Usage
	if u == nil || u.InodesUsed == nil || u.Inodes == nil || *u.Inodes <= 0 {
		if r.used().Text == "not mounted" {
			return toned(none)
		}
		return toned(unknown)
	}
	n := roundedUp(*u.InodesUsed, *u.Inodes)
	return Cell{fmt.Sprintf("%d%%", n), fillTone(n)}
}

// larger is how large the measured file system is when it is not the volume's
// alone: a directory of a node is measured as the whole disk.
func larger(c *v1alpha1.Claim) string {
	u := detail(c).Usage
	if u == nil || u.Capacity == nil {
		return ""
	}
	have, err := resource.ParseQuantity(c.Capacity)
	if err != nil || have.Sign() <= 0 || float64(*u.Capacity) < 1.5*have.AsApproximateFloat64() {
		return ""
	}
	return bytesText(*u.Capacity)
}
