package printer

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

const gib = int64(1) << 30

// stored adds to a healthy set what storage says of it: class fast, volumes in the zones of the Pods.
func stored(namespace, name string, start, replicas int32, templates ...string) *v1alpha1.StatefulSetReport {
	r := fixture(namespace, name, start, replicas, templates...)
	for i := range r.Spec.ClaimTemplates {
		r.Spec.ClaimTemplates[i].StorageClassName = ptr("fast")
	}
	for i := range r.Ordinals {
		storedAt(r, &r.Ordinals[i])
	}
	n := int64(replicas) * int64(len(templates))
	r.Storage = &v1alpha1.Storage{
		Totals: v1alpha1.StorageTotals{Claims: int32(n), Requested: n * 10 * gib, Capacity: n * 10 * gib},
		Destructions: []v1alpha1.Destruction{
			{Event: v1alpha1.FateScaledAway, Replicas: ptr(int32(0)), Message: "Scaling down to 0 keeps all claims and their data (whenScaled Retain)"},
			{Event: v1alpha1.FateSetDeleted, Message: "Deleting the set keeps all claims and their data (whenDeleted Retain)"},
			{Event: v1alpha1.FateNamespaceDeleted, DataDestroyed: []string{"a"}, DestroyedBytes: n * 10 * gib,
				Message: fmt.Sprintf("Deleting namespace %s deletes %d claims and destroys the data of all of them, %s", namespace, n, bytesText(n*10*gib))},
		},
	}
	return r
}

func storedAt(r *v1alpha1.StatefulSetReport, o *v1alpha1.Ordinal) {
	o.Placement = &v1alpha1.Placement{State: v1alpha1.PlacementTied, NodesSuitable: ptr(int32(2)), NodesUsable: ptr(int32(2)),
		Nodes: []string{"n1", "n2"}, Message: o.PodName + " can run on 2 nodes"}
	for i := range o.Claims {
		c := &o.Claims[i]
		c.Storage = &v1alpha1.ClaimStorage{
			TemplateRequest: "10Gi", TemplateStorageClassName: ptr("fast"),
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}, VolumeMode: corev1.PersistentVolumeFilesystem,
			MountedBy:  []v1alpha1.ClaimUser{{Pod: o.PodName, Node: "n1", Own: true}},
			Ownership:  v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipAsWanted},
			Finalizers: []string{"kubernetes.io/pvc-protection"},
			Topology: &v1alpha1.VolumeTopology{Zones: []string{fmt.Sprintf("eu-west-1%c", 'a'+o.Ordinal%3)},
				Requires: fmt.Sprintf("topology.kubernetes.io/zone in eu-west-1%c", 'a'+o.Ordinal%3), AttachedTo: []string{"n1"}},
			Fates: []v1alpha1.ClaimFate{
				{Event: v1alpha1.FateScaledAway, Claim: v1alpha1.OutcomeKept, Data: v1alpha1.DataOutcomeKept},
				{Event: v1alpha1.FateSetDeleted, Claim: v1alpha1.OutcomeKept, Data: v1alpha1.DataOutcomeKept},
				{Event: v1alpha1.FateNamespaceDeleted, Claim: v1alpha1.OutcomeDeleted, Data: v1alpha1.DataOutcomeDestroyed},
			},
		}
	}
}

// leave adds claims of ordinals outside the range.
func leave(r *v1alpha1.StatefulSetReport, age time.Duration, ordinals ...int32) {
	var left []v1alpha1.Ordinal
	for _, n := range ordinals {
		o := ordinalFixture(r, n)
		o.State, o.Pod, o.Endpoint, o.Identity = v1alpha1.OrdinalLeftover, nil, nil, nil
		storedAt(r, &o)
		var names []string
		for i := range o.Claims {
			o.Claims[i].CreationTimestamp = agoP(age)
			o.Claims[i].Storage.MountedBy, o.Claims[i].Storage.Topology.AttachedTo = nil, nil
			o.Claims[i].Storage.Ownership = v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipNotManaged}
			names = append(names, o.Claims[i].Name)
			r.Storage.Totals.Claims++
			r.Storage.Totals.Requested += 10 * gib
			r.Storage.Totals.Capacity += 10 * gib
			r.Storage.Totals.LeftoverCapacity += 10 * gib
		}
		left = append(left, o)
		r.Storage.Readoptions = append([]v1alpha1.Readoption{{Ordinal: n, Replicas: ptr(n + 1), Claims: names, CreatedAt: agoP(age),
			Message: fmt.Sprintf("scaling up to %d re-adopts %s with data from 3 weeks ago", n+1, enumerate(names))}}, r.Storage.Readoptions...)
	}
	r.Ordinals = append(left, r.Ordinals...)
}

// storages are sets with storage in the states worth seeing, by the name of the golden file.
func storages() map[string]*v1alpha1.StatefulSetReport {
	return map[string]*v1alpha1.StatefulSetReport{
		"complete": stored("shop", "web", 0, 3, "www"),
		"leftover": leftoverStorage(),
		"mismatch": mismatched(),
		"troubled": troubledStorage(),
		"placed":   placedStorage(),
		"usage":    usageStorage(),
		"unread":   unreadStorage(),
		"noclaims": claimsUnread(),
		"hundred":  hundred(),
		"shared":   sharedStorage(),
		"hostile":  hostileStorage(),
		"none":     fixture("shop", "cache", 0, 2),
		"bare":     {},
	}
}
