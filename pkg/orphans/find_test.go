package orphans

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

func set(name string, replicas int32, labels map[string]string, templates ...string) *appsv1.StatefulSet {
	s := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name, UID: types.UID("uid-" + name)},
		Spec:       appsv1.StatefulSetSpec{Replicas: &replicas, Selector: &metav1.LabelSelector{MatchLabels: labels}},
	}
	for _, t := range templates {
		s.Spec.VolumeClaimTemplates = append(s.Spec.VolumeClaimTemplates, corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: t}})
	}
	return s
}

func claim(name string, options ...func(*corev1.PersistentVolumeClaim)) *corev1.PersistentVolumeClaim {
	c := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name, CreationTimestamp: metav1.NewTime(now.Add(-21 * 24 * time.Hour))},
		Spec: corev1.PersistentVolumeClaimSpec{VolumeName: "pv-" + name, Resources: corev1.VolumeResourceRequirements{
			Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}}},
		Status: corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound},
	}
	for _, o := range options {
		o(c)
	}
	return c
}

// by is a claim that manager made, and that the controllers bound: they write under one name.
func by(manager string) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) {
		entry := func(manager, fields string) {
			c.ManagedFields = append(c.ManagedFields, metav1.ManagedFieldsEntry{Manager: manager, FieldsV1: metav1.NewFieldsV1(fields)})
		}
		bound := `"f:volumeName":{}`
		if manager == controllerManager {
			entry(manager, `{"f:spec":{"f:accessModes":{},`+bound+`}}`)
			return
		}
		entry(manager, `{"f:spec":{"f:accessModes":{}}}`)
		entry(controllerManager, `{"f:spec":{`+bound+`}}`)
	}
}

func labelled(key, value string) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) { metav1.SetMetaDataLabel(&c.ObjectMeta, key, value) }
}

func ownedBy(kind, name, uid string) func(*corev1.PersistentVolumeClaim) {
	version := map[string]string{"StatefulSet": "apps/v1", "Pod": "v1"}[kind]
	return func(c *corev1.PersistentVolumeClaim) {
		c.OwnerReferences = append(c.OwnerReferences, metav1.OwnerReference{APIVersion: version, Kind: kind, Name: name, UID: types.UID(uid)})
	}
}

func pod(name, mounts string, phase corev1.PodPhase) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name, UID: types.UID("uid-" + name)},
		Spec: corev1.PodSpec{Volumes: []corev1.Volume{{Name: "v", VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: mounts}}}}},
		Status: corev1.PodStatus{Phase: phase},
	}
}

func find(unread []schema.GroupResource, objects ...snapshot.Object) *v1alpha1.OrphanedClaims {
	b := &snapshot.Builder{}
	for _, o := range objects {
		snapshot.Reduce(o, snapshot.Full) // As a Source does.
		b.Add(o)
	}
	for _, r := range []schema.GroupResource{snapshot.StatefulSets, snapshot.Pods, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes} {
		missing := false
		for _, u := range unread {
			missing = missing || u == r
		}
		if missing {
			b.AddGap(snapshot.Gap{Resource: r, Reason: snapshot.Forbidden, Message: "no"})
		} else {
			b.MarkRead(r, "")
		}
	}
	return Find(b.Snapshot(), Options{Namespace: "shop", Now: now})
}

// summary of what was found: "www-web-4 Orphaned SetGone of www/web/4".
func summary(r *v1alpha1.OrphanedClaims) (out []string) {
	for _, c := range r.Claims {
		out = append(out, strings.Join([]string{c.Name, string(c.Verdict), string(c.Reason), "of", c.Template + "/" + c.Set}, " "))
	}
	return out
}

