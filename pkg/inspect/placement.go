package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// maxNodes bounds the names of usable nodes in a report.
const maxNodes = 10

// placement says whether the Pod of a row can run elsewhere with its data, as far
// as volumes, node affinity and taints decide it; free resources, spreading and
// other Pods do not count. Nil for an ordinal of which nothing is to be said.
func (s *sites) placement(r *row) *v1alpha1.Placement {
	l := s.v.luggage(r)
	pod := s.mover(r)
	there := s.survey(pod, l)
	switch p := s.attached(ownPod(r), l); {
	case p != nil:
		there.count(p)
		return p
	case l.lost != "":
		return &v1alpha1.Placement{State: v1alpha1.PlacementNowhere, Message: l.lost + s.so(r)}
	case l.unread != "":
		return &v1alpha1.Placement{State: v1alpha1.PlacementUnknown, Message: "not known: " + l.unread}
	case !s.known && there.tied:
		return &v1alpha1.Placement{State: v1alpha1.PlacementUnknown, Message: fmt.Sprintf("%s, and Nodes could not be read", l.ties())}
	case !s.known && l.open == "":
		return &v1alpha1.Placement{State: v1alpha1.PlacementFree, Message: "no volume ties it to nodes"}
	case !s.known:
		return &v1alpha1.Placement{State: v1alpha1.PlacementUndecided, Message: l.open}
	}
	p := &v1alpha1.Placement{}
	there.count(p)
	switch {
	case len(there.usable) == 0:
		p.State, p.Message = v1alpha1.PlacementNowhere, there.nowhere(l)+s.so(r)
	case l.open != "":
		p.State, p.Message = v1alpha1.PlacementUndecided, l.open
	case there.tied && len(l.onlyNode()) == 1:
		p.State, p.Message = v1alpha1.PlacementOneNode, fmt.Sprintf("its data is on %s, and on no other node", l.onlyNode()[0])
	case there.tied:
		p.State = v1alpha1.PlacementTied
		p.Message = fmt.Sprintf("%s: %s there%s", l.ties(), plural(len(there.suitable), "node"), there.butFew())
	default:
		p.State, p.Message = v1alpha1.PlacementFree, "no volume ties it to nodes"+there.butFew()
	}
	if unknown := s.attachmentsUnknown(ownPod(r), l); unknown != "" {
		p.Message += "; " + unknown
	}
	return p
}

// mover is the Pod that would run elsewhere: the one that is there, or one of the
// Pod template. A Pod of which only a part was read goes by the template too.
func (s *sites) mover(r *row) *corev1.Pod {
	if pod := ownPod(r); pod != nil && (pod.Spec.Affinity != nil || len(pod.Spec.NodeSelector) > 0 || len(pod.Spec.Tolerations) > 0) {
		return pod
	}
	return &corev1.Pod{Spec: s.v.set.Spec.Template.Spec}
}

// survey is what was found out about the nodes.
type survey struct {
	s *sites
	// tied: a volume, or a class that will make one, does not allow any node.
	tied bool
	// suitable are the indexes of nodes that all volumes can be used from, usable
	// those of them that can take the Pod, and obstacles why others cannot.
	suitable, usable []int
	obstacles        []string
}

func (s *sites) survey(pod *corev1.Pod, l *luggage) *survey {
	out := &survey{s: s, tied: l.tied()}
	if !s.known {
		return out
	}
	out.obstacles = s.obstacles(pod)
	masks := make([][]bool, 0, len(l.volumes))
	for _, volume := range l.volumes {
		masks = append(masks, s.suits(volume))
	}
	for i, node := range s.nodes {
		if slices.ContainsFunc(masks, func(mask []bool) bool { return !mask[i] }) {
			continue
		}
		allowed := true
		for _, class := range l.classes {
			allowed = allowed && allows(class, node)
		}
		if !allowed {
			continue
		}
		out.suitable = append(out.suitable, i)
		if out.obstacles[i] == "" {
			out.usable = append(out.usable, i)
		}
	}
	return out
}

// count writes the numbers of nodes into the placement.
func (o *survey) count(p *v1alpha1.Placement) {
	if !o.s.known {
		return
	}
	suitable, usable := int32(len(o.suitable)), int32(len(o.usable))
	p.NodesSuitable, p.NodesUsable = &suitable, &usable
	for _, i := range o.usable[:min(len(o.usable), maxNodes)] {
		p.Nodes = append(p.Nodes, o.s.nodes[i].Name)
	}
}

// so says what it means for the row that no node can take its Pod. A Pod that
// runs is where it should be.
func (s *sites) so(r *row) string {
	name := statefulset.PodName(s.v.set, r.ordinal)
	switch pod := ownPod(r); {
	case !s.v.knows(snapshot.Pods):
		return ""
	case pod != nil && statefulset.IsRunningAndReady(pod) && pod.DeletionTimestamp == nil:
		return fmt.Sprintf("; %s runs on %s, and once deleted it could not start again", name, pod.Spec.NodeName)
	case pod != nil && pod.DeletionTimestamp != nil:
		return fmt.Sprintf("; once gone, %s could not start again", name)
	case pod != nil && pod.Spec.NodeName != "":
		return fmt.Sprintf("; once deleted, %s could not start again", name)
	case r.state == v1alpha1.OrdinalLeftover:
		return fmt.Sprintf("; scaled up to it, %s could not start", name)
	}
	return fmt.Sprintf("; %s cannot start", name)
}

// attachmentsUnknown: nobody knows whether a volume is still attached elsewhere,
// and it may be why the Pod does not start.
func (s *sites) attachmentsUnknown(pod *corev1.Pod, l *luggage) string {
	if !waitsForVolumes(pod) || !needed(s.v.opts.Needs, snapshot.VolumeAttachments) || s.v.knows(snapshot.VolumeAttachments) {
		return ""
	}
	var names []string
	for _, volume := range l.volumes {
		if forOneNode(volume) {
			names = append(names, volume.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("whether volume %s is still attached to another node is not known", strings.Join(names, ", "))
}
