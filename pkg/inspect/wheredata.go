package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// dataTies are what the scheduler says of nodes that a volume of the Pod cannot be
// used from (plugins VolumeBinding and VolumeZone).
var dataTies = []string{
	"didn't match PersistentVolume's node affinity", "had volume node affinity conflict", "had no available volume zone",
}

// schedulerWords leave out that evicting others would not help either: the
// scheduler adds it to every refusal.
func schedulerWords(message string) string {
	why, _, _ := strings.Cut(message, " preemption: ")
	return strings.TrimSuffix(why, ".")
}

// dataAdvice is for a Pod that finds no node because of where its data is: room
// elsewhere, or another template, would not help. Nil for any other Pod.
func (v *view) dataAdvice(row *row) []v1alpha1.Advice {
	if row == nil || row.pod == nil || row.pod.Spec.NodeName != "" ||
		!slices.ContainsFunc(dataTies, func(tie string) bool { return strings.Contains(row.info.Message, tie) }) {
		return nil
	}
	if !needed(v.opts.Needs, snapshot.Nodes) || !needed(v.opts.Needs, snapshot.PersistentVolumes) {
		return []v1alpha1.Advice{{
			Message: "Its data ties it to nodes that cannot take it now; see which and why",
			Commands: []string{fmt.Sprintf("%s storage %s -n %s", cmp.Or(v.opts.Program, "kubectl sts"),
				shell.Quote(v.set.Name), shell.Quote(v.set.Namespace))},
		}}
	}
	l, sites := v.luggage(row), v.newSites()
	if !sites.known || !l.tied() {
		return nil
	}
	there := sites.survey(row.pod, l)
	out := there.openNodes(row.pod)
	if len(there.suitable) == 0 {
		out = append(out, v1alpha1.Advice{Message: fmt.Sprintf("If a node that can use its data comes back, %s starts there by itself", row.info.Name)})
		out = append(out, v.giveUp(row, sites)...)
	}
	return out
}

// openNodes say how nodes that have the data take the Pod again, as far as it is in
// somebody's hand. At most a few: the nodes of a whole zone need no command each.
// To delete one of several brings the Pod nowhere, and ends at once what else ran there.
func (o *survey) openNodes(pod *corev1.Pod) []v1alpha1.Advice {
	const most = 3
	one, data := len(o.suitable) == 1, "which can use the data of "+pod.Name
	if one {
		data = fmt.Sprintf("where the data of %s is", pod.Name)
	}
	var out []v1alpha1.Advice
	for _, i := range o.suitable[:min(len(o.suitable), most)] {
		node := o.s.nodes[i]
		name := shell.Quote(node.Name)
		outOfService := slices.ContainsFunc(node.Spec.Taints, func(t corev1.Taint) bool { return t.Key == corev1.TaintNodeOutOfService })
		switch {
		case !nodeReady(node):
			out = append(out, v1alpha1.Advice{Message: fmt.Sprintf("Bring node %s back, %s", node.Name, data), Commands: []string{"kubectl describe node " + name}})
			if !one {
				continue
			}
			out = append(out, v1alpha1.Advice{Message: fmt.Sprintf("Only if %s is certainly off and never comes back, delete it", node.Name), Commands: []string{"kubectl delete node " + name}})
		case outOfService:
			out = append(out, v1alpha1.Advice{Message: fmt.Sprintf("Node %s is ready again; take the out-of-service taint off", node.Name),
				Commands: []string{"kubectl taint node " + name + " " + corev1.TaintNodeOutOfService + ":NoExecute-"}})
		case node.Spec.Unschedulable:
			out = append(out, v1alpha1.Advice{Message: fmt.Sprintf("Let Pods run on node %s again", node.Name), Commands: []string{"kubectl uncordon " + name}})
		}
	}
	return out
}

// giveUp starts the Pod without its data: the controller makes the claim of a
// Pending Pod anew, and the scheduler is free to choose. Only claims of the
// templates come back by themselves. Claims that a node can still use are given up
// only when they contradict each other.
func (v *view) giveUp(row *row, s *sites) []v1alpha1.Advice {
	var names, lost []string
	for _, c := range v.claimNames(row) {
		claim := v.claimNamed(c.claim)
		if claim == nil || v.template(c.volume) == nil || v.volumeOf(claim) == nil || len(requirements(v.volumeOf(claim))) == 0 {
			continue
		}
		names = append(names, c.claim)
		if !slices.Contains(s.suits(v.volumeOf(claim)), true) {
			lost = append(lost, c.claim)
		}
	}
	if len(lost) > 0 {
		names = lost
	}
	if len(names) == 0 {
		return nil
	}
	command := "delete persistentvolumeclaim" + strings.Repeat(" %s", len(names))
	return []v1alpha1.Advice{{
		Message:  fmt.Sprintf("Only if its data is lost or given up, delete claim %s: %s starts with an empty one", strings.Join(names, ", "), row.info.Name),
		Commands: []string{v.kubectl(command, names...)},
	}}
}
