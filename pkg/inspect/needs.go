package inspect

import (
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// What each view uses besides the StatefulSets. The live Source reads exactly
// this, and Build looks at exactly this, so that a view is the same whether its
// objects came from a cluster or from a file that holds more.
var (
	ListNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.PersistentVolumeClaims, snapshot.Services, snapshot.Events,
	}
	StatusNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.Services,
		snapshot.EndpointSlices, snapshot.PodDisruptionBudgets, snapshot.StorageClasses,
		snapshot.Events,
	}
	IdentityNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.Services,
		snapshot.EndpointSlices, snapshot.ConfigMaps,
	}
	// TreeNeeds has no PersistentVolumes: claims tell their names, and reading
	// them by name takes a request a volume, after the claims have come.
	TreeNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims,
		snapshot.Services, snapshot.EndpointSlices,
	}
	// RolloutNeeds leaves out what does not decide on a rollout: Services and their endpoints.
	RolloutNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.StorageClasses,
		snapshot.Events,
	}
	// DiffNeeds is what templates are made of and who runs them.
	DiffNeeds = []schema.GroupResource{snapshot.Pods, snapshot.ControllerRevisions}
	// PlanNeeds has PersistentVolumes: their reclaim policies decide which data a plan destroys.
	PlanNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes,
		snapshot.Services, snapshot.PodDisruptionBudgets, snapshot.StorageClasses, snapshot.Events,
	}
	// ExplainNeeds is what decides on any sentence of an explanation. Nodes do not:
	// what a dead one means for its Pods is decided by the Pods and their volumes.
	ExplainNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes,
		snapshot.Services, snapshot.EndpointSlices, snapshot.PodDisruptionBudgets, snapshot.StorageClasses,
		snapshot.ConfigMaps, snapshot.Events,
	}
	// StorageNeeds is what decides where data is, and what may become of it. VolumeStats
	// are read besides when they are asked for.
	StorageNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes,
		snapshot.StorageClasses, snapshot.Nodes, snapshot.VolumeAttachments, snapshot.Events,
	}
	// StorageWhole: a Pod may move to a Node that none of its set runs on; a claim may
	// be mounted by Pods of others; data may be in a volume whose claim is gone, and a
	// claim may wait for a volume that nobody has.
	StorageWhole = []schema.GroupResource{snapshot.Pods, snapshot.PersistentVolumes, snapshot.Nodes}
	// OrphanNeeds is what tells whether a claim belongs to any set.
	OrphanNeeds = []schema.GroupResource{snapshot.Pods, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes}
	// OrphanWhole: it is the claims of no set that are looked for.
	OrphanWhole = OrphanNeeds
	// SnapshotNeeds is what any view uses.
	SnapshotNeeds = []schema.GroupResource{
		snapshot.Pods, snapshot.ControllerRevisions, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes,
		snapshot.Services, snapshot.EndpointSlices, snapshot.PodDisruptionBudgets, snapshot.StorageClasses,
		snapshot.Nodes, snapshot.VolumeAttachments, snapshot.ConfigMaps, snapshot.Events,
	}
)

func needed(needs []schema.GroupResource, resource schema.GroupResource) bool {
	return slices.Contains(needs, resource)
}
