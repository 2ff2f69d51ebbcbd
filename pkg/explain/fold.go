package explain

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// situation is what ordinals have in common.
type situation struct {
	// many is what a sentence says of several of them, and one of a single one:
	// that can name its Pod and say more.
	many, one string
	why       []v1alpha1.Ground
}

// situations says of every ordinal how it is; those in the same situation share a sentence.
func (e *explainer) situations() {
	p := e.paragraph(v1alpha1.TopicOrdinals, "The ordinals of %s", e.set.Name)
	var all []situation
	members := map[string][]int32{}
	for i := range e.report.Ordinals {
		row := e.ordinal(&e.report.Ordinals[i])
		s := row.situation()
		if len(members[s.many]) == 0 {
			all = append(all, s)
		}
		members[s.many] = append(members[s.many], row.Ordinal.Ordinal)
	}
	for _, s := range all {
		// The ordinals of two rows can be the same: "web-01" is no other than "web-1".
		who := slices.Compact(members[s.many])
		words := s.many
		if len(who) == 1 {
			words = s.one
		}
		p.say(s.why, "%s %s.", capital(ordinals(who)), words)
	}
}

// situation of one ordinal.
func (o *ordinal) situation() situation {
	place := because(o.replicas(), o.start(), sourceRange.ground())
	switch o.State {
	case v1alpha1.OrdinalPresent:
		return o.present()
	case v1alpha1.OrdinalMissing:
		return o.missing(place)
	case v1alpha1.OrdinalUnknown:
		return situation{"are wanted; whether they have Pods is not known, because Pods could not be read",
			"is wanted; whether it has a Pod is not known, because Pods could not be read", place}
	case v1alpha1.OrdinalOutOfRange:
		return situation{"are outside the range, and their Pods are to be deleted", "is outside the range, and its Pod is to be deleted", place}
	case v1alpha1.OrdinalOrphan:
		return situation{"have Pods with the right labels and no owner", "has a Pod with the right labels and no owner",
			because(o.ofPod(o.pod, "metadata.ownerReferences", ""))}
	case v1alpha1.OrdinalReleased:
		return situation{"have Pods that lost the labels of " + o.set.Name, "has a Pod that lost the labels of " + o.set.Name,
			because(field("spec.selector", o.report.Spec.Selector))}
	case v1alpha1.OrdinalStranger:
		return situation{"have Pods that are not the set's", "has a Pod that is not the set's: " + o.stranger(),
			because(o.ofPod(o.pod, "metadata.ownerReferences", o.Pod.Owner))}
	}
	return situation{"are outside the range and have no Pods; claims are left of them", "is outside the range and has no Pod; claims are left of it", place}
}

func (o *ordinal) missing(why []v1alpha1.Ground) situation {
	if w := o.notYet(); w != nil && w.Failing {
		return situation{"have no Pods, and they cannot be created", "has no Pod: " + o.controller.Words(w), why}
	}
	first := ""
	if pod := o.waitsBehind(); pod != "" {
		first = " yet: " + pod + " comes first"
	}
	return situation{"have no Pods" + first, "has no Pod" + first, why}
}

// present: the revision, how the Pod is, what holds it, and what it waits behind.
func (o *ordinal) present() situation {
	revision := "an unknown revision (no label)"
	if o.Pod.Revision != "" {
		revision = o.called(o.Pod.Revision)
	}
	why := because(o.revisionLabel())
	if w := o.notYet(); w != nil {
		grounds, _ := o.whyWait(o.PodName)
		how := o.Pod.Reason
		if how == string(corev1.PodRunning) {
			how = "running, not ready"
		}
		return situation{fmt.Sprintf("run %s and are not available (%s)", revision, how),
			fmt.Sprintf("runs %s: %s", revision, o.controller.Words(w)), append(why, grounds...)}
	}
	rest := ""
	switch r := &o.report.Rollout; {
	case slices.Contains(r.Held, o.Ordinal.Ordinal) && r.HeldBy == v1alpha1.HeldByPartition:
		rest, why = ", and held on it by the partition", append(why, o.partition())
	case slices.Contains(r.Held, o.Ordinal.Ordinal):
		rest, why = ", and held on it by OnDelete", append(why, o.strategy())
	case slices.Contains(o.outdated(), o.Ordinal.Ordinal):
		rest = ", and to be replaced"
		if pod := o.waitsBehind(); pod != "" {
			rest += " after " + pod
		}
	}
	return situation{fmt.Sprintf("run %s and are available%s", revision, rest), fmt.Sprintf("runs %s and is available%s", revision, rest), why}
}

// waitsBehind names the Pod that has to come first.
func (o *ordinal) waitsBehind() string {
	for i := range o.report.Rollout.WaitsFor {
		if w := &o.report.Rollout.WaitsFor[i]; slices.Contains(w.Behind, o.Ordinal.Ordinal) {
			return w.Object.Name
		}
	}
	return ""
}