func TestFind(t *testing.T) {
	web := map[string]string{"app": "web"}
	kcm := by(controllerManager)
	for _, c := range []struct {
		name    string
		objects []snapshot.Object
		want    []string
	}{
		{"a claim of a set that is gone", []snapshot.Object{claim("www-web-0", kcm)}, []string{"www-web-0 Orphaned SetGone of www/web"}},
		{"nobody knows who made it", []snapshot.Object{claim("www-web-0")}, []string{"www-web-0 Doubtful SetGone of www/web"}},
		{"made by hand", []snapshot.Object{claim("www-web-0", by("kubectl-create"))}, []string{"www-web-0 Doubtful SetGone of www/web"}},
		{"no ordinal", []snapshot.Object{claim("www-web", kcm), claim("data", kcm)}, nil},
		{"an ordinal and no set", []snapshot.Object{claim("data-0", kcm)}, nil},
		{"a number that is no ordinal", []snapshot.Object{claim("www-web-99999999999", kcm)}, nil},
		{"in the range of a set", []snapshot.Object{set("web", 1, web, "www"), claim("www-web-0", kcm)}, nil},
		{"left over by a set", []snapshot.Object{set("web", 1, web, "www"), claim("www-web-4", kcm, labelled("app", "web"))}, nil},
		{"outside the range, with the labels of another set", []snapshot.Object{set("web", 1, web, "www"), claim("www-web-4", kcm, labelled("app", "old"))},
			[]string{"www-web-4 Doubtful OtherSet of www/web"}},
		{"of a template that is gone", []snapshot.Object{set("web", 1, web, "www"), claim("logs-web-0", labelled("app", "web"))},
			[]string{"logs-web-0 Orphaned TemplateGone of logs/web"}},
		{"of a template that never was", []snapshot.Object{set("web", 1, web, "www"), claim("logs-web-0", by("helm"))},
			[]string{"logs-web-0 Doubtful TemplateGone of logs/web"}},
		{"mounted by a Pod of others", []snapshot.Object{claim("www-web-0", kcm), pod("backup", "www-web-0", corev1.PodRunning)}, nil},
		{"mounted by a Pod that has ended", []snapshot.Object{claim("www-web-0", kcm), pod("backup", "www-web-0", corev1.PodSucceeded)},
			[]string{"www-web-0 Orphaned SetGone of www/web"}},
		{"owned by what may be alive", []snapshot.Object{claim("www-web-0", kcm, ownedBy("Kafka", "web", "k"))}, nil},
		{"owned by a set of the name that is another", []snapshot.Object{set("web", 0, web, "data"), claim("www-web-0", ownedBy("StatefulSet", "web", "before"))},
			[]string{"www-web-0 Orphaned TemplateGone of www/web"}},
		{"owned by a set that is there", []snapshot.Object{set("web", 0, web, "data"), claim("www-web-0", ownedBy("StatefulSet", "web", "uid-web"))}, nil},
		{"a set whose name has a dash", []snapshot.Object{claim("data-my-db-0", kcm, labelled("app.kubernetes.io/instance", "my-db"))},
			[]string{"data-my-db-0 Orphaned SetGone of data/my-db"}},
		{"a template whose name has a dash", []snapshot.Object{claim("data-my-db-0", kcm, labelled("app", "db"))},
			[]string{"data-my-db-0 Orphaned SetGone of data-my/db"}},
		{"the longer name is that of a set which uses it", []snapshot.Object{set("db", 1, web, "data-my"), claim("data-my-db-0", kcm)}, nil},
		{"owned by a StatefulSet of OpenKruise", []snapshot.Object{claim("www-web-0", kcm, func(c *corev1.PersistentVolumeClaim) {
			c.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps.kruise.io/v1beta1", Kind: "StatefulSet", Name: "web", UID: "k"}}
		})}, nil},
		{"owned by a set's Pod that is gone", []snapshot.Object{claim("www-web-0", kcm, ownedBy("Pod", "web-0", "before"))}, []string{"www-web-0 Orphaned SetGone of www/web"}},
		{"owned by a Pod that does not mount it", []snapshot.Object{claim("www-web-0", kcm, ownedBy("Pod", "web-0", "uid-web-0")), pod("web-0", "other", corev1.PodRunning)}, nil},
		{"owned by a Pod of a sort that is not read", []snapshot.Object{claim("www-web-0", kcm, ownedBy("Pod", "job-x7d5k", "j"))}, nil},
		{"left over by a set whose claims carry no labels", []snapshot.Object{func() snapshot.Object {
			s := set("web", 1, nil, "www")
			s.Spec.Selector.MatchExpressions = []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpExists}}
			return s
		}(), claim("www-web-4", kcm)}, nil},
		{"another namespace", []snapshot.Object{func() snapshot.Object { c := claim("www-web-0", kcm); c.Namespace = "other"; return c }()}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, summary(find(nil, c.objects...))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What is not known accuses nobody.
func TestUnread(t *testing.T) {
	kcm := by(controllerManager)
	for _, c := range []struct {
		unread schema.GroupResource
		want   []string
		data   v1alpha1.DataOutcome
	}{
		{snapshot.StatefulSets, nil, ""},
		{snapshot.Pods, []string{"www-web-0 Doubtful SetGone of www/web"}, v1alpha1.DataOutcomeNone},
		{snapshot.PersistentVolumes, []string{"www-web-0 Orphaned SetGone of www/web"}, v1alpha1.DataOutcomeUnknown},
	} {
		t.Run(c.unread.Resource, func(t *testing.T) {
			r := find([]schema.GroupResource{c.unread}, claim("www-web-0", kcm))
			if diff := cmp.Diff(c.want, summary(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(r.Gaps) != 1 || r.Gaps[0].Resource != c.unread.String() {
				t.Errorf("gaps = %v", r.Gaps)
			}
			if len(r.Claims) > 0 && r.Claims[0].Data != c.data {
				t.Errorf("data = %s, want %s", r.Claims[0].Data, c.data)
			}
		})
	}
	// A file that holds a single set says nothing of the others.
	b := &snapshot.Builder{}
	b.Add(claim("www-web-0", kcm))
	b.MarkRead(snapshot.PersistentVolumeClaims, "shop")
	r := Find(b.Snapshot(), Options{Now: now})
	if len(r.Claims) != 0 || len(r.Gaps) != 1 {
		t.Errorf("some sets alone: claims %v, gaps %v", r.Claims, r.Gaps)
	}
}

// An owner of whom nothing is known is not gone.
func TestOwnersWithoutPods(t *testing.T) {
	if r := find([]schema.GroupResource{snapshot.Pods}, claim("www-web-0", by(controllerManager), ownedBy("Pod", "web-0", "p"))); len(r.Claims) != 0 {
		t.Errorf("Pods were not read, and yet: %v", r.Claims[0].Evidence)
	}
}

// Deleting a claim whose volume another claim has by now destroys nothing.
func TestVolumeOfAnother(t *testing.T) {
	for uid, want := range map[types.UID]v1alpha1.DataOutcome{"own": v1alpha1.DataOutcomeDestroyed, "": v1alpha1.DataOutcomeDestroyed, "another": v1alpha1.DataOutcomeNone} {
		volume := &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: "pv-www-web-0"}, Spec: corev1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete, ClaimRef: &corev1.ObjectReference{Namespace: "shop", Name: "www-web-0", UID: uid}}}
		r := find(nil, claim("www-web-0", by(controllerManager), func(c *corev1.PersistentVolumeClaim) { c.UID = "own" }), volume)
		if len(r.Claims) != 1 || r.Claims[0].Data != want {
			t.Errorf("claimRef %q: %+v, want %s", uid, r.Claims, want)
		}
	}
}

