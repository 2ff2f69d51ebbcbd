package explain

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// nodeLoss says what follows when the Pod's node dies: the Pod object stays, and
// as long as it does nobody takes its place.
func (o *ordinal) nodeLoss() {
	if !o.own() || o.Pod.Node == "" || statefulset.IsTerminal(o.pod) {
		return
	}
	p := o.paragraph(v1alpha1.TopicNodeLoss, "If its node %s dies", o.Pod.Node)
	o.evicted(p)
	o.notReplaced(p)
	if o.inRange() && o.set.DeletionTimestamp == nil {
		o.freed(p)
		o.volumesThere(p)
	}
}

// evicted says when the Pod is marked for deletion, which only its kubelet can finish.
func (o *ordinal) evicted(p *paragraph) {
	node := o.Pod.Node
	if o.terminating() {
		p.say(because(o.ofPod(o.pod, "metadata.deletionTimestamp", rfc3339(*o.pod.DeletionTimestamp))),
			"%s is being deleted already, and stays Terminating if %s can no longer confirm its end.", o.PodName, node)
		return
	}
	tolerated, after := tolerates(o.pod)
	why := because(o.ofPod(o.pod, "spec.tolerations["+corev1.TaintNodeUnreachable+"].tolerationSeconds", after), sourceTaint.ground())
	switch {
	case !tolerated:
		p.say(because(o.ofPod(o.pod, "spec.tolerations["+corev1.TaintNodeUnreachable+"]", ""), sourceTaint.ground()),
			"%s is marked for deletion as soon as %s is tainted unreachable, and stays Terminating, because only that node could confirm its end.", o.PodName, node)
	case after == "":
		p.say(why, "%s is marked not ready and stays as it is: it tolerates for ever that %s is unreachable.", o.PodName, node)
	default:
		p.say(why, "%s is marked for deletion %s after %s is tainted unreachable, and stays Terminating, because only that node could confirm its end.",
			o.PodName, after, node)
	}
}

// tolerates reports whether the Pod tolerates an unreachable node, and how long; empty for ever.
func tolerates(pod *corev1.Pod) (tolerated bool, after string) {
	least := int64(-1)
	for _, t := range pod.Spec.Tolerations {
		if t.Key != corev1.TaintNodeUnreachable && t.Key != "" || t.Effect != corev1.TaintEffectNoExecute && t.Effect != "" {
			continue
		}
		tolerated = true
		if s := t.TolerationSeconds; s != nil && (least < 0 || *s < least) {
			least = max(*s, 0)
		}
	}
	if least < 0 {
		return tolerated, ""
	}
	return tolerated, seconds(least)
}

// notReplaced: asked of replay, with the Pod terminating.
func (o *ordinal) notReplaced(p *paragraph) {
	state := o.controller.Sees()
	state.Pods = slices.Clone(state.Pods)
	i := slices.Index(state.Pods, o.pod)
	if i < 0 {
		return
	}
	if !o.terminating() {
		going := o.pod.DeepCopy()
		going.DeletionTimestamp = &metav1.Time{Time: state.Now}
		state.Pods[i] = going
	}
	sync := replay.Next(state, o.controller.Rules()[0])
	for _, a := range sync.Actions {
		if a.Verb == replay.CreatePod && a.Name == o.PodName {
			return
		}
	}
	why, standstill := because(o.policy(), rule(replay.RuleCreate)), ": two Pods of one name cannot exist"
	for _, w := range sync.Waits {
		switch {
		case w.Pod != o.PodName || !w.Stops:
		case w.Phase == replay.PhaseScale:
			p.say(because(o.policy(), rule(w.Rule)), "Meanwhile the controller removes no other Pod of %s: it waits for %s to be gone.", o.set.Name, o.PodName)
			return
		case w.Phase == replay.PhaseReplicas:
			why, standstill = because(o.policy(), rule(w.Rule)), ", and while it waits for it, nothing else of "+o.set.Name+" is created, removed or replaced"
		case w.Phase == replay.PhaseUpdate && len(o.outdated()) > 0:
			why, standstill = because(o.policy(), rule(w.Rule)), ", and the rolling update waits for it too, with "+ordinals(o.outdated())+" to do"
		}
	}
	if !o.inRange() || o.set.DeletionTimestamp != nil {
		return
	}
	p.say(why, "Meanwhile the controller creates no other %s%s.", o.PodName, standstill)
}

// freed says what ends it: each way takes the Pod object away.
func (o *ordinal) freed(p *paragraph) {
	revision := o.controller.Successor(o.pod, o.controller.Rules()[0]).Revision
	on := ""
	if revision != "" {
		on = " on " + o.called(revision)
	}
	why := append(o.whyRevision(), sourceOrphaned.ground(), sourceOutOfService.ground())
	if tolerated, after := tolerates(o.pod); tolerated && after == "" && !o.terminating() {
		p.say(why, "When %s answers again, %s goes on; another %s comes%s only when the Node object is deleted, or somebody who knows that it is off gives it the taint %s.",
			o.Pod.Node, o.PodName, o.PodName, on, corev1.TaintNodeOutOfService)
		return
	}
	p.say(why,
		"%s comes back%s once that Pod object is gone: when %s answers again, when its Node object is deleted, or when somebody who knows that it is off gives it the taint %s.",
		o.PodName, on, o.Pod.Node, corev1.TaintNodeOutOfService)
}
