package printer

import (
	"fmt"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// leftoverStorage was scaled from 5 to 2, has a volume of an earlier life, and whenScaled is Delete now.
func leftoverStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop", "rabbitmq", 0, 2, "data")
	leave(r, 21*day, 4, 3, 2)
	r.Spec.WhenScaled = "Delete"
	r.Storage.Destructions[0] = v1alpha1.Destruction{Event: v1alpha1.FateScaledAway, Replicas: ptr(int32(0)), DataDestroyed: []string{"data-rabbitmq-1", "data-rabbitmq-0"},
		Message: "Scaling down to 0 deletes data-rabbitmq-1 and data-rabbitmq-0 and destroys their data, 20Gi (whenScaled Delete)"}
	r.Storage.ReleasedVolumes = []v1alpha1.ReleasedVolume{{Name: "pvc-0007", Claim: "data-rabbitmq-7", Phase: "Released", ReclaimPolicy: "Retain", Capacity: "10Gi",
		Message: "keeps the data of a former data-rabbitmq-7 (Retain); once spec.claimRef.uid is removed, the next claim data-rabbitmq-7 is bound to it"}}
	for i := range r.Ordinals {
		for j := range r.Ordinals[i].Claims {
			c := r.Ordinals[i].Claims[j].Storage
			if r.Ordinals[i].State != v1alpha1.OrdinalLeftover {
				c.Owners = []v1alpha1.ClaimOwner{{Kind: "StatefulSet", Name: "rabbitmq"}}
				c.Fates[0] = v1alpha1.ClaimFate{Event: v1alpha1.FateScaledAway, Claim: v1alpha1.OutcomeDeleted, Data: v1alpha1.DataOutcomeDestroyed}
			}
		}
	}
	at(r, 1).Claims[0].Storage.Ownership = v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipForeign,
		Message: "Backup/nightly manages the claim: the retention policy has no effect on it"}
	at(r, 1).Claims[0].Storage.Owners = []v1alpha1.ClaimOwner{{Kind: "Backup", Name: "nightly", Controller: true}}
	return r
}

// mismatched has a template that was changed: claims keep what they were created with.
func mismatched() *v1alpha1.StatefulSetReport {
	r := stored("shop", "web", 0, 4, "data", "wal")
	r.Spec.ClaimTemplates[0] = v1alpha1.ClaimTemplate{Name: "data", Request: "20Gi", StorageClassName: ptr("standard")}
	for n := range int32(4) {
		c := &at(r, n).Claims[0]
		c.Storage.TemplateRequest, c.Storage.TemplateStorageClassName = "20Gi", ptr("standard")
		if n == 3 {
			c.Request, c.Capacity, c.Volume.Capacity, c.StorageClassName = "20Gi", "20Gi", "20Gi", ptr("standard")
			continue
		}
		c.Storage.Mismatches = []v1alpha1.ClaimMismatch{
			{Field: v1alpha1.FieldRequest, Template: "20Gi", Claim: "10Gi", Message: "the template asks for 20Gi now, the claim for 10Gi: a claim does not grow with its template"},
			{Field: v1alpha1.FieldStorageClass, Template: "standard", Claim: "fast", Message: "the template names StorageClass standard now, the claim has fast and keeps it"},
		}
	}
	grow := &at(r, 1).Claims[0]
	grow.Request = "20Gi"
	grow.Volume.Capacity = "20Gi"
	grow.Storage.Mismatches = nil
	grow.Storage.Resize = &v1alpha1.ClaimResize{State: v1alpha1.ResizeNodePending, Requested: "20Gi", Message: "pvc-00010 has grown to 20Gi; its file system still has 10Gi and grows when a Pod that mounts it starts, or at once where the driver can do that"}
	at(r, 0).Claims[1].Capacity, at(r, 0).Claims[1].Volume.Capacity = "12Gi", "12Gi"
	return r
}

