package inspect

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// nodeLost reports that the Pod's node is not ready, as far as the Pod tells: the
// node lifecycle controller takes away the readiness of Pods there and leaves
// everything else as the kubelet wrote it last, also that a ready Pod has no reason.
// A kubelet that calls a Pod unready gives one, and it stands for a moment after
// the last readiness gate has become True.
// https://github.com/kubernetes/kubernetes/blob/v1.37.1/pkg/controller/util/node/controller_utils.go (MarkPodsNotReady)
func nodeLost(pod *corev1.Pod) bool {
	ready, containers := statefulset.ReadyCondition(pod), condition(pod, corev1.ContainersReady)
	if pod.Spec.NodeName == "" || closedGate(pod) != "" || statefulset.IsTerminal(pod) && pod.DeletionTimestamp == nil {
		return false
	}
	return ready != nil && ready.Status == corev1.ConditionFalse && ready.Reason == "" && containers != nil && containers.Status == corev1.ConditionTrue
}

// closedGate is the first readiness gate of the Pod that is not True; empty for none.
func closedGate(pod *corev1.Pod) corev1.PodConditionType {
	for _, gate := range pod.Spec.ReadinessGates {
		if c := condition(pod, gate.ConditionType); c == nil || c.Status != corev1.ConditionTrue {
			return gate.ConditionType
		}
	}
	return ""
}

// takenAway says who had a Pod deleted that nobody asked the set about; empty when nothing tells.
func takenAway(pod *corev1.Pod) string {
	c, node := condition(pod, corev1.DisruptionTarget), pod.Spec.NodeName
	if c == nil || c.Status != corev1.ConditionTrue || node == "" {
		return ""
	}
	switch c.Reason {
	case "EvictionByEvictionAPI":
		return "evicted from node " + node + ", as kubectl drain does"
	case "DeletionByTaintManager":
		return "evicted from node " + node + " by a NoExecute taint"
	case corev1.PodReasonPreemptionByScheduler:
		return "preempted on node " + node + " by a Pod of higher priority"
	case "DeletionByPodGC":
		return "node " + node + " is gone or out of service"
	}
	return ""
}

// stuckOn says what keeps a Pod terminating that nothing but its node can end. A
// StatefulSet has at most one Pod of a name: the next one waits for that word.
func (v *view) stuckOn(r *row) string {
	node := r.pod.Spec.NodeName
	if !statefulset.InRange(v.set, r.ordinal) || v.set.DeletionTimestamp != nil {
		return fmt.Sprintf("only node %s can confirm its end", node)
	}
	return fmt.Sprintf("no other %s is created before node %s confirms its end", r.pod.Name, node)
}

// nodeAdvice: a Pod that ran is ready again when its node is; no other template helps.
func nodeAdvice(pod *corev1.Pod) []v1alpha1.Advice {
	return []v1alpha1.Advice{{
		Message:  fmt.Sprintf("See what is wrong with node %s; %s goes on once it is ready again", pod.Spec.NodeName, pod.Name),
		Commands: []string{"kubectl describe node " + shell.Quote(pod.Spec.NodeName)},
	}}
}

// freeAdvice: Pods that are terminating on a node that is not ready are removed
// by the Pod garbage collector once it has the taint. Two Pods of one identity
// may corrupt data, so forcing comes last, and only after fencing.
// https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
func (v *view) freeAdvice(pod *corev1.Pod) []v1alpha1.Advice {
	node := shell.Quote(pod.Spec.NodeName)
	taint := "kubectl taint node " + node + " " + corev1.TaintNodeOutOfService
	return []v1alpha1.Advice{
		{
			Message:  fmt.Sprintf("Check node %s; only when it is certainly off, free the Pod with the out-of-service taint", pod.Spec.NodeName),
			Commands: []string{"kubectl get node " + node, taint + "=nodeshutdown:NoExecute"},
		},
		{
			Message:  fmt.Sprintf("Once %s runs again, take off the taint, which keeps Pods away", pod.Spec.NodeName),
			Commands: []string{taint + ":NoExecute-"},
		},
		{
			Message: fmt.Sprintf("Who may not taint nodes can free %s alone, and only when %s is certainly off: two %s at once may corrupt data",
				pod.Name, pod.Spec.NodeName, pod.Name),
			Commands: []string{v.kubectl("delete pod %s --force --grace-period=0", pod.Name)},
		},
	}
}
