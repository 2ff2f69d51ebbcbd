package explain

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// volumesThere says whether the data can follow the Pod to another node.
func (o *ordinal) volumesThere(p *paragraph) {
	for i := range o.Claims {
		c := &o.Claims[i]
		if c.VolumeName == "" || c.State == v1alpha1.ClaimTerminating {
			continue // What is not there, or goes with the Pod, need not follow it.
		}
		pv := o.snap.PersistentVolume(c.VolumeName)
		modes := o.accessModes(c.Name)
		switch {
		case pv == nil && !o.snap.Knows(snapshot.PersistentVolumes, metav1.NamespaceAll):
			p.say(nil, "Whether volume %s can be used from another node than %s is not known, because PersistentVolumes could not be read.", c.VolumeName, o.Pod.Node)
		case pv == nil:
			p.say(nil, "Volume %s does not exist any more.", c.VolumeName)
		case nodesOf(pv) != "":
			p.say(because(ofVolume(pv.Name, "spec.nodeAffinity", nodesOf(pv)), sourceAffinity.ground()),
				"Its data can only be had where volume %s is, on nodes with %s: the new %s runs on such a node, or stays Pending.", pv.Name, nodesOf(pv), o.PodName)
		case slices.Contains(modes, corev1.ReadWriteMany) || slices.Contains(modes, corev1.ReadOnlyMany):
			p.say(because(o.ofClaim(c.Name, "spec.accessModes", modes)), "Volume %s can be mounted on another node at once (%s).", pv.Name, modes[0])
		case len(modes) > 0:
			p.say(because(o.ofClaim(c.Name, "spec.accessModes", modes), sourceDetach.ground()),
				"Volume %s is for one node (%s): it has to be detached from %s before the new %s can mount it elsewhere.", pv.Name, modes[0], o.Pod.Node, o.PodName)
		}
	}
}

// nodesOf says which nodes a volume can be used from, empty for any.
func nodesOf(pv *corev1.PersistentVolume) string {
	if pv.Spec.NodeAffinity == nil || pv.Spec.NodeAffinity.Required == nil {
		return ""
	}
	var terms []string
	for _, term := range pv.Spec.NodeAffinity.Required.NodeSelectorTerms {
		var all []string
		for _, r := range term.MatchExpressions {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Key, strings.ToLower(string(r.Operator)), strings.Join(r.Values, ", "))))
		}
		if len(all) > 0 {
			terms = append(terms, strings.Join(all, " and "))
		}
	}
	return strings.Join(terms, ", or ")
}
