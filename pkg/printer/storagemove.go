package printer

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// This file words where a Pod can run with the data it has.

// moves says it in a few words: "any node", "zone-a (2 nodes)", "no node".
func (r claimRow) moves() Cell {
	first := r.ordinals[0].moves()
	if !r.joined() {
		return first
	}
	for _, o := range r.ordinals[1:] {
		if o.moves() != first {
			return r.movesEach()
		}
	}
	return first
}

func (o ordinal) moves() Cell {
	p := o.Placement
	if p == nil {
		return toned(none)
	}
	switch p.State {
	case v1alpha1.PlacementFree:
		switch {
		case p.NodesUsable == nil:
			return Cell{"any node (?)", Warn}
		case p.NodesSuitable != nil && *p.NodesUsable < *p.NodesSuitable:
			return Cell{Text: usableNodes(p)}
		}
		return Cell{Text: "any node"}
	case v1alpha1.PlacementTied:
		if zones := o.zones(); len(zones) > 0 {
			return Cell{Text: someZones(zones) + " (" + usableNodes(p) + ")"}
		}
		if len(p.Nodes) == 2 && p.NodesUsable != nil && *p.NodesUsable == 2 {
			return Cell{Text: strings.Join(p.Nodes, " or ")}
		}
		return Cell{Text: usableNodes(p)}
	case v1alpha1.PlacementOneNode:
		return o.onlyNode()
	case v1alpha1.PlacementNowhere:
		return Cell{"no node", Bad}
	case v1alpha1.PlacementAttached:
		words := "attached elsewhere"
		if nodes := o.attachedTo(); len(nodes) > 0 {
			words = "attached to " + enumerate(nodes)
		}
		return Cell{words, Bad}
	case v1alpha1.PlacementUndecided:
		return Cell{Text: "not bound yet"}
	}
	return toned(unknown)
}

// usableNodes is "2 nodes", or "1 of 2 nodes" while not all that suit the volumes can be used.
func usableNodes(p *v1alpha1.Placement) string {
	switch {
	case p.NodesUsable == nil:
		return "some nodes"
	case p.NodesSuitable != nil && *p.NodesUsable < *p.NodesSuitable:
		return fmt.Sprintf("%d of %s", *p.NodesUsable, count(int(*p.NodesSuitable), "node"))
	}
	return count(int(*p.NodesUsable), "node")
}

func (o ordinal) onlyNode() Cell {
	p := o.Placement
	c := Cell{Text: "one node only"}
	if nodes := o.nodes(); len(nodes) == 1 {
		c.Text = nodes[0] + " only"
	} else if len(p.Nodes) == 1 {
		c.Text = p.Nodes[0] + " only"
	}
	if p.NodesUsable != nil && *p.NodesUsable == 0 {
		c.Tone = Bad
	}
	return c
}

// moveKind is what rows that are joined have in common of it: each ordinal may
// have a zone or a node of its own, but trouble is told one by one.
func (r claimRow) moveKind() string {
	o := r.ordinals[0]
	c := o.moves()
	if o.Placement == nil || c.Tone == Bad {
		return c.Text
	}
	if o.Placement.State == v1alpha1.PlacementTied && len(o.zones()) > 0 {
		return "zones"
	}
	return string(o.Placement.State)
}

// movesEach is for ordinals that have a place of their own each.
func (r claimRow) movesEach() Cell {
	var zones []string
	least, most := r.ordinals[0].Placement.NodesUsable, r.ordinals[0].Placement.NodesUsable
	for _, o := range r.ordinals {
		n := o.Placement.NodesUsable
		if least == nil || n == nil {
			least, most = nil, nil
		} else {
			if *n < *least {
				least = n
			}
			if *n > *most {
				most = n
			}
		}
		zones = append(zones, o.zones()...)
	}
	slices.Sort(zones)
	if zones = slices.Compact(zones); len(zones) > 0 {
		words := someZones(zones)
		switch {
		case least == nil:
		case *least == *most:
			words += fmt.Sprintf(" (%s each)", count(int(*least), "node"))
		default:
			words += fmt.Sprintf(" (%d–%d nodes each)", *least, *most)
		}
		return Cell{Text: words}
	}
	if r.ordinals[0].Placement.State == v1alpha1.PlacementOneNode {
		return Cell{Text: "one node each"}
	}
	if least == nil {
		return Cell{Text: "some nodes each"}
	}
	return Cell{Text: fmt.Sprintf("%d–%d nodes each", *least, *most)}
}
