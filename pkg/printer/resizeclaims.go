package printer

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// claims are the claims by their state, those of which there is more to say one by
// one; -o wide has a row a claim.
func (s resized) claims(p *page) error {
	if p.wide() {
		p.section()
		return table(p, resizeColumns, s.Claims)
	}
	for _, kind := range growthWords {
		var order []string
		alike := map[string][]string{}
		for i := range s.Claims {
			switch c := &s.Claims[i]; {
			case c.State != kind.state:
			case c.Message != "" && !strings.Contains(s.Message, c.Message):
				p.line(Cell{fmt.Sprintf("%s (%s): %s.", c.Name, sizes(c), c.Message), kind.tone})
			default:
				words := kind.words + " (" + sizes(c) + ")"
				if c.Leftover {
					words += ", left over"
				}
				if alike[words] == nil {
					order = append(order, words)
				}
				alike[words] = append(alike[words], c.Name)
			}
		}
		if s.Outcome == v1alpha1.ResizeDone && kind.state == v1alpha1.GrowthDone {
			continue
		}
		for _, words := range order {
			if strings.Contains(s.Message, enumerate(alike[words])) {
				continue // The first sentence has named them.
			}
			p.line(Cell{capital(words) + ": " + enumerate(alike[words]) + ".", kind.tone})
		}
	}
	return nil
}

// growthWords say how far claims are.
var growthWords = []struct {
	state v1alpha1.ClaimGrowth
	words string
	tone  Tone
}{
	{v1alpha1.GrowthRefused, "cannot be expanded", Bad},
	{v1alpha1.GrowthFailed, "failed to grow", Bad},
	{v1alpha1.GrowthGoing, "being deleted", Warn},
	{v1alpha1.GrowthNeedsNode, "file system still to grow", Warn},
	{v1alpha1.GrowthUnderWay, "growing", Plain},
	{v1alpha1.GrowthToDo, "to grow", Plain},
	{v1alpha1.GrowthDone, "have grown", Good},
}

// sizes is "10Gi", or "asks for 20Gi, has 10Gi".
func sizes(c *v1alpha1.ResizeClaim) string {
	if c.Request == c.Capacity || c.Capacity == "" {
		return orNone(c.Request)
	}
	return "asks for " + orNone(c.Request) + ", has " + c.Capacity
}

// resizeColumns show every claim.
var resizeColumns = []Column[v1alpha1.ResizeClaim]{
	column("Claim", "Name of the claim", text(func(c v1alpha1.ResizeClaim) string { return c.Name })),
	column("State", "How far it is", text(growthState)),
	column("Request", "What it asks for", text(func(c v1alpha1.ResizeClaim) string { return orNone(c.Request) })),
	column("Capacity", "What it has", text(func(c v1alpha1.ResizeClaim) string { return orNone(c.Capacity) })),
	column("StorageClass", "Class that decides whether it can be expanded", text(func(c v1alpha1.ResizeClaim) string { return orNone(c.StorageClassName) })),
	column("Volume", "Volume that it is bound to", text(func(c v1alpha1.ResizeClaim) string { return orNone(c.VolumeName) })),
	column("Remark", "What is in the way", text(func(c v1alpha1.ResizeClaim) string { return orNone(c.Message) })),
}

func growthState(c v1alpha1.ResizeClaim) string {
	if c.Leftover {
		return string(c.State) + ", leftover"
	}
	return string(c.State)
}
