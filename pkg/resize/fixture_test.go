package resize

import (
	"fmt"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// now is the instant of every runbook.
var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

// fixture is a set "web" of namespace shop at rest, with three Pods and claims of 10Gi
// of a class that allows expansion; change what a test is about before build.
type fixture struct {
	set     *appsv1.StatefulSet
	claims  []*corev1.PersistentVolumeClaim
	volumes map[string]*corev1.PersistentVolume
	classes []*storagev1.StorageClass
	pods    []*corev1.Pod
	revs    []*appsv1.ControllerRevision
	unread  map[string]bool
	version string
}

func newFixture() *fixture {
	class, grace, replicas := "fast", int64(30), int32(3)
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "set-uid", ResourceVersion: "7", Generation: 1, CreationTimestamp: ago(40 * 24 * time.Hour)},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &replicas, ServiceName: "nginx", PodManagementPolicy: appsv1.OrderedReadyPodManagement,
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{
				Type: appsv1.RollingUpdateStatefulSetStrategyType, RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: new(int32)},
			},
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: "app:1"}}, TerminationGracePeriodSeconds: &grace},
			},
			VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{
				ObjectMeta: metav1.ObjectMeta{Name: "www"},
				Spec:       corev1.PersistentVolumeClaimSpec{StorageClassName: &class, Resources: storage("10Gi")},
			}},
		},
	}
	f := &fixture{set: set, version: "v1.37.1", volumes: map[string]*corev1.PersistentVolume{}, unread: map[string]bool{}}
	first := f.revision("app:1", 1)
	set.Status = appsv1.StatefulSetStatus{
		ObservedGeneration: 1, CurrentRevision: first, UpdateRevision: first, CollisionCount: new(int32),
		Replicas: 3, ReadyReplicas: 3, AvailableReplicas: 3, CurrentReplicas: 3, UpdatedReplicas: 3,
	}
	f.class("fast", true, "csi.example")
	for i := range int32(3) {
		f.pod(i, first)
		f.claim(i, "10Gi", "10Gi")
	}
	return f
}

func storage(size string) corev1.VolumeResourceRequirements {
	return corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)}}
}

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

func (f *fixture) class(name string, allows bool, provisioner string) {
	f.classes = append(f.classes, &storagev1.StorageClass{ObjectMeta: metav1.ObjectMeta{Name: name}, AllowVolumeExpansion: &allows, Provisioner: provisioner})
}

// claim adds the claim of an ordinal, bound to a volume of a CSI driver.
func (f *fixture) claim(ordinal int32, request, capacity string) *corev1.PersistentVolumeClaim {
	class := "fast"
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{
			Name: fmt.Sprintf("www-web-%d", ordinal), Namespace: "shop", UID: types.UID(fmt.Sprintf("claim-%d", ordinal)), Labels: map[string]string{"app": "web"},
		},
		Spec: corev1.PersistentVolumeClaimSpec{StorageClassName: &class, Resources: storage(request), VolumeName: fmt.Sprintf("pv-%d", ordinal)},
		Status: corev1.PersistentVolumeClaimStatus{
			Phase: corev1.ClaimBound, Capacity: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(capacity)},
		},
	}
	f.claims = append(f.claims, claim)
	f.volumes[claim.Spec.VolumeName] = &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: claim.Spec.VolumeName},
		Spec: corev1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete,
			PersistentVolumeSource:        corev1.PersistentVolumeSource{CSI: &corev1.CSIPersistentVolumeSource{Driver: "csi.example"}},
		},
	}
	return claim
}

// revision adds the ControllerRevision of an image and returns its name.
func (f *fixture) revision(image string, number int64) string {
	rules := f.rules()[0]
	set := f.set.DeepCopy()
	set.Spec.Template.Spec.Containers[0].Image = image
	name := replay.Next(replay.State{Set: set, Now: now}, rules).UpdateRevision
	f.revs = append(f.revs, &appsv1.ControllerRevision{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: "shop", UID: types.UID(name), Labels: map[string]string{"app": "web"}, CreationTimestamp: ago(time.Hour),
			OwnerReferences: []metav1.OwnerReference{f.ownerRef()},
		},
		Data: runtime.RawExtension{Raw: replay.Patch(&set.Spec.Template, rules)}, Revision: number,
	})
	return name
}

func (f *fixture) ownerRef() metav1.OwnerReference {
	return *metav1.NewControllerRef(f.set, appsv1.SchemeGroupVersion.WithKind("StatefulSet"))
}

func (f *fixture) pod(ordinal int32, revision string) *corev1.Pod {
	name := fmt.Sprintf("web-%d", ordinal)
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: "shop", UID: types.UID("uid-" + name), CreationTimestamp: ago(time.Hour),
			Labels: map[string]string{"app": "web", appsv1.StatefulSetRevisionLabel: revision, appsv1.StatefulSetPodNameLabel: name,
				appsv1.PodIndexLabel: fmt.Sprint(ordinal)},
			OwnerReferences: []metav1.OwnerReference{f.ownerRef()},
		},
		Spec: corev1.PodSpec{
			NodeName: "node-1", Hostname: name, Subdomain: "nginx", Containers: []corev1.Container{{Name: "app", Image: "app:1"}},
			Volumes: []corev1.Volume{{Name: "www", VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "www-" + name}}}},
		},
		Status: corev1.PodStatus{Phase: corev1.PodRunning, Conditions: []corev1.PodCondition{
			{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: ago(50 * time.Minute)}}},
	}
	f.pods = append(f.pods, pod)
	return pod
}

func (f *fixture) rules() []replay.Rules {
	r, err := replay.RulesFor(f.version, nil)
	if err != nil {
		panic(err)
	}
	return []replay.Rules{r}
}

// snapshot has what is not unread.
func (f *fixture) snapshot() *snapshot.Snapshot {
	var b snapshot.Builder
	b.SetServerVersion(f.version)
	b.Add(f.set)
	for _, r := range Needs {
		if f.unread[r.String()] {
			b.AddGap(snapshot.Gap{Resource: r, Reason: snapshot.Forbidden, Message: "forbidden"})
		} else {
			b.MarkRead(r, "")
		}
	}
	for _, c := range f.claims {
		if !f.unread["persistentvolumeclaims"] {
			b.Add(c)
		}
	}
	for _, c := range f.classes {
		if !f.unread["storageclasses.storage.k8s.io"] {
			b.Add(c)
		}
	}
	for _, v := range f.volumes {
		if !f.unread["persistentvolumes"] {
			b.Add(v)
		}
	}
	for _, p := range f.pods {
		b.Add(p)
	}
	for _, r := range f.revs {
		if !f.unread["controllerrevisions.apps"] {
			b.Add(r)
		}
	}
	return b.Snapshot()
}

// try builds the runbook for a size.
func (f *fixture) try(size, template string) (*v1alpha1.StatefulSetResize, error) {
	snap := f.snapshot()
	report := inspect.Build(snap, f.set, inspect.Options{Now: now, Needs: Needs})
	return Build(snap, report, Ask{Size: size, Template: template}, Options{Now: now, Rules: f.rules()})
}

func (f *fixture) build(t *testing.T, size string) *v1alpha1.StatefulSetResize {
	t.Helper()
	r, err := f.try(size, "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}
