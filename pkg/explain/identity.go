package explain

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// identity says who the ordinal is: its place, its name, its endpoint, its
// claims, and how it is.
func (o *ordinal) identity() {
	p := o.paragraph(v1alpha1.TopicIdentity, "Who %s is", o.PodName)
	o.place(p)
	switch o.State {
	case v1alpha1.OrdinalStranger:
		return // Its hostname and its volumes are its owner's business.
	case v1alpha1.OrdinalLeftover, nothingThere:
	default:
		o.name(p)
		o.labels(p)
	}
	o.claims(p)
	o.condition(p)
}

func (o *ordinal) place(p *paragraph) {
	n, set, wants := o.Ordinal.Ordinal, o.setName(), o.rangeWords()
	where := because(o.start(), o.replicas(), sourceRange.ground())
	switch o.State {
	case v1alpha1.OrdinalPresent:
		p.say(where, "%s is ordinal %d and index %d of %s, which %s.", o.PodName, n, o.index(), set, wants)
	case v1alpha1.OrdinalMissing:
		p.say(where, "%s does not exist; it belongs to %s, as ordinal %d and index %d: the set %s.", o.PodName, set, n, o.index(), wants)
	case v1alpha1.OrdinalUnknown:
		p.say(where, "%s is the name of ordinal %d and index %d of %s, which %s; whether the Pod exists is not known, because Pods could not be read.",
			o.PodName, n, o.index(), set, wants)
	case v1alpha1.OrdinalOutOfRange:
		p.say(where, "%s is a Pod of %s outside its range: its ordinal is %d, and the set %s.", o.PodName, set, n, wants)
	case v1alpha1.OrdinalOrphan:
		p.say(because(o.ofPod(o.pod, "metadata.ownerReferences", ""), field("spec.selector", o.report.Spec.Selector)),
			"%s has the name and the labels of ordinal %d of %s, and no owner.", o.PodName, n, set)
	case v1alpha1.OrdinalReleased:
		p.say(because(field("spec.selector", o.report.Spec.Selector)),
			"%s names %s as its owner, but no longer has the labels %s that its selector asks for.", o.PodName, set, o.report.Spec.Selector)
	case v1alpha1.OrdinalStranger:
		p.say(because(o.ofPod(o.pod, "metadata.ownerReferences", o.Pod.Owner), field("spec.selector", o.report.Spec.Selector)),
			"%s has the name of ordinal %d of %s and is not the set's Pod: %s.", o.PodName, n, set, o.stranger())
	case v1alpha1.OrdinalLeftover:
		p.say(where, "%s does not exist: ordinal %d is outside the range of %s, which %s.", o.PodName, n, set, wants)
	default:
		o.nothing(p, where)
	}
}

// stranger says whose the Pod is.
func (o *ordinal) stranger() string {
	switch check := o.Identity.Owner; {
	case o.Pod.Owner == "" && o.terminating():
		return "it has no owner and is being deleted"
	case o.Pod.Owner == "":
		return fmt.Sprintf("it has no owner, and not the labels %s", o.report.Spec.Selector)
	case check.Note != "":
		return "it is " + check.Note
	}
	return "it belongs to " + o.Pod.Owner
}

func (o *ordinal) nothing(p *paragraph, where []v1alpha1.Ground) {
	n := o.Ordinal.Ordinal
	switch {
	case o.controller == nil:
		p.say(where, "Ordinal %d is outside the range of %s, which %s; whether a Pod %s exists is not known, because Pods could not be read.",
			n, o.setName(), o.rangeWords(), o.PodName)
	case len(o.set.Spec.VolumeClaimTemplates) > 0 && !o.knows(snapshot.PersistentVolumeClaims):
		p.say(where, "%s does not exist: ordinal %d is outside the range of %s, which %s; whether claims of it are left is not known, because they could not be read.",
			o.PodName, n, o.setName(), o.rangeWords())
	default:
		p.say(where, "%s does not exist, and no claim of it: ordinal %d is outside the range of %s, which %s.",
			o.PodName, n, o.setName(), o.rangeWords())
	}
}

// labels tells of those that are not what the ordinal asks for.
func (o *ordinal) labels(p *paragraph) {
	if !o.own() || o.Identity == nil {
		return
	}
	for _, l := range []struct {
		key   string
		check v1alpha1.Check
	}{{appsv1.StatefulSetPodNameLabel, o.Identity.PodNameLabel}, {appsv1.PodIndexLabel, o.Identity.PodIndexLabel}} {
		if l.check.Verdict == v1alpha1.VerdictWrong {
			p.say(because(o.ofPod(o.pod, "metadata.labels["+l.key+"]", l.check.Actual)),
				"Its label %s is %q and not %q.", l.key, l.check.Actual, l.check.Expected)
		}
	}
}

// condition says how the Pod is and where it runs.
func (o *ordinal) condition(p *paragraph) {
	if o.Pod == nil || o.pod == nil {
		return
	}
	why := because(o.ofPod(o.pod, "status.phase", o.pod.Status.Phase), o.ofPod(o.pod, "status.conditions[Ready]", readyStatus(o.pod)))
	where := ""
	if o.Pod.Node != "" {
		where = " on node " + o.Pod.Node
		if o.Pod.Zone != "" {
			where += " in zone " + o.Pod.Zone
		}
	}
	switch w := o.notYet(); {
	case o.Pod.Available && !o.terminating() && o.Pod.Since != nil:
		p.say(why, "It runs%s and has been ready for %s.", where, o.ago(*o.Pod.Since))
	case w != nil:
		p.say(why, "%s%s.", o.controller.Words(w), strings.Replace(where, " on", "; it is on", 1))
	default:
		p.say(why, "%s is %s%s.", o.PodName, o.Pod.Reason, where)
	}
}

func readyStatus(pod *corev1.Pod) string {
	if c := statefulset.ReadyCondition(pod); c != nil {
		return string(c.Status)
	}
	return ""
}
