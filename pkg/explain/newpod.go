package explain

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// placed spells the partition out: "ordinal 5 is index 0, below partition 2".
func (o *ordinal) placed() string {
	side := "not below"
	if o.HeldByPartition {
		side = "below"
	}
	return fmt.Sprintf("ordinal %d is index %d, %s partition %d", o.Ordinal.Ordinal, o.index(), side, statefulset.Partition(o.set))
}

// expected says which revision a Pod created now at the ordinal gets.
func (o *ordinal) expected(p *paragraph) {
	if o.ExpectedRevision == "" || !o.inRange() || o.set.DeletionTimestamp != nil {
		return
	}
	p.say(o.whyRevision(), "Created now, %s would get %s%s.", o.PodName, o.called(o.ExpectedRevision), o.chosenBy(o.ExpectedRevision))
	if current, goal := o.currentRevision(), o.goal(); current != goal && current != "" && goal != "" {
		o.difference(p, current, goal)
	}
}

// whyRevision are the grounds for the revision of a new Pod.
func (o *ordinal) whyRevision() []v1alpha1.Ground {
	why := because(o.partition(), o.start(), o.current(), o.update())
	if statefulset.Strategy(o.set) == appsv1.RollingUpdateStatefulSetStrategyType && o.set.Spec.UpdateStrategy.RollingUpdate == nil {
		why = append(why, field("status.currentReplicas", o.set.Status.CurrentReplicas))
	}
	return append(why, rule(replay.RuleRevisionOfNewPod))
}

// called is a revision with what it is to the set, where there are two to tell apart.
func (e *explainer) called(revision string) string {
	current, goal := e.currentRevision(), e.goal()
	switch {
	case current == goal || current == "":
	case revision == current:
		return "the current revision " + e.short(revision)
	case revision == goal:
		return "the update revision " + e.short(revision)
	}
	return "revision " + e.short(revision)
}

// chosenBy says why a new Pod gets a revision, where there are two to choose from.
func (o *ordinal) chosenBy(revision string) string {
	current, goal := o.currentRevision(), o.goal()
	switch {
	case current == goal || current == "" || revision != current && revision != goal:
	case statefulset.Partition(o.set) > 0 && o.inRange():
		return ": " + o.placed()
	case o.set.Spec.UpdateStrategy.RollingUpdate == nil && statefulset.Strategy(o.set) == appsv1.RollingUpdateStatefulSetStrategyType:
		n := o.othersOnCurrent()
		return fmt.Sprintf(": %s has no partition, and with %d other Pod%s on the current revision only ordinals below %d get that one",
			o.set.Name, n, s(int(n)), statefulset.StartOrdinal(o.set)+n)
	}
	return ""
}

// othersOnCurrent are the set's Pods of the current revision without this one:
// where the field rollingUpdate is not set, their number stands for the partition.
func (o *ordinal) othersOnCurrent() int32 {
	if o.report.Replicas.Counted == nil || o.pod == nil {
		return o.set.Status.CurrentReplicas
	}
	n := o.report.Replicas.Counted.Current
	if o.own() && !o.terminating() && statefulset.Revision(o.pod) == o.currentRevision() {
		n--
	}
	return n
}
