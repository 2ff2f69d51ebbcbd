package inspect

import (
	"cmp"
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// outdatedFate says what the controller does with Pods that it takes for outdated.
func (n *notes) outdatedFate(ordinals []int32) string {
	var replaced, held, removed []int32
	for _, o := range ordinals {
		switch {
		case !statefulset.InRange(n.set, o):
			removed = append(removed, o)
		case n.heldByPartition(o) && n.rolls():
			held = append(held, o)
		default:
			replaced = append(replaced, o)
		}
	}
	them := itThem(len(ordinals))
	// named is what part of them is called in a sentence.
	named := func(part []int32) string {
		if len(part) == len(ordinals) {
			return them
		}
		return ordinalWords(part)
	}
	var parts []string
	switch {
	case n.set.DeletionTimestamp != nil:
		return "the set is being deleted"
	case statefulset.Strategy(n.set) == appsv1.OnDeleteStatefulSetStrategyType:
		parts = append(parts, "the controller takes "+them+" for outdated, and OnDelete leaves "+them+" alone")
	case len(replaced) > 0:
		parts = append(parts, "the controller takes "+them+" for outdated, and replaces "+named(replaced))
	}
	if len(held) > 0 {
		// All that a partition holds come back on the same revision.
		back := "it comes"
		if len(held) > 1 {
			back = "they come"
		}
		parts = append(parts, fmt.Sprintf("partition %d holds %s; deleted or evicted, %s back on %s",
			statefulset.Partition(n.set), named(held), back, n.shortRevision(n.comesBackOn(held[0]))))
	}
	if len(removed) > 0 {
		parts = append(parts, ordinalWords(removed)+" "+isAre(len(removed))+" out of range, and removed anyway")
	}
	return strings.Join(parts, "; ")
}

// comesBackOn is the revision of a Pod that is created at ordinal: never one that is gone.
func (n *notes) comesBackOn(ordinal int32) string {
	expected := n.expectedRevision(ordinal)
	if expected == n.set.Status.CurrentRevision && n.knows(snapshot.ControllerRevisions) && !n.finds(expected) {
		return cmp.Or(n.sync.UpdateRevision, n.set.Status.UpdateRevision)
	}
	return expected
}

func itThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
