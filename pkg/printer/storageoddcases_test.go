package printer

import (
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// unreadStorage could read claims, but no volumes, nodes, attachments and Pods.
func unreadStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop", "web", 0, 2, "www")
	r.Replicas.Counted = nil
	for i := range r.Ordinals {
		o := &r.Ordinals[i]
		o.State, o.Pod, o.Placement.State, o.Placement.NodesUsable = v1alpha1.OrdinalUnknown, nil, v1alpha1.PlacementUnknown, nil
		c := &o.Claims[0]
		c.Volume, c.Storage.Topology, c.Storage.MountedBy = nil, nil, nil
		for j := range c.Storage.Fates[1:] {
			c.Storage.Fates[j+1].Data = v1alpha1.DataOutcomeUnknown
		}
	}
	r.Storage.Destructions[2].DataDestroyed, r.Storage.Destructions[2].DataUnknown = nil, []string{"www-web-1"}
	r.Storage.Destructions[2].Message = "Deleting namespace shop deletes www-web-1; what becomes of its data is not known: its volume was not read"
	r.Gaps = []v1alpha1.Gap{
		{Resource: "nodes", Reason: v1alpha1.GapForbidden, Message: `nodes is forbidden: User "ann" cannot list resource "nodes" in API group "" at the cluster scope`},
		{Resource: "persistentvolumes", Reason: v1alpha1.GapForbidden, Message: "persistentvolumes is forbidden"},
		{Resource: "pods", Namespace: "shop", Reason: v1alpha1.GapForbidden, Message: "pods is forbidden"},
		{Resource: "volumeattachments.storage.k8s.io", Reason: v1alpha1.GapNotInInput},
	}
	return r
}

// claimsUnread could read nothing of claims.
func claimsUnread() *v1alpha1.StatefulSetReport {
	r := stored("shop", "web", 0, 2, "www")
	r.Claims, r.Storage = nil, &v1alpha1.Storage{}
	for i := range r.Ordinals {
		o := &r.Ordinals[i]
		o.Claims[0] = v1alpha1.Claim{Template: "www", Name: o.Claims[0].Name, State: v1alpha1.ClaimUnknown}
		o.Placement = &v1alpha1.Placement{State: v1alpha1.PlacementUnknown, Message: "not known"}
	}
	r.Gaps = []v1alpha1.Gap{{Resource: "persistentvolumeclaims", Namespace: "shop", Reason: v1alpha1.GapForbidden, Message: "persistentvolumeclaims is forbidden"}}
	return r
}

// hundred is a large set: 100 ordinals and three templates, with a few that differ.
func hundred() *v1alpha1.StatefulSetReport {
	r := stored("big", "kafka", 0, 100, "data", "logs", "meta")
	leave(r, 200*day, 119, 118, 117, 116, 115, 114, 113, 112, 111, 110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 100)
	for n := range int32(40) {
		c := &at(r, n).Claims[0]
		c.Storage.TemplateRequest = "20Gi"
		c.CreationTimestamp = agoP(400 * day)
		c.Storage.Mismatches = []v1alpha1.ClaimMismatch{{Field: v1alpha1.FieldRequest, Template: "20Gi", Claim: "10Gi",
			Message: "the template asks for 20Gi now, the claim for 10Gi: a claim does not grow with its template"}}
	}
	for n := int32(40); n < 100; n++ {
		c := &at(r, n).Claims[0]
		c.Storage.TemplateRequest, c.Request, c.Capacity, c.Volume.Capacity = "20Gi", "20Gi", "20Gi", "20Gi"
	}
	at(r, 57).Claims[1].State, at(r, 57).Claims[1].Message = v1alpha1.ClaimLost, "its volume pvc-00571 is gone"
	at(r, 57).Placement = &v1alpha1.Placement{State: v1alpha1.PlacementNowhere, NodesUsable: ptr(int32(0)), Message: "volume pvc-00571 of claim logs-kafka-57 is gone; kafka-57 cannot start"}
	at(r, 99).Placement.NodesUsable = ptr(int32(5))
	r.Spec.ClaimTemplates[0].Request = "20Gi"
	return r
}

