package inspect

import (
	"fmt"
	"strings"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// summary is the report in at most three sentences: the state, what is waited
// for and since when, what to do.
func (v *view) summary(r *v1alpha1.Rollout) []string {
	out := []string{v.stateSentence(r)}
	if s := v.waitSentence(r); s != "" {
		out = append(out, s)
	}
	if s := v.leftoverSentence(); s != "" && r.State == v1alpha1.StateComplete {
		out = append(out, s)
	}
	if len(r.Advice) > 0 {
		a := r.Advice[0]
		if len(a.Commands) > 0 {
			out = append(out, a.Message+": "+a.Commands[0])
		} else {
			out = append(out, a.Message+".")
		}
	}
	return out
}

func (v *view) stateSentence(r *v1alpha1.Rollout) string {
	desired := int(statefulset.Replicas(v.set))
	switch r.State {
	case v1alpha1.StateComplete:
		if desired == 0 {
			return "Complete: scaled to 0, no Pods wanted."
		}
		return fmt.Sprintf("Complete: %s, all available on revision %s.", plural(desired, "Pod"), v.shortRevision(r.UpdateRevision))
	case v1alpha1.StateHeld:
		return v.heldSentence(r)
	case v1alpha1.StateDeleting:
		return fmt.Sprintf("Deleting: its controller no longer creates, replaces or removes Pods; %s left.", plural(v.present(), "Pod"))
	case v1alpha1.StateUnobserved:
		return "Unobserved: " + r.WaitsFor[0].Message + "."
	case v1alpha1.StateUnknown:
		return fmt.Sprintf("Unknown: the Pods could not be read; the set's status reports %d of %d ready.", v.set.Status.ReadyReplicas, desired)
	case v1alpha1.StateDegraded:
		return fmt.Sprintf("Degraded: %d of %s available; no rollout is under way.", v.available(), plural(desired, "Pod"))
	}
	return fmt.Sprintf("%s: %s.", r.State, v.workWords(r))
}

// workWords says what a set that is not at rest is doing.
func (v *view) workWords(r *v1alpha1.Rollout) string {
	desired := int(statefulset.Replicas(v.set))
	switch {
	case r.CurrentRevision != r.UpdateRevision && (len(v.outdated()) > 0 || v.rolls() && r.Updated > 0 && len(v.condemned) == 0):
		words := fmt.Sprintf("rolling from %s to %s, %d of %d updated", v.shortRevision(r.CurrentRevision), v.shortRevision(r.UpdateRevision),
			v.updated(), max(desired-int(statefulset.Partition(v.set)), 0))
		if len(r.Held) > 0 {
			words += fmt.Sprintf(" (the partition holds %s)", ordinalWords(r.Held))
		}
		return words
	case len(v.outdated()) > 0 && len(v.condemned) == 0:
		// A rollout that was taken back: the Pods it had reached are on neither revision.
		return fmt.Sprintf("%s still to move to revision %s", ordinalWords(v.outdated()), v.shortRevision(r.UpdateRevision))
	case len(v.condemned) > 0:
		return fmt.Sprintf("scaling down to %d, %s to remove", desired, plural(len(v.condemned), "Pod"))
	case len(v.missing()) > 0:
		return fmt.Sprintf("creating Pods, %d of %d exist", v.present()-len(v.condemned), desired)
	}
	words := fmt.Sprintf("%d of %s available", v.available(), plural(desired, "Pod"))
	if len(r.Held) > 0 {
		words += fmt.Sprintf("; %s stay%s on an older revision (%s)", ordinalWords(r.Held), singular(len(r.Held)), r.HeldBy)
	}
	return words
}

func (v *view) heldSentence(r *v1alpha1.Rollout) string {
	update := v.shortRevision(r.UpdateRevision)
	if r.HeldBy == v1alpha1.HeldByOnDelete {
		return fmt.Sprintf("Held by OnDelete: %s still to move to revision %s.", ordinalWords(r.Held), update)
	}
	first, end := statefulset.FirstUpdatedOrdinal(v.set), statefulset.EndOrdinal(v.set)
	if first > end {
		return fmt.Sprintf("Held by partition %d: it covers every ordinal, so no Pod moves to revision %s.", statefulset.Partition(v.set), update)
	}
	return fmt.Sprintf("Held by partition %d: ordinals from %d up run revision %s, %s wait%s.",
		statefulset.Partition(v.set), first, update, ordinalWords(r.Held), singular(len(r.Held)))
}

func (v *view) waitSentence(r *v1alpha1.Rollout) string {
	if len(r.WaitsFor) == 0 || r.State == v1alpha1.StateHeld || r.State == v1alpha1.StateUnobserved {
		return ""
	}
	s := v.waitWords(&r.WaitsFor[0])
	more := 0
	for _, other := range r.WaitsFor[1:] {
		if other.Ordinal != nil && statefulset.InRange(v.set, *other.Ordinal) {
			more++
		}
	}
	if more > 0 {
		s += "; " + plural(more, "more Pod") + " not available"
	}
	return s + "."
}

// waitWords says what is waited for, since when, how long still and what waits behind it.
func (v *view) waitWords(w *v1alpha1.Wait) string {
	s := w.Message
	if w.Since != nil {
		// "web-3 is CrashLoopBackOff since 12m (exit 1)": the time before the details.
		what, details, bracket := strings.Cut(w.Message, " (")
		s = what + " since " + v.age(w.Since)
		if bracket {
			s += " (" + details
		}
	}
	if w.Until != nil && w.Until.After(v.now) {
		s += ", " + v.in(w.Until) + " to go"
	}
	if len(w.Behind) > 0 {
		s += fmt.Sprintf("; %s wait%s behind it", ordinalWords(w.Behind), singular(len(w.Behind)))
	}
	return s
}

// leftoverSentence says what scaling up would bring back.
func (v *view) leftoverSentence() string {
	var ordinals []int32
	for _, r := range v.rows {
		if r.state == v1alpha1.OrdinalLeftover {
			ordinals = append(ordinals, r.ordinal)
		}
	}
	if len(ordinals) == 0 {
		return ""
	}
	return fmt.Sprintf("Claims of %s are left over; scaling up adopts them again, with their data.", ordinalWords(ordinals))
}

// updated counts the Pods of the new revision that the partition lets pass.
func (v *view) updated() int {
	n := 0
	for _, r := range v.replicas {
		if r.pod != nil && v.isUpdated(r) && !statefulset.IsTerminating(r.pod) && !v.heldByPartition(r.ordinal) {
			n++
		}
	}
	return n
}

func (v *view) present() int {
	n := 0
	for _, r := range v.rows {
		if r.pod != nil {
			n++
		}
	}
	return n
}

func (v *view) available() int {
	n := 0
	for _, r := range v.replicas {
		if r.pod != nil && r.info.Available && r.info.Terminating == nil {
			n++
		}
	}
	return n
}
