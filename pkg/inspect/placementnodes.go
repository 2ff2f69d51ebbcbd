package inspect

import (
	"encoding/json"
	"slices"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// sites are the Nodes, and which of them suit a volume or a Pod. Sets of a
// thousand Pods have few kinds of either: each kind is compared with the Nodes once.
type sites struct {
	v     *view
	known bool
	nodes []*corev1.Node
	// byVolume[i] is true when nodes[i] suits volumes of this affinity; byPod[i] is
	// why nodes[i] cannot take Pods of this kind, empty when it can.
	byVolume map[string][]bool
	byPod    map[string][]string
}

func (v *view) newSites() *sites {
	s := &sites{v: v, known: v.knows(snapshot.Nodes), byVolume: map[string][]bool{}, byPod: map[string][]string{}}
	if s.known {
		s.nodes = v.snap.Nodes()
	}
	return s
}

// suits tells which nodes a volume can be used from.
func (s *sites) suits(volume *corev1.PersistentVolume) []bool {
	key := kind(volume.Spec.NodeAffinity, zoneLabels(volume))
	if out, found := s.byVolume[key]; found {
		return out
	}
	out := make([]bool, len(s.nodes))
	for i, node := range s.nodes {
		out[i] = affinityAllows(volume, node) && zonesAllow(volume, node)
	}
	s.byVolume[key] = out
	return out
}

// obstacles say why nodes cannot take a Pod, whatever its volumes.
func (s *sites) obstacles(pod *corev1.Pod) []string {
	var affinity *corev1.NodeAffinity
	if pod.Spec.Affinity != nil {
		affinity = pod.Spec.Affinity.NodeAffinity
	}
	key := kind(pod.Spec.NodeSelector, affinity, pod.Spec.Tolerations)
	if out, found := s.byPod[key]; found {
		return out
	}
	required := nodeaffinity.GetRequiredNodeAffinity(pod)
	out := make([]string, len(s.nodes))
	for i, node := range s.nodes {
		out[i] = obstacle(pod, node)
		if suits, err := required.Match(node); out[i] == "" && (err != nil || !suits) {
			out[i] = "is not what its nodeSelector or affinity asks for"
		}
	}
	s.byPod[key] = out
	return out
}

// kind is the same for things that are compared alike.
func kind(of ...any) string {
	out, err := json.Marshal(of)
	if err != nil {
		return ""
	}
	return string(out)
}

// affinityAllows is CheckNodeAffinity of k8s.io/component-helpers/storage/volume:
// the scheduler looks at the labels of the node alone.
func affinityAllows(volume *corev1.PersistentVolume, node *corev1.Node) bool {
	if volume.Spec.NodeAffinity == nil || volume.Spec.NodeAffinity.Required == nil {
		return true
	}
	labelled := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Labels: node.Labels}}
	suits, err := nodeaffinity.NewLazyErrorNodeSelector(volume.Spec.NodeAffinity.Required).Match(labelled)
	return err == nil && suits
}

// zonesAllow is the scheduler's plugin VolumeZone: labels of zones on the volume,
// for nodes that have such labels at all.
func zonesAllow(volume *corev1.PersistentVolume, node *corev1.Node) bool {
	labelled := slices.ContainsFunc(zoneLabelKeys, func(key string) bool { _, found := node.Labels[key]; return found })
	if !labelled {
		return true
	}
	for key, values := range zoneLabels(volume) {
		have, found := node.Labels[key]
		if !found {
			switch key {
			case corev1.LabelFailureDomainBetaZone:
				have, found = node.Labels[corev1.LabelTopologyZone]
			case corev1.LabelFailureDomainBetaRegion:
				have, found = node.Labels[corev1.LabelTopologyRegion]
			}
		}
		if !found || !slices.Contains(values, have) {
			return false
		}
	}
	return true
}

// allows tells whether a StorageClass makes volumes for a node (MatchTopologySelectorTerms).
func allows(class *storagev1.StorageClass, node *corev1.Node) bool {
	return len(class.AllowedTopologies) == 0 || slices.ContainsFunc(class.AllowedTopologies, func(term corev1.TopologySelectorTerm) bool {
		return !slices.ContainsFunc(term.MatchLabelExpressions, func(r corev1.TopologySelectorLabelRequirement) bool {
			have, found := node.Labels[r.Key]
			return !found || !slices.Contains(r.Values, have)
		})
	})
}
