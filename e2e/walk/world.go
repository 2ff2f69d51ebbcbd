package walk

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

var resources = [kinds]schema.GroupResource{
	snapshot.StatefulSets, snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims,
}

// World is what the controller's caches hold at a cut; nil when they hold no set of that name.
func (h *History) World(set string, cut Cut, now time.Time) *replay.State {
	var b snapshot.Builder
	found, _ := h.Objects(Sets, cut[Sets])[set].(*appsv1.StatefulSet)
	if found == nil {
		return nil
	}
	for k := range kinds {
		b.MarkRead(resources[k], found.Namespace)
		for _, object := range h.Objects(k, cut[k]) {
			b.Add(object)
		}
	}
	state := replay.FromSnapshot(b.Snapshot(), found, now)
	return &state
}