// troubledStorage has a claim in each state that is not well.
func troubledStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop", "queue", 3, 7, "data")
	bad := func(n int32, state v1alpha1.ClaimState, message string) *v1alpha1.Claim {
		o := at(r, n)
		c := &o.Claims[0]
		c.State, c.Message = state, message
		return c
	}
	for _, n := range []int32{9, 8} {
		c := bad(n, v1alpha1.ClaimPending, "is bound once its Pod is scheduled (WaitForFirstConsumer)")
		c.Capacity, c.VolumeName, c.Volume, c.Storage.Topology, c.Storage.MountedBy = "", "", nil, nil, nil
		at(r, n).Placement = &v1alpha1.Placement{State: v1alpha1.PlacementUndecided, Message: at(r, n).PodName + " goes where the scheduler puts it"}
	}
	c := bad(7, v1alpha1.ClaimPending, "waits for provisioner ebs.csi.aws.com")
	c.Capacity, c.VolumeName, c.Volume, c.Storage.Topology = "", "", nil, nil
	bad(6, v1alpha1.ClaimLost, "its volume pvc-00060 is gone").Volume = nil
	at(r, 6).Placement = &v1alpha1.Placement{State: v1alpha1.PlacementUnknown, Message: "not known"}
	bad(5, v1alpha1.ClaimTerminating, "is being deleted; it goes once no Pod uses it")
	missing := at(r, 4)
	missing.State, missing.Pod = v1alpha1.OrdinalMissing, nil
	missing.Placement = &v1alpha1.Placement{State: v1alpha1.PlacementUndecided}
	missing.Claims[0] = v1alpha1.Claim{Template: "data", Name: "data-queue-4", State: v1alpha1.ClaimMissing}
	at(r, 3).Claims[0].Storage.MountedBy = append(at(r, 3).Claims[0].Storage.MountedBy, v1alpha1.ClaimUser{Pod: "restore-x7k2p", Node: "n1"})
	at(r, 3).Claims[0].StorageClassName, at(r, 3).Claims[0].Storage.TemplateStorageClassName = nil, ptr("")
	return r
}

// placedStorage has local volumes on nodes that are gone, one that is attached elsewhere, and one tied to a node that works.
func placedStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop", "db", 0, 7, "data")
	place := func(n int32, p v1alpha1.Placement, nodes ...string) {
		at(r, n).Placement = &p
		at(r, n).Claims[0].Storage.Topology = &v1alpha1.VolumeTopology{Nodes: nodes, Requires: "kubernetes.io/hostname in …"}
	}
	for _, n := range []int32{6, 5} {
		place(n, v1alpha1.Placement{State: v1alpha1.PlacementNowhere, NodesSuitable: ptr(int32(1)), NodesUsable: ptr(int32(0)),
			Message: fmt.Sprintf("its data is on node-9, which is not ready; db-%d runs on node-9, and once deleted it could not start again", n)}, "node-9")
	}
	place(4, v1alpha1.Placement{State: v1alpha1.PlacementOneNode, NodesSuitable: ptr(int32(1)), NodesUsable: ptr(int32(1)), Nodes: []string{"node-4"}, Message: "its data is on node-4, and on no other node"}, "node-4")
	place(3, v1alpha1.Placement{State: v1alpha1.PlacementOneNode, NodesSuitable: ptr(int32(1)), NodesUsable: ptr(int32(0)),
		Message: "its data is on node-3, which is cordoned; once deleted, db-3 could not start again"}, "node-3")
	place(2, v1alpha1.Placement{State: v1alpha1.PlacementAttached, Message: "db-2 is to run on node-1, and volume pvc-00020 is still attached to node-2: node-2 is not ready: it is detached by force 6 minutes after no Pod there needs it"})
	at(r, 2).Claims[0].Storage.Topology.AttachedTo = []string{"node-2"}
	place(1, v1alpha1.Placement{State: v1alpha1.PlacementFree, NodesSuitable: ptr(int32(9)), NodesUsable: ptr(int32(8)), Message: "no volume ties it to nodes, 8 of 9 can take it (1 is cordoned)"})
	place(0, v1alpha1.Placement{State: v1alpha1.PlacementUnknown, Message: "not known"})
	return r
}

func measured(used, capacity int64) *v1alpha1.VolumeUsage {
	return &v1alpha1.VolumeUsage{Node: "n1", Time: agoP(time.Minute), Used: ptr(used), Capacity: ptr(capacity), Available: ptr(capacity - used - capacity/20),
		Inodes: ptr(int64(655360)), InodesUsed: ptr(int64(65536)), InodesFree: ptr(int64(589824))}
}

// usageStorage was measured, but for one node that refused.
func usageStorage() *v1alpha1.StatefulSetReport {
	r := stored("shop", "web", 0, 5, "www")
	leave(r, 21*day, 5)
	for n, used := range []int64{7, 9, 0} {
		at(r, int32(n)).Claims[0].Storage.Usage = measured(used*gib, 10*gib)
	}
	at(r, 3).Claims[0].Storage.Usage = measured(130*gib, 400*gib)
	r.Storage.Totals.Used = ptr(146 * gib)
	r.Gaps = []v1alpha1.Gap{{Resource: "nodes/proxy", Reason: v1alpha1.GapForbidden,
		Message: `nodes "worker-1" is forbidden: User "ann" cannot get resource "nodes/proxy" in API group "" at the cluster scope`}}
	return r
}