// What somebody put into a file need not be all there is.
func TestAssumed(t *testing.T) {
	for _, resource := range []schema.GroupResource{snapshot.StatefulSets, snapshot.Pods} {
		b := &snapshot.Builder{}
		b.Add(claim("www-web-0", by(controllerManager)))
		for _, r := range []schema.GroupResource{snapshot.StatefulSets, snapshot.Pods, snapshot.PersistentVolumeClaims, snapshot.PersistentVolumes} {
			b.MarkRead(r, "")
		}
		b.Assume(resource)
		r := Find(b.Snapshot(), Options{Now: now})
		if len(r.Claims) != 1 || r.Claims[0].Verdict != v1alpha1.VerdictDoubtful || !strings.Contains(strings.Join(r.Claims[0].Evidence, "; "), "whether all StatefulSets and Pods are in the input is not known") {
			t.Errorf("%s assumed: %+v", resource, r.Claims)
		}
	}
}

func TestBytesCountNoFurtherThanTheyCan(t *testing.T) {
	sized := func(size string) func(*corev1.PersistentVolumeClaim) {
		return func(c *corev1.PersistentVolumeClaim) {
			c.Status.Capacity = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)}
		}
	}
	kcm := by(controllerManager)
	r := find(nil, claim("www-web-0", kcm, sized("8Ei")), claim("www-web-1", kcm, sized("8Ei")), claim("www-web-2", sized("1Gi")), claim("www-web-3", sized("-2Gi")))
	if r.OrphanedBytes != math.MaxInt64 || r.DoubtfulBytes != 1<<30 {
		t.Errorf("orphaned %d, doubtful %d", r.OrphanedBytes, r.DoubtfulBytes)
	}
}

func TestReport(t *testing.T) {
	volume := func(name, size string, policy corev1.PersistentVolumeReclaimPolicy) *corev1.PersistentVolume {
		return &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: corev1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: policy, Capacity: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)}}}
	}
	unused := func(c *corev1.PersistentVolumeClaim) {
		c.Status.Conditions = append(c.Status.Conditions, corev1.PersistentVolumeClaimCondition{Type: corev1.PersistentVolumeClaimUnused,
			Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(now.Add(-14 * 24 * time.Hour))})
	}
	r := find(nil,
		claim("www-web-0", by(controllerManager), labelled("app", "web"), unused), volume("pv-www-web-0", "10Gi", corev1.PersistentVolumeReclaimDelete),
		claim("www-web-1", by(controllerManager)), volume("pv-www-web-1", "20Gi", corev1.PersistentVolumeReclaimRetain),
		claim("www-web-2", by("helm")))
	type row struct {
		Name, Capacity string
		Data           v1alpha1.DataOutcome
		Evidence       []string
	}
	var got []row
	for _, c := range r.Claims {
		got = append(got, row{c.Name, c.Capacity, c.Data, c.Evidence})
	}
	gone, made := "there is no StatefulSet web", "kube-controller-manager made it, as it makes the claims of StatefulSets"
	want := []row{
		{"www-web-1", "20Gi", v1alpha1.DataOutcomeRetained, []string{gone, made, "no Pod mounts it"}},
		{"www-web-0", "10Gi", v1alpha1.DataOutcomeDestroyed, []string{gone, made, "label app=web", "no Pod mounts it, for 14d"}},
		{"www-web-2", "1Gi", v1alpha1.DataOutcomeNone, []string{gone, "made by helm", "nothing but its name says that a StatefulSet made it", "no Pod mounts it"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const gi = 1 << 30
	if r.Orphaned != 2 || r.OrphanedBytes != 30*gi || r.Doubtful != 1 || r.DoubtfulBytes != gi || r.LookedAt != 3 {
		t.Errorf("counts = %+v", r)
	}
}
