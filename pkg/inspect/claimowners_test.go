package inspect

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/google/go-cmp/cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func TestOwnersAgainstThePolicy(t *testing.T) {
	of := func(deleted, scaled appsv1.PersistentVolumeClaimRetentionPolicyType, replicas int32, withPod bool, change ...func(*corev1.PersistentVolumeClaim)) *world {
		w := newWorld(replicas, template10, policy(deleted, scaled)).add(claim10(1, change...), volume(1))
		if withPod {
			w.pod(1, newRev, mounting)
		}
		return w
	}
	deleting := of(remove, retain, 2, true)
	deleting.set.DeletionTimestamp = &metav1.Time{Time: now}
	tests := []struct {
		name    string
		world   *world
		version string
		want    string
	}{
		{"as wanted without owners under Retain", of(retain, retain, 2, true), "", "AsWanted||"},
		{"as wanted with the set as its controller", of(remove, retain, 2, true, bySet), "", "AsWanted|StatefulSet/web|"},
		{"as wanted with the Pod that is outside the range", of(remove, remove, 1, true, owner("Pod", "web-1", "pod-1", true)), "", "AsWanted|Pod/web-1|"},
		{"pending while the set is no owner yet", of(remove, retain, 2, true), "", "Pending|StatefulSet/web|StatefulSet/web is to own it as its controller, which is not written yet"},
		{"pending while the set is an owner but not the controller", of(remove, retain, 2, true, owner("StatefulSet", "web", "set-uid", false)), "",
			"Pending|StatefulSet/web|StatefulSet/web is to own it as its controller, which is not written yet"},
		{"as wanted by 1.30, which makes no controllers", of(remove, retain, 2, true, owner("StatefulSet", "web", "set-uid", false)), "v1.30.2", "AsWanted|StatefulSet/web|"},
		{"pending while the policy wants no owner any more", of(retain, retain, 2, true, bySet), "", "Pending||the policy wants no owner, which is not written yet"},
		{"pending until the Pod is there", of(remove, retain, 2, false), "", "Pending|StatefulSet/web|StatefulSet/web is to own it, which is written when its Pod is created"},
		{"foreign when another controller has it", of(remove, retain, 2, true, owner("Backup", "nightly", "b", true)), "",
			"Foreign|StatefulSet/web|Backup/nightly manages the claim: the retention policy has no effect on it"},
		{"nobody's business under Retain when another controller has it", of(retain, retain, 2, true, owner("Backup", "nightly", "b", true)), "", "AsWanted||"},
		{"stale when it belongs to an earlier Pod", of(remove, remove, 2, false, owner("Pod", "web-1", "earlier", true)), "",
			"Stale|StatefulSet/web|it belongs to an earlier web-1: the garbage collector deletes the claim"},
		{"stale when it belongs to an earlier set", of(retain, retain, 2, true, owner("StatefulSet", "web", "earlier", true)), "",
			"Stale||it belongs to an earlier web: the garbage collector deletes the claim"},
		{"kept by another owner beside an earlier set", of(retain, retain, 2, true, owner("StatefulSet", "web", "earlier", true), owner("Backup", "nightly", "b", false)), "",
			"Pending||it belongs to an earlier web too, and the controller leaves it alone until that reference is gone"},
		{"nobody's to manage outside the range", of(remove, remove, 1, false), "",
			"NotManaged||there is no web-1: whenScaled Delete deletes claims with their Pod only"},
		{"nobody's to manage while the set is being deleted", deleting, "", "NotManaged||web is being deleted: its controller changes no owners any more"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.world.version = "v1.37.1"
			if tt.version != "" {
				tt.world.version = tt.version
			}
			o := claimAt(t, tt.world.stored(), 1).Storage.Ownership
			if got := string(o.State) + "|" + o.Wanted + "|" + o.Message; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestOwnersAndUsersOfAClaim(t *testing.T) {
	yes, no := true, false
	ended := func(p *corev1.Pod) { p.Name, p.OwnerReferences, p.Status.Phase = "done", nil, corev1.PodFailed }
	debug := func(p *corev1.Pod) { p.Name, p.OwnerReferences, p.Spec.NodeName = "debug", nil, "node-b" }
	claimed := func(p *corev1.Pod) {
		p.Spec.Volumes = []corev1.Volume{{VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-web-0"}}}}
	}
	// An ephemeral volume whose claim would be called the same has nothing to do with it.
	namesake := func(p *corev1.Pod) {
		p.Name, p.OwnerReferences = "www", nil
		p.Spec.Volumes = []corev1.Volume{{Name: "web-0", VolumeSource: corev1.VolumeSource{Ephemeral: &corev1.EphemeralVolumeSource{}}}}
	}
	r := newWorld(1, template10).pod(0, newRev, mounting).pod(5, newRev, claimed, ended).pod(6, newRev, claimed, debug).pod(7, newRev, namesake).
		add(claim10(0, bySet, owner("Pod", "web-0", "earlier", false), owner("Backup", "nightly", "b", false)), volume(0)).stored()
	s := claimAt(t, r, 0).Storage
	if diff := cmp.Diff([]v1alpha1.ClaimUser{{Pod: "debug", Node: "node-b"}, {Pod: "web-0", Node: "node-a", Own: true}}, s.MountedBy); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
	want := []v1alpha1.ClaimOwner{
		{Kind: "StatefulSet", Name: "web", Controller: true, Exists: &yes}, {Kind: "Pod", Name: "web-0", Exists: &no}, {Kind: "Backup", Name: "nightly"},
	}
	if diff := cmp.Diff(want, s.Owners); diff != "" {
		t.Errorf("owners (-want +got):\n%s", diff)
	}
}
