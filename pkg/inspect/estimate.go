package inspect

import (
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// stopSlack is how much longer than its grace period a Pod may have taken to
// stop. A longer gap before its successor was something else: a partition that was lowered.
const stopSlack = 30 * time.Second

// pace is how long one Pod takes, from its predecessor's end to available, as
// those of the update revision did.
type pace struct {
	start, stop     time.Duration
	starts, stopped int
}

func (p pace) pod() time.Duration { return p.start + p.stop }

// estimate is how long the rollout still takes; nil when it is not under way, or
// no Pod has shown yet how long one takes.
func (v *view) estimate(r *v1alpha1.Rollout) *v1alpha1.Estimate {
	p := r.Progress
	if r.State != v1alpha1.StateProgressing && r.State != v1alpha1.StateRecreating || len(p.InProgress)+len(p.ToDo) == 0 {
		return nil
	}
	pace := v.pace()
	if pace.starts == 0 {
		return nil
	}
	left, spent := len(p.InProgress)+len(p.ToDo), v.spent(p.InProgress, pace)
	rounds, what := left, plural(left, "Pod")
	if !statefulset.OrderedReady(v.set) {
		// Of an OrderedReady set Pods may go side by side, but they come one by one.
		at := v.atOnce()
		rounds = (len(p.ToDo) + at - 1) / at
		if len(p.InProgress) > 0 {
			rounds++
		}
		if rounds < left {
			what += fmt.Sprintf(", side by side: %d", rounds)
		}
	}
	total := max(time.Duration(rounds)*pace.pod()-spent, 0)
	e := &v1alpha1.Estimate{
		Seconds: int64(total.Seconds()), PodSeconds: int64(pace.pod().Seconds()), Samples: int32(pace.starts),
		Basis: fmt.Sprintf("%s × %s, the median of %s on revision %s", what, human(pace.pod()), plural(pace.starts, "Pod"), v.shortRevision(v.goal())),
	}
	if spent > 0 {
		e.Basis += fmt.Sprintf(", less %s already spent", human(spent))
	}
	if pace.stopped == 0 && len(p.ToDo) > 0 {
		e.Basis += "; how long the old ones take to end is not known"
	}
	return e
}

// atOnce is how many Pods of a Parallel set are replaced side by side.
func (v *view) atOnce() int {
	ru := v.set.Spec.UpdateStrategy.RollingUpdate
	switch {
	case !v.rolls():
		return max(len(v.replicas), 1)
	case !v.rules[0].MaxUnavailable || ru == nil || ru.MaxUnavailable == nil:
		return 1
	}
	n, err := intstr.GetScaledValueFromIntOrPercent(ru.MaxUnavailable, len(v.replicas), false)
	if err != nil {
		return 1
	}
	return max(n, 1)
}

// pace measures the Pods that are done. One that restarted tells when it came
// back, not how long it takes.
func (v *view) pace() pace {
	var starts, stops []time.Duration
	minReady := time.Duration(v.set.Spec.MinReadySeconds) * time.Second
	var higher *corev1.Pod
	for i := len(v.replicas) - 1; i >= 0; i-- {
		row := v.replicas[i]
		if row.pod == nil || statefulset.Revision(row.pod) != v.goal() || !row.info.Available || row.info.Restarts > 0 ||
			statefulset.IsTerminating(row.pod) {
			higher = nil
			continue
		}
		ready := statefulset.ReadyCondition(row.pod).LastTransitionTime
		if took := ready.Sub(row.pod.CreationTimestamp.Time); took >= 0 && !row.pod.CreationTimestamp.IsZero() {
			starts = append(starts, took+minReady)
		}
		if higher != nil {
			// A rolling update deletes a Pod when the one above it is available, and
			// creates it again when it has stopped.
			available := statefulset.ReadyCondition(higher).LastTransitionTime.Add(minReady)
			if took := row.pod.CreationTimestamp.Sub(available); took >= 0 && took <= grace(row.pod)+stopSlack {
				stops = append(stops, took)
			}
		}
		higher = row.pod
	}
	return pace{start: median(starts), stop: median(stops), starts: len(starts), stopped: len(stops)}
}

// spent is how much of its time the Pod in progress that began last has behind it.
func (v *view) spent(ordinals []int32, p pace) time.Duration {
	var least time.Duration
	for i, ordinal := range ordinals {
		var spent time.Duration
		switch row := v.rowAt(ordinal); {
		case row == nil || row.pod == nil:
			spent = p.stop
		case statefulset.IsTerminating(row.pod):
			if row.info.Since != nil {
				spent = min(v.now.Sub(row.info.Since.Time), p.stop)
			}
		default:
			spent = min(p.stop+v.now.Sub(row.pod.CreationTimestamp.Time), p.pod())
		}
		if spent = max(spent, 0); i == 0 || spent < least {
			least = spent
		}
	}
	return least
}

func grace(pod *corev1.Pod) time.Duration {
	if s := pod.Spec.TerminationGracePeriodSeconds; s != nil {
		return time.Duration(*s) * time.Second
	}
	return corev1.DefaultTerminationGracePeriodSeconds * time.Second
}

// median of no durations is 0.
func median(d []time.Duration) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return ((d[(len(d)-1)/2] + d[len(d)/2]) / 2).Round(time.Second)
}

func human(d time.Duration) string { return duration.HumanDuration(d) }
