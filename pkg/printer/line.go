package printer

import (
	"fmt"
	"strings"
	"time"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// Standing is where a set stands, in one line without ages, so that it changes only
// with the set: "Progressing: web-3 is terminating; ordinals 2–0 wait behind it".
func Standing(r *v1alpha1.StatefulSetReport) string {
	w := firstWait(r)
	if w == nil {
		return Visible(ownSentence(r))
	}
	return Visible(string(r.Rollout.State) + ": " + w.Message + behind(w))
}

// Holdup is what keeps a set, in one line: "web-3 is CrashLoopBackOff since 12m
// (exit 1, 7 restarts); ordinals 2–0 wait behind it".
func Holdup(r *v1alpha1.StatefulSetReport, now time.Time) string {
	w := firstWait(r)
	if w == nil {
		return Visible(ownSentence(r))
	}
	s := set{StatefulSetReport: r, now: now}
	what, details, bracket := strings.Cut(w.Message, " (")
	if w.Since != nil && !w.Since.IsZero() {
		// The time before the details.
		what += " since " + s.age(*w.Since)
	}
	if bracket {
		what += " (" + details
	}
	if w.Until != nil && w.Until.After(now) {
		what += ", " + s.in(*w.Until) + " to go"
	}
	return Visible(what + behind(w))
}

// firstWait is what the controller waits for, nil when a person comes first or
// the report's own sentence says more.
func firstWait(r *v1alpha1.StatefulSetReport) *v1alpha1.Wait {
	if len(r.Rollout.WaitsFor) == 0 || r.Rollout.State == v1alpha1.StateHeld {
		return nil
	}
	return &r.Rollout.WaitsFor[0]
}

// ownSentence is the first of the summary, which has the state and no age.
func ownSentence(r *v1alpha1.StatefulSetReport) string {
	if len(r.Summary) == 0 {
		return string(r.Rollout.State)
	}
	return strings.TrimSuffix(r.Summary[0], ".")
}

func behind(w *v1alpha1.Wait) string {
	switch len(w.Behind) {
	case 0:
		return ""
	case 1:
		return "; " + ordinalRange(w.Behind) + " waits behind it"
	}
	return "; " + ordinalRange(w.Behind) + " wait behind it"
}

// Width is how many columns of a terminal a line takes; escapes that colour it take none.
func Width(line string) int { return twwidth.Width(line) }

// HeldText says what is held on an older revision and by what: "ordinals 2–0 are held by partition 3".
func HeldText(r *v1alpha1.StatefulSetReport) string {
	by := string(r.Rollout.HeldBy)
	if r.Rollout.HeldBy == v1alpha1.HeldByPartition {
		by = fmt.Sprintf("partition %d", r.Spec.Partition)
	}
	verb := "are"
	if len(r.Rollout.Held) == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s %s held by %s", ordinalRange(r.Rollout.Held), verb, by)
}
