package inspect

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

func unusedFor(d time.Duration) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) {
		c.Status.Conditions = []corev1.PersistentVolumeClaimCondition{{Type: corev1.PersistentVolumeClaimUnused, Status: corev1.ConditionTrue, LastTransitionTime: ago(d)}}
	}
}

func otherLabels(c *corev1.PersistentVolumeClaim) { c.Labels = map[string]string{"app": "other"} }

// usedByOthers is a Pod of another set with the claim www-web-3.
func usedByOthers() *corev1.Pod {
	yes := true
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "other-3", Namespace: "shop", UID: "other-3", OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: "other", UID: "other", Controller: &yes}}},
		Spec: corev1.PodSpec{NodeName: "node-a", Volumes: []corev1.Volume{{Name: "v", VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-web-3"}}}}},
	}
}

// aWeb is a set "a-web".
func aWeb(replicas int32, label, template string) *appsv1.StatefulSet {
	return &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "a-web", Namespace: "shop", UID: "uid-of-a-web"},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &replicas, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": label}},
			VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: template}}},
		},
	}
}

// Template "a-b" of set "c" and template "a" of set "b-c" have the same name for
// their claims: what one of them wants is not told of as the other's.
func TestScalingUpBringsNothingOfAnotherSetBack(t *testing.T) {
	theirs := func(c *corev1.PersistentVolumeClaim) {
		c.Name, c.Labels = "www-a-web-3", map[string]string{"app": "a-web"}
	}
	for name, c := range map[string]struct {
		other *appsv1.StatefulSet
		want  int
	}{
		"wanted by another": {aWeb(4, "a-web", "www"), 0},
		"made by another":   {aWeb(1, "a-web", "www"), 0},
		"no template of it": {aWeb(4, "a-web", "logs"), 1},
		"named and no more": {aWeb(1, "new", "www"), 1},
		"of another namespace": {func() *appsv1.StatefulSet {
			s := aWeb(4, "a-web", "www")
			s.Namespace = "bank"
			return s
		}(), 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(1, template10, func(s *appsv1.StatefulSet) { s.Spec.VolumeClaimTemplates[0].Name = "www-a" })
			got := w.add(claim10(3, theirs), volume(3), c.other).stored().Storage.Readoptions
			if len(got) != c.want {
				t.Errorf("got %+v, want %d", got, c.want)
			}
		})
	}
}

