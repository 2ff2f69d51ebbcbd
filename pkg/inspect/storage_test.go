package inspect

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func claim(ordinal int, change ...func(*corev1.PersistentVolumeClaim)) *corev1.PersistentVolumeClaim {
	class := "fast"
	c := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("www-web-%d", ordinal), Namespace: "shop", Labels: map[string]string{"app": "web"}},
		Spec:       corev1.PersistentVolumeClaimSpec{StorageClassName: &class, VolumeName: fmt.Sprintf("pv-%d", ordinal)},
		Status:     corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound},
	}
	for _, f := range change {
		f(c)
	}
	return c
}

func mounting(p *corev1.Pod) {
	p.Spec.Volumes = []corev1.Volume{{Name: "www", VolumeSource: corev1.VolumeSource{
		PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-" + p.Name}}}}
}

func pending(c *corev1.PersistentVolumeClaim) {
	c.Spec.VolumeName, c.Status.Phase = "", corev1.ClaimPending
}

func TestPendingClaimSaysWhy(t *testing.T) {
	wffc := storagev1.VolumeBindingWaitForFirstConsumer
	none := ""
	tests := []struct {
		name   string
		class  *storagev1.StorageClass
		change func(*corev1.PersistentVolumeClaim)
		unread bool
		want   string
	}{
		{"class missing", nil, pending, false, "StorageClass fast does not exist"},
		{"class unread", nil, pending, true, ""},
		{"waits for its consumer", &storagev1.StorageClass{VolumeBindingMode: &wffc}, pending, false, "is bound once its Pod is scheduled (WaitForFirstConsumer)"},
		{"waits for its provisioner", &storagev1.StorageClass{Provisioner: "csi.example.com"}, pending, false, "waits for provisioner csi.example.com"},
		{"no class", nil, func(c *corev1.PersistentVolumeClaim) { pending(c); c.Spec.StorageClassName = &none }, false,
			"asks for no StorageClass: a matching volume must be made by hand"},
		{"no default class", nil, func(c *corev1.PersistentVolumeClaim) { pending(c); c.Spec.StorageClassName = nil }, false,
			"has no StorageClass: the cluster had no default class when it was created"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(1, claimTemplate).pod(0, newRev, mounting).add(claim(0, tt.change))
			if tt.class != nil {
				tt.class.Name = "fast"
				w.add(tt.class)
			}
			w.unread = map[string]bool{"storageclasses": tt.unread}
			got := w.report().Ordinals[0].Claims[0]
			if got.State != v1alpha1.ClaimPending || got.Message != tt.want {
				t.Errorf("got %s %q, want Pending %q", got.State, got.Message, tt.want)
			}
		})
	}
}

func TestUnschedulableForAClaimNamesTheClaim(t *testing.T) {
	r := newWorld(1, claimTemplate).pod(0, newRev, unschedulable(5*time.Minute), mounting).add(claim(0, pending)).report()
	want := []string{
		"web-0 cannot be scheduled since 5m (claim www-web-0 is Pending: StorageClass fast does not exist).",
		"Create StorageClass fast: neither the claim nor the set's claim template can change its class.",
	}
	if diff := cmp.Diff(want, r.Summary[1:]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestClaimCountsAndLeftovers(t *testing.T) {
	foreign := func(c *corev1.PersistentVolumeClaim) { c.Labels = map[string]string{"app": "other"} }
	r := newWorld(2, claimTemplate).pod(0, newRev, mounting).pod(1, newRev, mounting).
		add(claim(0), claim(1, pending), claim(3), claim(4), claim(9, foreign)).report()
	if diff := cmp.Diff(&v1alpha1.ClaimCounts{Expected: 2, Bound: 1, Leftover: 2}, r.Claims); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	var rows []string
	for _, o := range r.Ordinals {
		rows = append(rows, fmt.Sprintf("%d %s", o.Ordinal, o.State))
	}
	if want := "Claims of ordinals 4, 3 are left over; scaling up adopts them again, with their data."; r.Summary[1] != want {
		t.Errorf("summary %q, want %q", r.Summary, want)
	}
	if diff := cmp.Diff([]string{"4 Leftover", "3 Leftover", "1 Present", "0 Present"}, rows); diff != "" {
		t.Errorf("rows: a claim without the set's labels is not its own (-want +got):\n%s", diff)
	}
}

func TestUnreadClaimsAreUnknownNotMissing(t *testing.T) {
	w := newWorld(1, claimTemplate).pod(0, newRev, mounting)
	w.unread = map[string]bool{"persistentvolumeclaims": true}
	r := w.report()
	if r.Claims != nil || r.Ordinals[0].Claims[0].State != v1alpha1.ClaimUnknown {
		t.Errorf("claims %+v, row %+v: want nothing counted and Unknown", r.Claims, r.Ordinals[0].Claims)
	}
	if len(reasons(r)) != 1 {
		t.Errorf("attention %v: only the missing Service is known", reasons(r))
	}
}

func reasons(r *v1alpha1.StatefulSetReport) []string {
	var out []string
	for _, a := range r.Attention {
		out = append(out, a.Reason)
	}
	return out
}

func TestAttention(t *testing.T) {
	deleted := func(c *corev1.PersistentVolumeClaim) { now := ago(time.Minute); c.DeletionTimestamp = &now }
	lost := func(c *corev1.PersistentVolumeClaim) { c.Status.Phase = corev1.ClaimLost }
	svc := headless("nginx")
	tests := []struct {
		name  string
		world *world
		want  []string
	}{
		{"healthy", newWorld(1).pod(0, newRev).add(svc), nil},
		{"held on purpose", newWorld(2, rolling, partition(1)).pod(0, oldRev).pod(1, newRev).add(svc), nil},
		{"under way", newWorld(2, rolling).pod(0, oldRev).pod(1, newRev, unready(time.Minute)).add(svc), nil},
		{"pod not created yet", newWorld(2, claimTemplate).pod(0, newRev, unready(time.Second), mounting).add(svc, claim(0)), nil},
		{"leftover claims", newWorld(1, claimTemplate).pod(0, newRev, mounting).add(svc, claim(0), claim(1)), nil},
		{"blocked", newWorld(2, rolling).pod(0, oldRev).pod(1, newRev, crashing(hour)).add(svc), []string{"Blocked"}},
		{"two broken", newWorld(2).pod(0, newRev, crashing(hour)).pod(1, newRev, crashing(hour)).add(svc), []string{"Degraded", "PodFailing"}},
		{"Service missing", newWorld(1).pod(0, newRev), []string{"ServiceMissing"}},
		{"OnDelete waits for a person", newWorld(1, rolling, onDelete).pod(0, oldRev).add(svc), []string{"AwaitsDeletion"}},
		{"claim gone under a pod", newWorld(1, claimTemplate).pod(0, newRev, mounting).add(svc), []string{"ClaimMissing"}},
		{"claim deleted under a pod", newWorld(1, claimTemplate).pod(0, newRev, mounting).add(svc, claim(0, deleted)), []string{"ClaimTerminating"}},
		{"claim lost", newWorld(1, claimTemplate).pod(0, newRev, mounting).add(svc, claim(0, lost)), []string{"ClaimLost"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, reasons(tt.world.report())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCountersAreThoseOfTheController(t *testing.T) {
	w := newWorld(2, rolling).pod(0, oldRev).pod(1, newRev, unready(time.Minute)).pod(2, newRev, terminating(time.Second))
	w.set.Status.Replicas, w.set.Status.ReadyReplicas = 9, 9
	r := w.report()
	want := &v1alpha1.Counters{Replicas: 3, Ready: 2, Available: 2, Current: 1, Updated: 1}
	if diff := cmp.Diff(want, r.Replicas.Counted); diff != "" {
		t.Errorf("counted: terminating Pods are replicas, but neither current nor updated (-want +got):\n%s", diff)
	}
	if r.Replicas.Reported.Replicas != 9 {
		t.Errorf("reported = %+v, want the status untouched", r.Replicas.Reported)
	}
}

func TestRowsOfEveryKind(t *testing.T) {
	orphan := func(p *corev1.Pod) { p.OwnerReferences = nil }
	unlabelled := func(p *corev1.Pod) { delete(p.Labels, "app") }
	w := newWorld(4).pod(0, newRev).pod(1, newRev, ownedBy("ReplicaSet", "web", "rs")).pod(2, newRev, orphan).pod(3, newRev, unlabelled).pod(6, newRev)
	var got []string
	for _, o := range w.report().Ordinals {
		got = append(got, o.PodName+" "+string(o.State))
	}
	want := []string{"web-6 OutOfRange", "web-3 Released", "web-2 Orphan", "web-1 Stranger", "web-0 Present"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDisruptionBudgetsOfTheSet(t *testing.T) {
	budget := func(name string, labels map[string]string) *policyv1.PodDisruptionBudget {
		return &policyv1.PodDisruptionBudget{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"},
			Spec: policyv1.PodDisruptionBudgetSpec{Selector: &metav1.LabelSelector{MatchLabels: labels}}}
	}
	r := newWorld(1).pod(0, newRev).add(budget("web", map[string]string{"app": "web"}), budget("db", map[string]string{"app": "db"})).report()
	if diff := cmp.Diff([]v1alpha1.DisruptionBudget{{Name: "web"}}, r.PodDisruptionBudgets); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A view is made of what it needs, even when the snapshot holds more: the screen
// of a file that holds everything equals the live one.
func TestAViewUsesOnlyWhatItNeeds(t *testing.T) {
	w := newWorld(2, claimTemplate).pod(0, newRev, mounting).
		add(event("a", "FailedCreate", "create Pod web-1 in StatefulSet web failed error: no", time.Minute, time.Minute), headless("nginx"), endpointSlice("nginx"), claim(0, pending), &appsv1.ControllerRevision{ObjectMeta: metav1.ObjectMeta{Name: newRev, Namespace: "shop"}})
	lean := &world{set: w.set, unread: map[string]bool{}}
	for _, need := range SnapshotNeeds {
		lean.unread[need.Resource] = true
	}
	for _, need := range ListNeeds {
		delete(lean.unread, need.Resource)
	}
	for _, o := range w.objects {
		resource, _ := snapshot.ResourceOf(o)
		if !lean.unread[resource.Resource] {
			lean.add(o)
		}
	}
	list := func(o *Options) { o.Needs = ListNeeds }
	if diff := cmp.Diff(lean.report(list), w.report(list)); diff != "" {
		t.Errorf("a list made from all objects differs from one made from what lists read (-lean +full):\n%s", diff)
	}
}

func TestIncompleteObjectsDoNotPanic(t *testing.T) {
	set := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop"}}
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web-0", Namespace: "shop"}}
	w := &world{set: set, objects: []snapshot.Object{pod, &corev1.Service{}, &corev1.PersistentVolumeClaim{}}}
	for _, needs := range []func(*Options){identityView, func(o *Options) { o.Needs = TreeNeeds }, func(o *Options) { o.Needs = ListNeeds }} {
		if r := w.report(needs); r.Spec.Replicas != 1 || r.Rollout.State != v1alpha1.StateUnobserved {
			t.Errorf("replicas %d, state %s; want the API's default of 1 and Unobserved", r.Spec.Replicas, r.Rollout.State)
		}
	}
}

// ownedByPod makes the claim one that the garbage collector deletes after the Pod.
func ownedByPod(ordinal int) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) {
		c.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "Pod", Name: fmt.Sprintf("web-%d", ordinal), UID: types.UID(fmt.Sprintf("pod-%d", ordinal))}}
	}
}

func deletingFor(d time.Duration, finalizers ...string) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) {
		since := ago(d)
		c.DeletionTimestamp, c.Finalizers = &since, finalizers
	}
}

// What is advised must not cost data that nobody meant to give away.
func TestAdviceSparesClaims(t *testing.T) {
	const protection = "kubernetes.io/pvc-protection"
	whenScaled := func(s *appsv1.StatefulSet) {
		s.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenScaled: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenDeleted: appsv1.RetainPersistentVolumeClaimRetentionPolicyType}
	}
	const logs = "See why nginx ended: kubectl -n shop logs web-1 -c nginx --previous"
	tests := []struct {
		name  string
		world *world
		want  []string
	}{
		{"the Pod was to go a moment ago, and owns its claim still",
			newWorld(2, rolling, claimTemplate, whenScaled).pod(0, oldRev, mounting).pod(1, oldRev, mounting, crashing(hour)).add(claim(0), claim(1, ownedByPod(1))),
			[]string{
				"Make claim www-web-1 independent of web-1 first: it belongs to the Pod, and would be deleted after it, data and all: " +
					`kubectl -n shop patch persistentvolumeclaim www-web-1 --type json -p '[{"op":"remove","path":"/metadata/ownerReferences"}]'`,
				"Delete web-1: the controller never replaces it while it is not ready; it comes back on revision new: kubectl -n shop delete pod web-1",
				logs,
			}},
		{"the Pod is to go, and its claim with it",
			newWorld(1, claimTemplate, whenScaled).pod(0, newRev, mounting).pod(1, newRev, mounting, crashing(hour)).pod(2, newRev, mounting, unready(hour)).
				add(claim(0), claim(1, ownedByPod(1)), claim(2, ownedByPod(2))),
			[]string{"Delete web-2: it is to go, and would wait for web-1 to be available; its claim www-web-2 is deleted after it (whenScaled is Delete): kubectl -n shop delete pod web-2"}},
		{"the Pod cannot start with a claim that is being deleted",
			newWorld(2, claimTemplate).pod(0, newRev, mounting).pod(1, newRev, mounting, unschedulable(hour)).add(claim(0), claim(1, deletingFor(hour, protection))),
			[]string{"Save the data of web-1 first: its claim www-web-1 is being deleted, and goes when the Pod does",
				"Delete web-1: it cannot start with a claim that is being deleted, and comes back with an empty one"}},
		{"a finalizer keeps the claim that is in the way",
			newWorld(2, claimTemplate).pod(0, newRev, mounting).add(claim(0), claim(1, deletingFor(hour, protection, "example.com/backup"))),
			[]string{"Claim www-web-1 stays until finalizer example.com/backup is removed by whoever put it there: kubectl -n shop describe persistentvolumeclaim www-web-1"}},
		{"another Pod uses the claim that is in the way",
			newWorld(2, claimTemplate).pod(0, newRev, mounting).add(claim(0), claim(1, deletingFor(hour, protection))),
			[]string{"See which Pod still uses claim www-web-1: it stays as long: kubectl -n shop describe persistentvolumeclaim www-web-1"}},
	}
	for _, tt := range tests {
		var got []string
		for _, a := range tt.world.report().Rollout.Advice {
			got = append(got, strings.Join(append([]string{a.Message}, a.Commands...), ": "))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestMissingPodWaitsForItsClaimToGo(t *testing.T) {
	build := func(change func(*corev1.PersistentVolumeClaim)) *v1alpha1.StatefulSetReport {
		return newWorld(2, claimTemplate, func(s *appsv1.StatefulSet) {
			s.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{WhenScaled: appsv1.DeletePersistentVolumeClaimRetentionPolicyType}
		}).pod(0, newRev, mounting).add(claim(0), claim(1, change)).report()
	}
	earlier := func(c *corev1.PersistentVolumeClaim) { ownedByPod(1)(c); c.OwnerReferences[0].UID = "earlier" }
	for _, tt := range []struct {
		name   string
		change func(*corev1.PersistentVolumeClaim)
		state  v1alpha1.RolloutState
		kind   string
		want   string
	}{
		{"for a moment", deletingFor(time.Second), v1alpha1.StateProgressing, "Pod", "web-1 does not exist yet since 1s (its claim www-web-1 is being deleted first)."},
		{"for an hour", deletingFor(hour), v1alpha1.StateBlocked, "PersistentVolumeClaim", "web-1 does not exist yet since 60m (its claim www-web-1 is being deleted first)."},
		{"of an earlier Pod", earlier, v1alpha1.StateProgressing, "Pod", "web-1 does not exist yet (its claim www-web-1 belongs to an earlier web-1, and is deleted first)."},
	} {
		r := build(tt.change)
		if w := r.Rollout.WaitsFor[0]; r.Rollout.State != tt.state || w.Object.Kind != tt.kind || r.Summary[1] != tt.want {
			t.Errorf("%s: %s, %s, %q; want %s, %s, %q", tt.name, r.Rollout.State, w.Object.Kind, r.Summary[1], tt.state, tt.kind, tt.want)
		}
	}
}
