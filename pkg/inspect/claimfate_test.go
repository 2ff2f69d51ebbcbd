package inspect

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

func TestFateOfAClaim(t *testing.T) {
	const scaled, gone, namespace = v1alpha1.FateScaledAway, v1alpha1.FateSetDeleted, v1alpha1.FateNamespaceDeleted
	held := func(c *corev1.PersistentVolumeClaim) { c.Finalizers = append(c.Finalizers, "example.com/backup") }
	// two is a set of two whose second claim is looked at.
	two := func(deleted, scaledAway appsv1.PersistentVolumeClaimRetentionPolicyType, change ...func(*corev1.PersistentVolumeClaim)) *world {
		return newWorld(2, template10, policy(deleted, scaledAway)).pod(0, newRev, mounting).pod(1, newRev, mounting).
			add(claim10(0), claim10(1, change...), volume(0), volume(1))
	}
	left := func(change ...func(*corev1.PersistentVolumeClaim)) *world {
		return newWorld(1, template10, policy(remove, remove)).pod(0, newRev, mounting).add(claim10(1, change...), volume(1))
	}
	user := func(on string) podOption {
		return func(p *corev1.Pod) {
			p.Name, p.Labels, p.OwnerReferences = "backup", nil, nil
			p.Spec.NodeName, p.Status.Phase = on, corev1.PodSucceeded
			p.Spec.Volumes = []corev1.Volume{{VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-web-1"}}}}
		}
	}
	tests := []struct {
		name  string
		world *world
		event v1alpha1.FateEvent
		want  string
	}{
		{"kept, scaled away under Retain", two(retain, retain), scaled, "Kept | Kept | kept: whenScaled is Retain"},
		{"deleted with its data, scaled away under Delete", two(retain, remove), scaled,
			"Deleted | Destroyed | deleted with its data: whenScaled is Delete, volume pv-1 goes with it"},
		{"without its set as an owner once it is scaled away", two(remove, remove, bySet), scaled,
			"Deleted | Destroyed | deleted with its data: whenScaled is Delete, volume pv-1 goes with it"},
		{"kept by another owner", two(retain, remove, owner("ConfigMap", "keep", "cm", false)), scaled, "Kept | Kept | kept: ConfigMap/keep owns it too, if that is still there"},
		{"left alone by the controller when another manages it", two(remove, remove, owner("Backup", "nightly", "b", true)), scaled,
			"Kept | Kept | kept: whenScaled is Delete, but Backup/nightly manages the claim: the retention policy has no effect on it"},
		{"kept when its Pod does not exist", newWorld(2, template10, policy(retain, remove)).pod(0, newRev, mounting).add(claim10(1), volume(1)), scaled,
			"Kept | Kept | kept: there is no web-1, and whenScaled Delete deletes claims with their Pod only"},
		{"kept when it is outside the range already", left(), scaled, "Kept | Kept | kept: its ordinal is outside the range already"},
		{"deleted with the Pod that is being removed", newWorld(1, template10, policy(retain, remove)).pod(0, newRev, mounting).pod(1, newRev, mounting).add(claim10(1), volume(1)), scaled,
			"Deleted | Destroyed | deleted with its data: whenScaled is Delete, volume pv-1 goes with it"},
		{"kept while the policy's gate is off", func() *world { w := two(remove, remove); w.version = "v1.31.0"; return w }(), scaled,
			"Kept | Kept | kept: whenScaled is Delete, but feature gate StatefulSetAutoDeletePVC is off: the retention policy has no effect"},
		{"kept while the set is being deleted: it is not scaled any more", newWorld(1, template10, policy(retain, remove), func(s *appsv1.StatefulSet) {
			s.DeletionTimestamp = &metav1.Time{Time: now}
		}).pod(1, newRev, mounting).add(claim10(1), volume(1)), scaled, "Kept | Kept | kept: web is being deleted, and its controller scales nothing any more"},
		{"held by a finalizer of others", two(retain, remove, held), scaled,
			"Held | Destroyed | deleted with its data: whenScaled is Delete, volume pv-1 goes with it; not before finalizer example.com/backup is taken away"},
		{"held by a Pod of others, though that has ended", two(retain, remove).pod(7, newRev, user("node-a")), scaled,
			"Deleted | Destroyed | deleted with its data: whenScaled is Delete, volume pv-1 goes with it; not before Pod backup is deleted, which uses it"},
		{"not held by a Pod that has no node", two(retain, remove).pod(7, newRev, user("")), scaled,
			"Deleted | Destroyed | deleted with its data: whenScaled is Delete, volume pv-1 goes with it"},

		{"kept, its set deleted under Retain", two(retain, remove), gone, "Kept | Kept | kept: whenDeleted is Retain"},
		{"deleted with its set under Delete", two(remove, retain, bySet), gone,
			"Deleted | Destroyed | deleted with its data: whenDeleted is Delete, volume pv-1 goes with it"},
		{"deleted with its set by the owner that is there still", two(retain, retain, owner("StatefulSet", "web", "set-uid", true)), gone,
			"Kept | Kept | kept: whenDeleted is Retain; before the controller has written its owners it is deleted with its data"},
		{"deleted with its set once the owner is written", two(remove, retain), gone,
			"Deleted | Destroyed | deleted with its data: whenDeleted is Delete, volume pv-1 goes with it; before the controller has written its owners it is kept"},
		{"kept when the set never owned it: the ordinal is outside the range", left(), gone, "Kept | Kept | kept: whenDeleted is Delete, but web does not own it"},
		{"deleted when the set owns it, also outside the range", left(bySet), gone,
			"Deleted | Destroyed | deleted with its data: whenDeleted is Delete, volume pv-1 goes with it"},
		{"deleted with the Pod that owns it", newWorld(1, template10, policy(retain, remove)).pod(1, newRev, mounting).
			add(claim10(1, owner("Pod", "web-1", "pod-1", true)), volume(1)), gone,
			"Deleted | Destroyed | deleted with its data: Pod/web-1 owns it, although whenDeleted is Retain, volume pv-1 goes with it"},
		{"not known when a Pod owns it and Pods are unread", func() *world {
			w := newWorld(1, template10, policy(retain, remove)).add(claim10(1, owner("Pod", "web-1", "pod-1", true)), volume(1))
			w.unread = map[string]bool{"pods": true}
			return w
		}(), gone, "Unknown | Unknown | not known: a Pod owns it, and Pods could not be read"},
		{"kept when the set goes without what it owns", newWorld(1, template10, policy(remove, retain), func(s *appsv1.StatefulSet) {
			s.DeletionTimestamp, s.Finalizers = &metav1.Time{Time: now}, []string{"orphan"}
		}).pod(1, newRev, mounting).add(claim10(1, bySet), volume(1)), gone,
			"Kept | Kept | kept: the set is being deleted without what it owns (--cascade=orphan)"},
		{"deleted anyway when it belongs to an earlier Pod", left(owner("Pod", "web-1", "earlier", true)), gone,
			"Deleted | Destroyed | deleted with its data: it belongs to an earlier web-1, volume pv-1 goes with it"},
		{"deleted anyway when it is being deleted", two(retain, retain, deletingFor(hour, "kubernetes.io/pvc-protection")), gone,
			"Deleted | Destroyed | deleted with its data: it is being deleted already, volume pv-1 goes with it"},

		{"deleted with its namespace, whatever the policy", two(retain, retain), namespace,
			"Deleted | Destroyed | deleted with its data: all claims of the namespace are, volume pv-1 goes with it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.world.version == "" {
				tt.world.version = "v1.37.1"
			}
			off := func(o *Options) {
				if tt.world.version == "v1.31.0" {
					o.Rules = replay.Choice{Gates: map[string]bool{replay.GateAutoDeletePVC: false}}
				}
			}
			if got := fateOf(t, tt.world.stored(off), 1, tt.event); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFateOfDataIsTheReclaimPolicys(t *testing.T) {
	other := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef.UID = "other" }
	const by = "all claims of the namespace are, "
	tests := []struct {
		name   string
		volume *corev1.PersistentVolume
		change func(*corev1.PersistentVolumeClaim)
		unread bool
		want   string
	}{
		{name: "Delete", volume: volume(0), want: "Deleted | Destroyed | deleted with its data: " + by + "volume pv-0 goes with it"},
		{name: "Retain", volume: volume(0, reclaim("Retain")), want: "Deleted | Retained | deleted, its data is kept: " + by + "volume pv-0 stays as Released (Retain)"},
		{name: "Retain, of a volume that is being deleted", volume: volume(0, reclaim("Retain"), doomed),
			want: "Deleted | Retained | deleted, its data is kept: " + by + "volume pv-0 goes too, as it is being deleted, and leaves its disk behind (Retain)"},
		{name: "Recycle", volume: volume(0, reclaim("Recycle")), want: "Deleted | Destroyed | deleted with its data: " + by + "volume pv-0 is wiped (Recycle)"},
		{name: "a policy of the future", volume: volume(0, reclaim("Shred")), want: "Deleted | Unknown | deleted: " + by + "the reclaim policy of volume pv-0 is not known"},
		{name: "another claim's volume", volume: volume(0, other), want: "Deleted | None | deleted: " + by + "volume pv-0 is not there or not its own any more"},
		{name: "a volume that is gone", want: "Deleted | None | deleted: " + by + "volume pv-0 is not there or not its own any more"},
		{name: "no volume yet", change: pending, want: "Deleted | None | deleted: " + by + "it has no volume yet"},
		{name: "unread volumes", unread: true, want: "Deleted | Unknown | deleted: " + by + "whether volume pv-0 goes too is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := claim10(0)
			if tt.change != nil {
				tt.change(c)
			}
			w := newWorld(1, template10).pod(0, newRev, mounting).add(c)
			if tt.volume != nil {
				w.add(tt.volume)
			}
			w.unread = map[string]bool{"persistentvolumes": tt.unread}
			if got := fateOf(t, w.stored(), 0, v1alpha1.FateNamespaceDeleted); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
