package inspect

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// volumeTopology is where a volume can be used, nil when it was not read.
func (v *view) volumeTopology(volume *corev1.PersistentVolume) *v1alpha1.VolumeTopology {
	if volume == nil {
		return nil
	}
	t := &v1alpha1.VolumeTopology{Requires: strings.Join(requirements(volume), ", and ")}
	for _, r := range affinityTerms(volume) {
		for _, e := range slices.Concat(r.MatchExpressions, r.MatchFields) {
			switch {
			case e.Operator != corev1.NodeSelectorOpIn:
			case isZoneKey(e.Key):
				t.Zones = append(t.Zones, e.Values...)
			case isNodeKey(e.Key):
				t.Nodes = append(t.Nodes, e.Values...)
			}
		}
	}
	for key, values := range zoneLabels(volume) {
		if isZoneKey(key) {
			t.Zones = append(t.Zones, values...)
		}
	}
	if needed(v.opts.Needs, snapshot.VolumeAttachments) {
		for _, a := range v.snap.AttachmentsOf(volume.Name) {
			t.AttachedTo = append(t.AttachedTo, a.Spec.NodeName)
		}
	}
	for _, names := range []*[]string{&t.Zones, &t.Nodes, &t.AttachedTo} {
		// Drivers of clouds write an empty zone for a volume that has none.
		*names = slices.DeleteFunc(*names, func(s string) bool { return s == "" })
		slices.Sort(*names)
		*names = slices.Compact(*names)
	}
	return t
}

// isZoneKey: topology.kubernetes.io/zone, and what drivers call the same
// (topology.gke.io/zone, topology.ebs.csi.aws.com/zone …).
func isZoneKey(key string) bool {
	return key == corev1.LabelFailureDomainBetaZone || strings.HasSuffix(key, "/zone")
}

// isNodeKey: kubernetes.io/hostname, and what drivers of local volumes call the
// same (topology.topolvm.io/node, topology.hostpath.csi/node …).
func isNodeKey(key string) bool {
	return key == corev1.LabelHostname || key == "metadata.name" || strings.HasSuffix(key, "/hostname") || strings.HasSuffix(key, "/node")
}

func affinityTerms(volume *corev1.PersistentVolume) []corev1.NodeSelectorTerm {
	if volume.Spec.NodeAffinity == nil || volume.Spec.NodeAffinity.Required == nil {
		return nil
	}
	return volume.Spec.NodeAffinity.Required.NodeSelectorTerms
}

// requirements are what a volume asks of a node, in words: all of them must hold.
func requirements(volume *corev1.PersistentVolume) []string {
	var terms, out []string
	for _, term := range affinityTerms(volume) {
		var all []string
		for _, e := range slices.Concat(term.MatchExpressions, term.MatchFields) {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Key, strings.ToLower(string(e.Operator)), strings.Join(valueWords(e.Values), ", "))))
		}
		if len(all) > 0 {
			terms = append(terms, strings.Join(all, " and "))
		}
	}
	if len(terms) > 0 {
		out = append(out, strings.Join(terms, ", or "))
	}
	for _, key := range zoneLabelKeys {
		if values := zoneLabels(volume)[key]; len(values) > 0 {
			out = append(out, fmt.Sprintf("%s in %s", key, strings.Join(values, ", ")))
		}
	}
	return out
}

// valueWords make an empty value visible.
func valueWords(values []string) []string {
	out := slices.Clone(values)
	for i := range out {
		if out[i] == "" {
			out[i] = `""`
		}
	}
	return out
}

// zoneLabelKeys are the labels of a volume that the scheduler's plugin VolumeZone looks at.
var zoneLabelKeys = []string{
	corev1.LabelFailureDomainBetaZone, corev1.LabelFailureDomainBetaRegion, corev1.LabelTopologyZone, corev1.LabelTopologyRegion,
}

// zoneLabels are a volume's zones and regions by its labels, where the values of
// several are joined by "__" (volumehelpers.LabelZonesToSet).
func zoneLabels(volume *corev1.PersistentVolume) map[string][]string {
	out := map[string][]string{}
	for _, key := range zoneLabelKeys {
		if value := volume.Labels[key]; value != "" {
			out[key] = strings.Split(value, "__")
		}
	}
	return out
}
