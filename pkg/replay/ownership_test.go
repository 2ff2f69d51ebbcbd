package replay

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Whatever a claim's owners are, ClaimOwnership says what the next sync makes of
// them, and calls it up to date exactly when that sync changes nothing.
func TestClaimOwnershipIsWhatTheNextSyncWrites(t *testing.T) {
	yes, no := true, false
	ref := func(kind, name, uid string, controller *bool) metav1.OwnerReference {
		version := map[string]string{"Pod": "v1", "StatefulSet": "apps/v1"}[kind]
		return metav1.OwnerReference{APIVersion: version, Kind: kind, Name: name, UID: types.UID(uid), Controller: controller}
	}
	refs := []metav1.OwnerReference{
		ref("StatefulSet", "web", "set", &yes), ref("StatefulSet", "web", "set", &no), ref("StatefulSet", "web", "earlier", &yes),
		ref("Pod", "web-0", "pod", &yes), ref("Pod", "web-0", "pod", nil), ref("Pod", "web-0", "earlier", nil),
		ref("Backup", "nightly", "b", &yes), ref("Backup", "nightly", "b", nil),
	}
	var owners [][]metav1.OwnerReference
	for i := range refs {
		owners = append(owners, []metav1.OwnerReference{refs[i]})
		for j := range refs {
			owners = append(owners, []metav1.OwnerReference{refs[i], refs[j]})
		}
	}
	owners = append(owners, nil)
	policies := []appsv1.PersistentVolumeClaimRetentionPolicyType{"Retain", "Delete"}
	for _, version := range Representatives() {
		rules, err := RulesFor(version, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, replicas := range []int32{0, 1} {
			for i := range 4 {
				for _, have := range owners {
					set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "set"}, Spec: appsv1.StatefulSetSpec{
						Replicas: &replicas, PodManagementPolicy: appsv1.ParallelPodManagement,
						Selector:             &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
						VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: "www"}}},
						PersistentVolumeClaimRetentionPolicy: &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
							WhenDeleted: policies[i/2], WhenScaled: policies[i%2]},
					}}
					pod := &corev1.Pod{
						ObjectMeta: metav1.ObjectMeta{Name: "web-0", Namespace: "shop", UID: "pod", Labels: map[string]string{"app": "web"},
							OwnerReferences: []metav1.OwnerReference{ref("StatefulSet", "web", "set", &yes)}},
						Status: corev1.PodStatus{Phase: corev1.PodRunning, Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}},
					}
					claim := &corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: "www-web-0", Namespace: "shop", OwnerReferences: have}}
					got := ClaimOwnership(rules, claim, set, pod)
					want := have
					next := Next(State{Set: set, Pods: []*corev1.Pod{pod}, Claims: []*corev1.PersistentVolumeClaim{claim}, RevisionsUnread: true}, rules)
					for _, a := range next.Actions {
						if changed, ok := a.Object.(*corev1.PersistentVolumeClaim); ok && a.Verb == UpdateClaim {
							want = changed.OwnerReferences
						}
					}
					name := fmt.Sprintf("%s, %d replicas, whenDeleted %s, whenScaled %s, owners %v", version, replicas, policies[i/2], policies[i%2], have)
					if diff := cmp.Diff(want, got.Owners, cmp.Comparer(sameRefs)); diff != "" {
						t.Fatalf("%s (-want +got):\n%s", name, diff)
					}
					if same := cmp.Equal(have, want, cmp.Comparer(sameRefs)); got.UpToDate && !same {
						t.Fatalf("%s: said to be up to date, and the next sync writes %v", name, want)
					}
				}
			}
		}
	}
}
