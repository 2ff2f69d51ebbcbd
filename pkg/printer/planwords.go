package printer

import (
	"fmt"
	"slices"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// pods names the Pods of a move: "web-2", "web-2, web-1", "web-9 to web-0".
func (m *move) pods() string {
	if len(m.names) < 3 || len(m.ordinals) != len(m.names) {
		return enumerate(m.names)
	}
	sorted := slices.Sorted(slices.Values(m.ordinals))
	if int(sorted[len(sorted)-1]-sorted[0]) != len(sorted)-1 {
		return enumerate(m.names)
	}
	from, to := m.names[slices.Index(m.ordinals, sorted[0])], m.names[slices.Index(m.ordinals, sorted[len(sorted)-1])]
	if m.action == v1alpha1.PlanDeletePod {
		from, to = to, from
	}
	return from + " to " + to
}

// pace says how many at a time.
func (m *move) pace() string {
	switch {
	case len(m.names) == 1:
		return ""
	case m.width == 0:
		return ", at once"
	case m.width == 1:
		return ", one at a time"
	}
	return fmt.Sprintf(", %d at a time", m.width)
}

func (m *move) what(revision func(string) string) string {
	them := "it"
	if len(m.names) > 1 {
		them = "them"
	}
	switch m.action {
	case v1alpha1.PlanDeletePod:
		words := "delete " + m.pods() + m.because()
		if m.again {
			words += ", create " + them + " at " + revision(m.to)
		}
		return words + m.pace()
	case v1alpha1.PlanCreatePod:
		return "create " + m.pods() + " at " + revision(m.revision) + m.pace()
	case v1alpha1.PlanUpdatePod:
		return "correct the labels of " + m.pods()
	case v1alpha1.PlanAdoptPod:
		return "adopt " + m.pods()
	case v1alpha1.PlanReleasePod:
		return "release " + m.pods()
	case v1alpha1.PlanOrphanSet:
		return "delete the set, leave its Pods (you)"
	case v1alpha1.PlanCreateSet:
		return "create the set (you)"
	case v1alpha1.PlanCreateClaim:
		return "create " + claimNames(m.names)
	case v1alpha1.PlanDeleteClaim:
		return "delete " + claimNames(m.names)
	case v1alpha1.PlanCreateRevision:
		return "create " + revisionNamed(revision(m.names[0]))
	case v1alpha1.PlanUpdateRevision:
		return "make " + revisionNamed(revision(m.names[0])) + " the newest again"
	case v1alpha1.PlanAdoptRevision:
		return "adopt revision " + hash(m.names[0])
	case v1alpha1.PlanDeleteRevision:
		return "delete revision " + hash(m.names[0]) + ", beyond revisionHistoryLimit"
	}
	return string(m.action) + " " + enumerate(m.names)
}

// revisionNamed is "revision 7f9c", or what stands for a name that is not known.
func revisionNamed(name string) string {
	if strings.Contains(name, " ") {
		return name
	}
	return "revision " + name
}

// because says why Pods are deleted, where that is not plain.
func (m *move) because() string {
	switch {
	case m.actor == v1alpha1.ActorUser:
		return " (you)"
	case m.reason == "Ended":
		return " (ended)"
	case m.reason == "OutOfRange":
		return " (outside the range)"
	}
	return ""
}

// claimNames is "claim a" or "claims a, b".
func claimNames(names []string) string {
	if len(names) == 1 {
		return "claim " + names[0]
	}
	return "claims " + enumerate(names)
}

// attached says what happens to claims along with Pods.
func (m *move) attached() string {
	var words []string
	if m.action != v1alpha1.PlanCreateClaim && len(m.claims) > 0 {
		words = append(words, "with new "+claimNames(m.claims))
	}
	if len(m.gone) > 0 {
		words = append(words, "deletes "+claimNames(m.gone))
	}
	return strings.Join(words, ", ")
}
