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
	return h.worldBefore(set, cut, now, nil)
}

// worldBefore leaves out what happened to some claims, by their names, from a version on.
func (h *History) worldBefore(set string, cut Cut, now time.Time, claims map[string]uint64) *replay.State {
	found, _ := h.Objects(Sets, cut[Sets])[set].(*appsv1.StatefulSet)
	if found == nil {
		return nil
	}
	var b snapshot.Builder
	for k := range kinds {
		var until map[string]uint64
		if k == Claims {
			until = claims
		}
		b.MarkRead(resources[k], found.Namespace)
		for _, object := range h.objects(k, cut[k], until) {
			b.Add(object)
		}
	}
	state := replay.FromSnapshot(b.Snapshot(), found, now)
	return &state
}
