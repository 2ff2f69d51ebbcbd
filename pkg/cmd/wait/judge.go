package wait

import (
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/follow"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// subject is one set that is waited for, as it is now.
type subject struct {
	name string // as it is said
	// report is nil when the set does not exist.
	report *v1alpha1.StatefulSetReport
	// managed: another controller owns the set. It may lower the partition or delete
	// Pods, as operators do, so what is held will not stay so for ever.
	managed bool
	// survivors is how many Pods the set left behind.
	survivors int
}

// judgement is what there is to say of a subject and a condition.
type judgement struct {
	verdict  v1alpha1.WaitVerdict
	message  string
	commands []string
}

// judge tells whether s meets c or ever can. It knows no more than the report:
// live and from a file the verdict is the same.
func judge(c v1alpha1.WaitCondition, s subject, now time.Time) judgement {
	r := s.report
	if c == v1alpha1.WaitForDeleted {
		return deleted(s, now)
	}
	if r == nil {
		return never(c, s, "it was deleted"+follow.SurvivorWords(s.survivors), nil)
	}
	switch {
	case r.Rollout.State == v1alpha1.StateDeleting:
		return never(c, s, "it is being deleted", nil)
	case r.Rollout.State == v1alpha1.StateUnobserved, r.Rollout.State == v1alpha1.StateUnknown:
		return wait(printer.Holdup(r, now))
	case r.Rollout.State == v1alpha1.StateTrapped && !slow(r):
		return never(c, s, "it is trapped: "+printer.Holdup(r, now), r.Rollout.Advice)
	case c == v1alpha1.WaitForComplete && len(r.Rollout.Held) > 0 && !s.managed:
		// Whatever else is still going on: the controller will not touch these.
		return never(c, s, printer.HeldText(r), heldAdvice(r))
	case meets(c, r):
		return met(c, s)
	}
	return wait(printer.Holdup(r, now))
}

// slow reports whether the Pod that a trapped set waits for shows no failure of
// its own. One that is only slow, or has no node yet, may come up after all, and
// the rollout goes on then.
func slow(r *v1alpha1.StatefulSetReport) bool {
	if len(r.Rollout.WaitsFor) == 0 {
		return false
	}
	w := r.Rollout.WaitsFor[0]
	if w.Reason == v1alpha1.WaitSchedule {
		return true
	}
	for i := range r.Ordinals {
		if p := r.Ordinals[i].Pod; p != nil && p.Name == w.Object.Name {
			return slices.Contains([]string{string(corev1.PodRunning), string(corev1.PodPending), "ContainerCreating", "PodInitializing"}, p.Reason)
		}
	}
	return false
}

// meets: the controller has seen the spec, and nothing of it is trapped.
func meets(c v1alpha1.WaitCondition, r *v1alpha1.StatefulSetReport) bool {
	complete := r.Rollout.State == v1alpha1.StateComplete && every(r, func(p *v1alpha1.Pod) bool {
		return p.Available && p.Revision == r.Rollout.UpdateRevision
	})
	switch c {
	case v1alpha1.WaitForComplete:
		return complete
	case v1alpha1.WaitForHeld:
		return complete || r.Rollout.State == v1alpha1.StateHeld
	case v1alpha1.WaitForReady:
		return every(r, func(p *v1alpha1.Pod) bool { return p.Ready })
	case v1alpha1.WaitForAvailable:
		return every(r, func(p *v1alpha1.Pod) bool { return p.Available })
	}
	return false
}

// every reports whether each ordinal of the range has a Pod of the set that is
// good and is going to stay.
func every(r *v1alpha1.StatefulSetReport, good func(*v1alpha1.Pod) bool) bool {
	var n int32
	for i := range r.Ordinals {
		row := &r.Ordinals[i]
		if row.State == v1alpha1.OrdinalPresent && row.Pod != nil && row.Pod.Terminating == nil && good(row.Pod) {
			n++
		}
	}
	return n == r.Spec.Replicas
}

func met(c v1alpha1.WaitCondition, s subject) judgement {
	r := s.report
	text := lowerFirst(printer.Standing(r))
	switch {
	case c == v1alpha1.WaitForReady, c == v1alpha1.WaitForAvailable:
		text = fmt.Sprintf("%s: %d of %[2]d Pods", word(c), r.Spec.Replicas)
	case c == v1alpha1.WaitForHeld && r.Rollout.State != v1alpha1.StateHeld:
		text += "; nothing is held"
	}
	return judgement{verdict: v1alpha1.WaitVerdictMet, message: s.name + " is " + text}
}

func wait(why string) judgement {
	return judgement{verdict: v1alpha1.WaitVerdictWaiting, message: why}
}

func never(c v1alpha1.WaitCondition, s subject, why string, advice []v1alpha1.Advice) judgement {
	j := judgement{verdict: v1alpha1.WaitVerdictCannotBeMet, message: fmt.Sprintf("%s cannot be %s: %s", s.name, word(c), why)}
	if len(advice) > 0 {
		j.commands = advice[0].Commands
		j.message += ". " + printer.Visible(strings.Join(append([]string{advice[0].Message}, j.commands...), ": "))
	}
	return j
}

// heldAdvice: a report advises on what is held once nothing else is to be done.
func heldAdvice(r *v1alpha1.StatefulSetReport) []v1alpha1.Advice {
	switch {
	case r.Rollout.State == v1alpha1.StateHeld && len(r.Rollout.Advice) > 0:
		return r.Rollout.Advice
	case r.Rollout.HeldBy == v1alpha1.HeldByOnDelete:
		return []v1alpha1.Advice{{Message: "Somebody has to delete their Pods"}}
	}
	return []v1alpha1.Advice{{Message: "Somebody has to lower the partition"}}
}

func deleted(s subject, now time.Time) judgement {
	switch r := s.report; {
	case r == nil:
		return judgement{verdict: v1alpha1.WaitVerdictMet, message: s.name + " does not exist" + follow.SurvivorWords(s.survivors)}
	case r.DeletionTimestamp == nil:
		return wait("nobody has deleted it")
	default:
		return wait(printer.Holdup(r, now))
	}
}

// unreadable is the error for a condition that hangs on Pods which nobody lets us
// see: not to know is not to have met. A server that fails for a while is waited for.
func unreadable(c v1alpha1.WaitCondition, s subject) error {
	r := s.report
	if c == v1alpha1.WaitForDeleted || r == nil || r.Replicas.Counted != nil {
		return nil
	}
	i := slices.IndexFunc(r.Gaps, func(g v1alpha1.Gap) bool {
		return g.Resource == snapshot.Pods.String() && g.Reason != v1alpha1.GapFailed
	})
	if i < 0 {
		return nil
	}
	return fmt.Errorf("cannot tell whether %s is %s: %s", s.name, word(c), printer.GapText(r.Gaps[i]))
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
