package file

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// VolumeUsageAnnotation holds what kubelets measured of volumes: no object tells it.
const VolumeUsageAnnotation = "inspect.kubectl-sts.dev/volume-usage"

// usageEntry is one claim's in the annotation.
type usageEntry struct {
	Namespace string `json:"namespace"`
	Claim     string `json:"claim"`
	snapshot.VolumeUsage
}

// usageJSON is the annotation's value, empty when nothing was measured.
func usageJSON(usage map[types.NamespacedName]snapshot.VolumeUsage) (string, error) {
	if len(usage) == 0 {
		return "", nil
	}
	entries := make([]usageEntry, 0, len(usage))
	for claim, u := range usage {
		entries = append(entries, usageEntry{claim.Namespace, claim.Name, u})
	}
	slices.SortFunc(entries, func(a, b usageEntry) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Claim, b.Claim))
	})
	text, err := json.Marshal(entries)
	return string(text), err
}

func parseUsage(text string) (map[types.NamespacedName]snapshot.VolumeUsage, error) {
	if text == "" {
		return nil, nil
	}
	var entries []usageEntry
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		return nil, fmt.Errorf("annotation %s: %w", VolumeUsageAnnotation, err)
	}
	out := map[types.NamespacedName]snapshot.VolumeUsage{}
	for _, e := range entries {
		out[types.NamespacedName{Namespace: e.Namespace, Name: e.Claim}] = e.VolumeUsage
	}
	return out, nil
}

// addUsage adds what was measured of the claims that are held.
func (m *merged) addUsage(b *snapshot.Builder, held []snapshot.Object) {
	for _, obj := range held {
		claim, ok := obj.(*corev1.PersistentVolumeClaim)
		if !ok {
			continue
		}
		key := types.NamespacedName{Namespace: claim.Namespace, Name: claim.Name}
		if u, measured := m.usage[key]; measured {
			b.SetVolumeUsage(key, u)
		}
	}
}
