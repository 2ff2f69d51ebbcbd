package inspect

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// gone notes the revisions that the status and the Pods name and that are not there.
func (n *notes) gone() {
	st := &n.set.Status
	carriers := n.carriers()
	if st.UpdateRevision != "" && !n.finds(st.UpdateRevision) {
		n.updateGone(carriers[st.UpdateRevision])
	}
	if st.CurrentRevision != "" && st.CurrentRevision != st.UpdateRevision && !n.finds(st.CurrentRevision) {
		n.currentGone(carriers[st.CurrentRevision])
	}
	for _, name := range slices.Sorted(maps.Keys(carriers)) {
		if name == "" || name == st.UpdateRevision || name == st.CurrentRevision || n.finds(name) {
			continue
		}
		n.add(v1alpha1.NoteRevisionGone, []string{name}, carriers[name], "%s carr%s revision %s, which does not exist; %s",
			ordinalWords(carriers[name]), ies(len(carriers[name])), n.shortRevision(name), n.outdatedFate(carriers[name]))
	}
}

// ies ends "carry" after one thing or several.
func ies(n int) string {
	if n == 1 {
		return "ies"
	}
	return "y"
}

// updateGone: the controller makes the revision of the template anew, most often under the same name.
func (n *notes) updateGone(carriers []int32) {
	name := n.set.Status.UpdateRevision
	message := fmt.Sprintf("status.updateRevision names %s, which does not exist; ", n.shortRevision(name))
	switch made := n.does(replay.CreateRevision, ""); {
	case !n.observed():
		message += "the status is that of an older spec"
	case made != nil && made.Name == name:
		message += fmt.Sprintf("the controller makes it again at its next sync, as number %d", made.Number)
	default:
		message += "the controller makes a revision of the template at its next sync"
	}
	n.add(v1alpha1.NoteUpdateGone, []string{name}, carriers, "%s", message)
}

// currentGone: getStatefulSetRevisions takes the update revision instead, and a
// Pod below the partition is created from that.
func (n *notes) currentGone(carriers []int32) {
	update := cmp.Or(n.sync.UpdateRevision, n.set.Status.UpdateRevision)
	message := fmt.Sprintf("status.currentRevision names %s, which does not exist; the controller takes %s instead",
		n.shortRevision(n.set.Status.CurrentRevision), n.shortRevision(update))
	var held []int32
	for _, r := range n.replicas {
		if n.heldByPartition(r.ordinal) {
			held = append(held, r.ordinal)
		}
	}
	slices.Reverse(held)
	switch partition := statefulset.Partition(n.set); {
	case len(held) > 0:
		// Whatever the update strategy: a partition decides on the revision of new Pods.
		message += fmt.Sprintf(", and partition %d protects nothing: %s get%s %s when deleted or evicted",
			partition, ordinalWords(held), singular(len(held)), n.shortRevision(update))
	case len(carriers) > 0:
		message += ", and nothing can go back to what " + ordinalWords(carriers) + " run" + singular(len(carriers))
	}
	n.add(v1alpha1.NoteCurrentGone, []string{n.set.Status.CurrentRevision}, carriers, "%s", message)
}

func (n *notes) unlabelled() {
	if ordinals := n.carriers()[""]; len(ordinals) > 0 {
		n.add(v1alpha1.NoteUnlabelled, nil, ordinals, "%s ha%s no label %s; %s", ordinalWords(ordinals), hasHave(len(ordinals)),
			appsv1.StatefulSetRevisionLabel, n.outdatedFate(ordinals))
	}
}

func hasHave(n int) string {
	if n == 1 {
		return "s"
	}
	return "ve"
}