// sharedStorage has a claim that all Pods mount, and none of their own.
func sharedStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop", "reports", 0, 2)
	r.Storage.Destructions = nil
	r.Storage.SharedClaims = []v1alpha1.Claim{{
		Name: "assets", State: v1alpha1.ClaimBound, Request: "1Ti", Capacity: "1Ti", StorageClassName: ptr("nfs"), VolumeName: "nfs-1", CreationTimestamp: agoP(90 * day),
		Volume: &v1alpha1.Volume{Phase: "Bound", ReclaimPolicy: "Retain", Capacity: "1Ti"},
		Storage: &v1alpha1.ClaimStorage{AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}, Topology: &v1alpha1.VolumeTopology{},
			MountedBy: []v1alpha1.ClaimUser{{Pod: "reports-1", Own: true}, {Pod: "reports-0", Own: true}}},
	}, {Name: "cache", State: v1alpha1.ClaimMissing, Message: "does not exist: the Pods that name it cannot start"}}
	return r
}

// hostileStorage has nasty strings wherever a cluster's can be.
func hostileStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop"+nasty, "web"+nasty, 0, 2, "www"+nasty)
	leave(r, day, 2)
	r.Spec.WhenDeleted, r.Spec.WhenScaled = nasty, nasty
	r.Spec.ClaimTemplates[0] = v1alpha1.ClaimTemplate{Name: nasty, Request: nasty, StorageClassName: ptr(nasty)}
	o := at(r, 1)
	c := &o.Claims[0]
	c.State, c.Message, c.Request, c.Capacity, c.StorageClassName, c.VolumeName = nasty, nasty, nasty+"1", nasty, ptr(nasty), nasty
	c.Volume = &v1alpha1.Volume{Phase: nasty, ReclaimPolicy: nasty, Capacity: nasty + "2"}
	d := c.Storage
	d.TemplateRequest, d.TemplateStorageClassName, d.AccessModes, d.VolumeMode = nasty+"3", ptr(nasty+"4"), []corev1.PersistentVolumeAccessMode{nasty}, nasty
	d.Mismatches = []v1alpha1.ClaimMismatch{{Field: v1alpha1.FieldRequest, Template: nasty, Claim: nasty, Message: nasty + "m"}}
	d.Resize = &v1alpha1.ClaimResize{State: nasty, Message: nasty + "r"}
	d.MountedBy = []v1alpha1.ClaimUser{{Pod: nasty, Node: nasty}}
	d.Owners = []v1alpha1.ClaimOwner{{Kind: nasty, Name: nasty, Exists: ptr(false)}}
	d.Ownership = v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipForeign, Wanted: nasty, Message: nasty + "o"}
	d.Finalizers, d.Topology = []string{nasty}, &v1alpha1.VolumeTopology{Zones: []string{nasty}, Nodes: []string{nasty}, Requires: nasty, AttachedTo: []string{nasty}}
	d.Fates = []v1alpha1.ClaimFate{{Event: v1alpha1.FateSetDeleted, Claim: nasty, Data: nasty, Message: nasty}}
	o.Placement = &v1alpha1.Placement{State: v1alpha1.PlacementNowhere, Nodes: []string{nasty}, Message: nasty + "p"}
	at(r, 0).Placement = &v1alpha1.Placement{State: v1alpha1.PlacementAttached, Message: nasty + "q"}
	r.Storage.Destructions[0].Message, r.Storage.Readoptions[0].Message = nasty+"d", nasty+"a"
	r.Storage.SharedClaims = []v1alpha1.Claim{{Name: nasty, State: v1alpha1.ClaimPending, Message: nasty + "s", Capacity: nasty}}
	r.Storage.ReleasedVolumes = []v1alpha1.ReleasedVolume{{Name: nasty, Claim: nasty, Phase: nasty, ReclaimPolicy: nasty, Capacity: nasty, Message: nasty + "v"}}
	r.Gaps = []v1alpha1.Gap{{Resource: nasty, Reason: nasty, Message: nasty}}
	return r
}