func TestWhatScalingUpBringsBack(t *testing.T) {
	made := func(d time.Duration) func(*corev1.PersistentVolumeClaim) {
		return func(c *corev1.PersistentVolumeClaim) { c.CreationTimestamp = ago(d) }
	}
	lost := func(c *corev1.PersistentVolumeClaim) { c.Status.Phase = corev1.ClaimLost }
	tests := []struct {
		name   string
		set    []func(*appsv1.StatefulSet)
		claims []snapshot.Object
		want   []string
	}{
		{name: "nothing when nothing is left", claims: []snapshot.Object{claim10(0)}},
		{name: "data, as old as the server tells", claims: []snapshot.Object{claim10(4, made(60*day), unusedFor(21*day))},
			want: []string{"4 5: scaling up to 5 re-adopts www-web-4 with data from 3 weeks ago (made 2 months ago)"}},
		{name: "data, of a claim that was made some time ago", claims: []snapshot.Object{claim10(4, made(3*day))},
			want: []string{"4 5: scaling up to 5 re-adopts www-web-4 with the data in it (made 3 days ago)"}},
		{name: "the first ordinal first, and those below the range last", set: []func(*appsv1.StatefulSet){startAt(4)},
			claims: []snapshot.Object{claim10(8, made(hour)), claim10(6, made(hour)), claim10(2, made(hour)), claim10(3, made(hour))},
			want: []string{
				"6 3: scaling up to 3 re-adopts www-web-6 with the data in it (made 60 minutes ago)",
				"8 5: scaling up to 5 re-adopts www-web-8 with the data in it (made 60 minutes ago)",
				"3 0: ordinals.start 3 (4 now) re-adopts www-web-3 with the data in it (made 60 minutes ago)",
				"2 0: ordinals.start 2 (4 now) re-adopts www-web-2 with the data in it (made 60 minutes ago)",
			}},
		{name: "an empty claim in place of one that is being deleted", claims: []snapshot.Object{claim10(3, deletingFor(hour, "kubernetes.io/pvc-protection"))},
			want: []string{"3 4: scaling up to 4 brings no data back; www-web-3 is being deleted: scaled up before it is gone, web-3 waits for that and begins with an empty one"}},
		{name: "no data in a claim without a volume", claims: []snapshot.Object{claim10(3, pending)},
			want: []string{"3 4: scaling up to 4 brings no data back; www-web-3 is there without a volume, and so without data"}},
		{name: "no Pod with a claim that lost its volume", claims: []snapshot.Object{claim10(3, lost)},
			want: []string{"3 4: scaling up to 4 brings no data back; www-web-3 has lost its volume: web-3 could not start with it"}},
		{name: "nothing of a claim that is about to be deleted", claims: []snapshot.Object{claim10(3, owner("Pod", "web-3", "earlier", true))},
			want: []string{"3 4: scaling up to 4 brings no data back; www-web-3 belongs to an earlier owner and is about to be deleted"}},
		{name: "data that the policy seems to have deleted", set: []func(*appsv1.StatefulSet){policy(retain, remove)}, claims: []snapshot.Object{claim10(3)},
			want: []string{"3 4: scaling up to 4 re-adopts www-web-3 with the data in it (made 3 weeks ago); it stayed although whenScaled is Delete, which deletes claims with their Pod only"}},
		{name: "data that another controller kept", set: []func(*appsv1.StatefulSet){policy(retain, remove)}, claims: []snapshot.Object{claim10(3, owner("Backup", "nightly", "b", true))},
			want: []string{"3 4: scaling up to 4 re-adopts www-web-3 with the data in it (made 3 weeks ago); it stayed although whenScaled is Delete: Backup/nightly manages the claim: the retention policy has no effect on it"}},
		{name: "a claim of the name, whatever its labels", claims: []snapshot.Object{claim10(3, otherLabels), claim10(5), claim10(6, otherLabels, pending)},
			want: []string{
				"3 4: scaling up to 4 re-adopts www-web-3 with the data in it (made 3 weeks ago); the labels of www-web-3 are not those of web's claims: it is taken by its name alone",
				"5 6: scaling up to 6 re-adopts www-web-5 with the data in it (made 3 weeks ago)",
				"6 7: scaling up to 7 brings no data back; www-web-6 is there without a volume, and so without data",
			}},
		{name: "no ordinal that no number of replicas reaches", claims: []snapshot.Object{claim10(math.MaxInt32)}},
		{name: "no claim of the name that somebody else owns", claims: []snapshot.Object{claim10(3, otherLabels, owner("Backup", "nightly", "b", false))}},
		{name: "no claim of the name that a set's Pod of others uses", claims: []snapshot.Object{claim10(3, otherLabels), usedByOthers()}},
		{name: "nothing in a set that is being deleted", set: []func(*appsv1.StatefulSet){func(s *appsv1.StatefulSet) { s.DeletionTimestamp = &metav1.Time{Time: now} }},
			claims: []snapshot.Object{claim10(3)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(1, append([]func(*appsv1.StatefulSet){template10}, tt.set...)...).add(tt.claims...)
			for i := range 9 {
				w.add(volume(i))
			}
			w.version = "v1.37.1"
			var got []string
			for _, r := range w.stored().Storage.Readoptions {
				n := int32(0)
				if r.Replicas != nil {
					n = *r.Replicas
				}
				got = append(got, fmt.Sprintf("%d %d: %s", r.Ordinal, n, r.Message))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func doomed(pv *corev1.PersistentVolume) { at := ago(hour); pv.DeletionTimestamp = &at }

func holding(size string) func(*corev1.PersistentVolume) {
	return func(pv *corev1.PersistentVolume) { pv.Spec.Capacity = amount(size) }
}

func TestWhatAnEventDestroys(t *testing.T) {
	full := func(deleted, scaled appsv1.PersistentVolumeClaimRetentionPolicyType, change ...func(*corev1.PersistentVolumeClaim)) *world {
		w := newWorld(3, template10, policy(deleted, scaled))
		for i := range 3 {
			w.pod(i, newRev, mounting).add(claim10(i, change...), volume(i))
		}
		w.version = "v1.37.1"
		return w
	}
	unread := func(what string) *world {
		w := full(remove, remove, bySet)
		w.objects = slices.DeleteFunc(w.objects, func(o snapshot.Object) bool { resource, _ := snapshot.ResourceOf(o); return resource.Resource == what })
		w.unread = map[string]bool{what: true}
		return w
	}
	tests := []struct {
		name  string
		world *world
		opts  []func(*Options)
		want  []string
	}{
		{"nothing but with the namespace under Retain", full(retain, retain), nil, []string{
			"Scaling down deletes no claim: whenScaled is Retain.",
			"Deleting web deletes no claim: whenDeleted is Retain.",
			"Deleting namespace shop deletes 3 claims of web (www-web-2, www-web-1, www-web-0), and 30Gi of data with them.",
		}},
		{"the highest ordinal's data by one step down under Delete", full(remove, remove, bySet), nil, []string{
			"Scaling down to 2 deletes 1 claim (www-web-2), and 10Gi of data with it.",
			"Deleting web deletes 3 claims (www-web-2, www-web-1, www-web-0), and 30Gi of data with them; kubectl delete --cascade=orphan spares them.",
			"Deleting namespace shop deletes 3 claims of web (www-web-2, www-web-1, www-web-0), and 30Gi of data with them.",
		}},
		{"what a scale-down to that number removes", full(remove, remove, bySet), []func(*Options){scaleTo(0)}, []string{
			"Scaling down to 0 deletes 3 claims (www-web-2, www-web-1, www-web-0), and 30Gi of data with them.",
		}},
		{"nothing under Retain, said of that number", full(retain, retain), []func(*Options){scaleTo(1)}, []string{
			"Scaling down to 1 deletes no claim: whenScaled is Retain.",
		}},
		{"nothing of what is left over already, and does not speak of it", full(retain, remove).add(claim10(5), volume(5)), nil, []string{
			"Scaling down to 2 deletes 1 claim (www-web-2), and 10Gi of data with it.",
		}},
		{"nothing by scaling up", full(remove, remove, bySet), []func(*Options){scaleTo(5)}, []string{
			"Scaling to 5 removes no ordinal, and so no claim.",
		}},
		{"no data that a volume keeps", full(remove, remove, bySet).add(volume(1, reclaim("Retain"))), []func(*Options){scaleTo(1)}, []string{
			"Scaling down to 1 deletes 2 claims (www-web-2, www-web-1): the data of 1 (10Gi) is destroyed, volumes keep the data of 1 (Retain).",
		}},
		{"not what another controller manages", full(remove, remove, bySet).add(claim10(1, owner("Backup", "nightly", "b", true))), []func(*Options){scaleTo(1)}, []string{
			"Scaling down to 1 deletes 1 claim (www-web-2), and 10Gi of data with it; www-web-1 stays: whenScaled is Delete, but Backup/nightly manages the claim: the retention policy has no effect on it.",
		}},
		{"what a finalizer holds, later", full(remove, remove, bySet, func(c *corev1.PersistentVolumeClaim) { c.Finalizers = []string{"example.com/backup"} }), nil, []string{
			"Scaling down to 2 deletes 1 claim (www-web-2), and 10Gi of data with it; finalizers hold www-web-2.",
		}},
		{"an amount that is not known without volumes", unread("persistentvolumes"), nil, []string{
			"Scaling down to 2 deletes 1 claim (www-web-2): whether the data of 1 is destroyed is not known.",
		}},
		{"nobody knows what without claims", unread("persistentvolumeclaims"), nil, []string{
			"Scaling down to 2: which claims there are, and what becomes of them, is not known.",
			"Deleting web: which claims there are, and what becomes of them, is not known.",
			"Deleting namespace shop: which claims there are, and what becomes of them, is not known.",
		}},
		{"nobody knows what without Pods", unread("pods"), nil, []string{
			"Scaling down to 2: what becomes of www-web-2 is not known, because Pods could not be read.",
		}},
		{"nothing of a set without claims", newWorld(1).pod(0, newRev), nil, nil},
		{"nothing that is being deleted already", full(remove, remove, bySet).add(claim10(2, bySet, deletingFor(hour, "kubernetes.io/pvc-protection"))), nil, []string{
			"Scaling down to 2 deletes no claim; www-web-2 goes anyway, with its data.",
			"Deleting web deletes 2 claims (www-web-1, www-web-0), and 20Gi of data with them; kubectl delete --cascade=orphan spares them; www-web-2 goes anyway, with its data.",
			"Deleting namespace shop deletes 2 claims of web (www-web-1, www-web-0), and 20Gi of data with them; www-web-2 goes anyway, with its data.",
		}},
		{"nothing that the garbage collector is about to delete", full(retain, retain).add(claim10(1, owner("StatefulSet", "web", "earlier", true)), volume(1, reclaim("Retain"))), nil, []string{
			"Scaling down deletes no claim: whenScaled is Retain.",
			"Deleting web deletes no claim: whenDeleted is Retain; www-web-1 goes anyway.",
		}},
		{"a claim that holds no data", full(remove, remove, bySet).add(claim10(2, bySet, pending)), nil, []string{
			"Scaling down to 2 deletes 1 claim (www-web-2), which holds no data.",
		}},
		{"one claim that an orphaning delete spares", newWorld(1, template10, policy(remove, retain)).pod(0, newRev, mounting).add(claim10(0, bySet), volume(0)), nil, []string{
			"Scaling down deletes no claim: whenScaled is Retain.",
			"Deleting web deletes 1 claim (www-web-0), and 10Gi of data with it; kubectl delete --cascade=orphan spares it.",
		}},
		{"sizes in few digits", full(remove, remove, bySet).add(volume(0, holding("1Ti")), volume(1, holding("100Mi")), volume(2, holding("100Gi"))), []func(*Options){scaleTo(0)}, []string{
			"Scaling down to 0 deletes 3 claims (www-web-2, www-web-1, www-web-0), and 1.1Ti of data with them.",
		}},
		{"no more than can be counted", full(remove, remove, bySet).add(volume(0, holding("8Ei")), volume(1, holding("8Ei")), volume(2, holding("-5Gi"))), []func(*Options){scaleTo(0)}, []string{
			"Scaling down to 0 deletes 3 claims (www-web-2, www-web-1, www-web-0), and 8Ei of data with them.",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range tt.world.stored(tt.opts...).Storage.Destructions {
				got = append(got, d.Message)
			}
			if len(tt.want) > 0 && len(got) > len(tt.want) {
				got = got[:len(tt.want)]
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestTotalsCountNoFurtherThanTheyCan(t *testing.T) {
	huge := func(c *corev1.PersistentVolumeClaim) {
		c.Spec.Resources.Requests, c.Status.Capacity = amount("8Ei"), amount("8Ei")
	}
	r := newWorld(1, template10).add(claim10(0, huge), claim10(1, huge), claim10(2, huge, func(c *corev1.PersistentVolumeClaim) { c.Status.Capacity = amount("-1Gi") })).stored()
	most := int64(math.MaxInt64)
	want := v1alpha1.StorageTotals{Claims: 3, Requested: most, Capacity: most, LeftoverCapacity: most}
	if diff := cmp.Diff(want, r.Storage.Totals); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// There is a claim, and it is not the set's to delete.
func TestSharedClaimIsNotNone(t *testing.T) {
	w := newWorld(0, template10, policy(remove, remove), func(s *appsv1.StatefulSet) {
		s.Spec.Template.Spec.Volumes = []corev1.Volume{{Name: "common", VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "common"}}}}
	}).add(claim10(0, func(c *corev1.PersistentVolumeClaim) { c.Name = "common" }), volume(0))
	for _, d := range w.stored().Storage.Destructions {
		if d.Event == v1alpha1.FateSetDeleted && d.Message != "Deleting web deletes no claim: web has none of its own." {
			t.Error(d.Message)
		}
	}
}

func TestSharedClaimGoesWithTheNamespaceAlone(t *testing.T) {
	w := newWorld(1, func(s *appsv1.StatefulSet) {
		s.Spec.Template.Spec.Volumes = []corev1.Volume{{Name: "common", VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "common"}}}}
	}).add(claim10(0, func(c *corev1.PersistentVolumeClaim) { c.Name = "common" }), volume(0))
	s := w.stored().Storage
	if len(s.SharedClaims) != 1 || s.SharedClaims[0].Name != "common" || s.SharedClaims[0].Storage == nil {
		t.Fatalf("shared claims %+v: want common", s.SharedClaims)
	}
	var got []string
	for _, d := range s.Destructions {
		got = append(got, d.Message)
	}
	want := []string{
		"Scaling down to 0 deletes no claim: web has none of its own.",
		"Deleting web deletes no claim: web has none of its own.",
		"Deleting namespace shop deletes 1 claim of web (common), and 10Gi of data with it.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestVolumesThatOutlivedTheirClaims(t *testing.T) {
	phase := func(p corev1.PersistentVolumePhase) func(*corev1.PersistentVolume) {
		return func(pv *corev1.PersistentVolume) { pv.Status.Phase = p }
	}
	keeps := reclaim("Retain")
	elsewhere := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef.Namespace = "other" }
	stranger := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef.Name = "www-blog-0" }
	former := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef.UID = "former" }
	reserved := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef.UID = "" }
	w := newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0), volume(9), volume(0, keeps, former, phase("Released")),
		volume(1, keeps, phase("Released")), volume(2, phase("Released")), volume(3, keeps, reserved, phase("Available")),
		volume(4, keeps, phase("Released"), elsewhere), volume(5, keeps, phase("Released"), stranger),
		volume(7, keeps, phase("Released"), doomed), volume(8, phase("Released"), doomed),
		node("node-a", "zone-a"), volume(10, phase("Released"), only(corev1.LabelHostname, "node-b")), volume(11, phase("Released"), only(corev1.LabelHostname, "node-a")),
		volume(6, phase("Failed"), func(pv *corev1.PersistentVolume) { pv.Status.Message = "no driver" }))
	var got []string
	for _, v := range w.stored().Storage.ReleasedVolumes {
		got = append(got, v.Name+" "+v.Claim+" "+v.Phase+" "+v.Capacity+": "+v.Message)
	}
	want := []string{
		"pv-0 www-web-0 Released 10Gi: keeps the data of a former www-web-0 (Retain); there is a new www-web-0, which does not use it",
		"pv-1 www-web-1 Released 10Gi: keeps the data of a former www-web-1 (Retain); once spec.claimRef.uid is removed, the next claim www-web-1 is bound to it",
		"pv-10 www-web-10 Released 10Gi: its claim www-web-10 is gone, and it is to be reclaimed (Delete), but it is on node node-b, which does not exist any more",
		"pv-11 www-web-11 Released 10Gi: its claim www-web-11 is gone, and it is about to be reclaimed (Delete), data and all",
		"pv-2 www-web-2 Released 10Gi: its claim www-web-2 is gone, and it is about to be reclaimed (Delete), data and all",
		"pv-3 www-web-3 Available 10Gi: is bound to the next claim www-web-3",
		"pv-6 www-web-6 Failed 10Gi: its claim www-web-6 is gone, and reclaiming it (Delete) has failed: no driver",
		"pv-7 www-web-7 Released 10Gi: is being deleted; once gone, what is left of the data of www-web-7 is a disk that no volume names (Retain)",
		"pv-8 www-web-8 Released 10Gi: its claim www-web-8 is gone, and it is being deleted (Delete), data and all",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTotals(t *testing.T) {
	r := newWorld(1, template10).pod(0, newRev, mounting).
		add(claim10(0, requested("5Gi")), claim10(3), claim10(4, pending, func(c *corev1.PersistentVolumeClaim) { c.Status.Capacity = nil }), volume(0), volume(3)).stored()
	const gi = 1 << 30
	want := v1alpha1.StorageTotals{Claims: 3, Requested: 25 * gi, Capacity: 20 * gi, LeftoverCapacity: 10 * gi}
	if diff := cmp.Diff(want, r.Storage.Totals); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestUsageIsShownWhenItWasAskedFor(t *testing.T) {
	used := int64(7)
	b := &snapshot.Builder{}
	w := newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0), volume(0))
	b.Add(w.set)
	for _, o := range w.objects {
		b.Add(o)
	}
	for _, need := range SnapshotNeeds {
		b.MarkRead(need, "")
	}
	b.SetVolumeUsage(types.NamespacedName{Namespace: "shop", Name: "www-web-0"}, snapshot.VolumeUsage{Node: "node-a", UsedBytes: &used})
	snap := b.Snapshot()
	for _, asked := range []bool{false, true} {
		o := Options{Now: now, Storage: true, Needs: StorageNeeds}
		if asked {
			o.Needs = append(o.Needs[:len(o.Needs):len(o.Needs)], snapshot.VolumeStats)
		}
		r := Build(snap, w.set, o)
		if u := claimAt(t, r, 0).Storage.Usage; (u != nil) != asked || asked && (*u.Used != 7 || u.Node != "node-a" || *r.Storage.Totals.Used != 7) {
			t.Errorf("asked for %t: got %+v", asked, u)
		}
	}
}

func TestHowLongAgoInWords(t *testing.T) {
	v := &view{now: now}
	for d, want := range map[time.Duration]string{
		-hour: "less than a minute ago", 59 * time.Second: "less than a minute ago", time.Minute: "1 minute ago", 119 * time.Minute: "119 minutes ago",
		2 * hour: "2 hours ago", 47 * hour: "47 hours ago", 2 * day: "2 days ago", 13 * day: "13 days ago", 14 * day: "2 weeks ago", 21 * day: "3 weeks ago",
		60 * day: "2 months ago", 729 * day: "24 months ago", 730 * day: "2 years ago",
	} {
		at := ago(d)
		if got := v.agoWords(&at); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
}
