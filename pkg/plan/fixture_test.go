package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// now is the instant at which every plan begins.
var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

const newest = "v1.37.1"

// The Pods of a fixture take so long to become ready and, in its last rollout, took so long to stop.
const (
	readyTime = 70 * time.Second
	stopTime  = 10 * time.Second
)

// fixture is a set "web" of namespace shop and what is around it.
type fixture struct {
	set     *appsv1.StatefulSet
	objects []snapshot.Object
	unread  []string
	version string
	gates   map[string]bool
}

// newFixture is a set of n Pods at rest on its only revision, image app:1.
func newFixture(n int32, options ...func(*appsv1.StatefulSet)) *fixture {
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "set-uid", Generation: 1, CreationTimestamp: ago(40 * 24 * time.Hour)},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &n, ServiceName: "nginx", PodManagementPolicy: appsv1.OrderedReadyPodManagement,
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{
				Type:          appsv1.RollingUpdateStatefulSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: new(int32)},
			},
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template: template("app:1"),
		},
	}
	for _, o := range options {
		o(set)
	}
	f := &fixture{set: set, version: newest}
	first := f.revision("app:1", 1)
	set.Status = appsv1.StatefulSetStatus{
		ObservedGeneration: 1, CurrentRevision: first, UpdateRevision: first, CollisionCount: new(int32),
		Replicas: n, ReadyReplicas: n, AvailableReplicas: n, CurrentReplicas: n, UpdatedReplicas: n,
	}
	start := int32(0)
	if set.Spec.Ordinals != nil {
		start = set.Spec.Ordinals.Start
	}
	for i := range n {
		f.pod(start+i, first)
	}
	return f
}

func template(image string) corev1.PodTemplateSpec {
	grace := int64(30)
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "app", Image: image}}, TerminationGracePeriodSeconds: &grace},
	}
}

func parallel(s *appsv1.StatefulSet) { s.Spec.PodManagementPolicy = appsv1.ParallelPodManagement }
func onDelete(s *appsv1.StatefulSet) {
	s.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
}
func recreate(s *appsv1.StatefulSet) {
	s.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.RecreateStatefulSetStrategyType}
}
func minReady(seconds int32) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) { s.Spec.MinReadySeconds = seconds }
}
func named(name string) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) { s.Name = name }
}
func claims(whenScaled appsv1.PersistentVolumeClaimRetentionPolicyType) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) {
		class := "standard"
		s.Spec.VolumeClaimTemplates = []corev1.PersistentVolumeClaim{{
			ObjectMeta: metav1.ObjectMeta{Name: "data"},
			Spec: corev1.PersistentVolumeClaimSpec{StorageClassName: &class, Resources: corev1.VolumeResourceRequirements{
				Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("10Gi")}}},
		}}
		s.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenScaled: whenScaled, WhenDeleted: appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
		}
	}
}

// revision adds the ControllerRevision of an image and returns its name.
func (f *fixture) revision(image string, number int64) string {
	t := *f.set.Spec.Template.DeepCopy()
	t.Spec.Containers[0].Image = image
	state := replay.State{Set: f.set.DeepCopy(), Now: now}
	state.Set.Spec.Template = t
	out := replay.Next(state, f.rules())
	r := &appsv1.ControllerRevision{
		ObjectMeta: metav1.ObjectMeta{
			Name: out.UpdateRevision, Namespace: "shop", UID: types.UID(out.UpdateRevision), Labels: t.Labels,
			CreationTimestamp: ago(time.Hour), OwnerReferences: []metav1.OwnerReference{f.ownerRef()},
		},
		Data: runtime.RawExtension{Raw: replay.Patch(&t, f.rules())}, Revision: number,
	}
	f.objects = append(f.objects, r)
	return r.Name
}

func (f *fixture) rules() replay.Rules {
	r, err := replay.RulesFor(f.version, f.gates)
	if err != nil {
		panic(err)
	}
	return r
}

func (f *fixture) ownerRef() metav1.OwnerReference {
	return *metav1.NewControllerRef(f.set, appsv1.SchemeGroupVersion.WithKind("StatefulSet"))
}

type podOption func(*corev1.Pod)

// pod puts the set's Pod at an ordinal, in the place of the one there: ready, and
// created when the next higher one had been replaced.
func (f *fixture) pod(ordinal int32, revision string, options ...podOption) *fixture {
	name := fmt.Sprintf("%s-%d", f.set.Name, ordinal)
	created := now.Add(-time.Hour - time.Duration(ordinal)*(readyTime+stopTime+time.Duration(f.set.Spec.MinReadySeconds)*time.Second))
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: "shop", UID: types.UID("uid-" + name), CreationTimestamp: metav1.NewTime(created),
			Labels: map[string]string{"app": "web", appsv1.StatefulSetRevisionLabel: revision,
				appsv1.StatefulSetPodNameLabel: name, appsv1.PodIndexLabel: fmt.Sprint(ordinal)},
			OwnerReferences: []metav1.OwnerReference{f.ownerRef()},
		},
		Spec: corev1.PodSpec{NodeName: "node-a", Hostname: name, Subdomain: "nginx", Containers: []corev1.Container{{Name: "app"}}},
		Status: corev1.PodStatus{Phase: corev1.PodRunning,
			Conditions:        []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(created.Add(readyTime))}},
			ContainerStatuses: []corev1.ContainerStatus{{Name: "app", Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}}},
	}
	for i := range f.set.Spec.VolumeClaimTemplates {
		t := f.set.Spec.VolumeClaimTemplates[i].Name
		pod.Spec.Volumes = append(pod.Spec.Volumes, corev1.Volume{Name: t, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: fmt.Sprintf("%s-%s", t, name)}}})
		f.claim(t, ordinal)
	}
	for _, o := range options {
		o(pod)
	}
	for i, obj := range f.objects {
		if have, ok := obj.(*corev1.Pod); ok && have.Name == name {
			f.objects[i] = pod
			return f
		}
	}
	f.objects = append(f.objects, pod)
	return f
}

// claim adds a bound claim of an ordinal, 21 days old, and its volume.
func (f *fixture) claim(template string, ordinal int32, options ...func(*corev1.PersistentVolumeClaim)) *fixture {
	name := fmt.Sprintf("%s-%s-%d", template, f.set.Name, ordinal)
	class := "standard"
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop", UID: types.UID("uid-" + name), Labels: map[string]string{"app": "web"},
			CreationTimestamp: ago(21 * 24 * time.Hour), Finalizers: []string{protection}},
		Spec: corev1.PersistentVolumeClaimSpec{VolumeName: "pv-" + name, StorageClassName: &class},
		Status: corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound,
			Capacity: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("10Gi")}},
	}
	for _, o := range options {
		o(claim)
	}
	f.objects = append(f.objects, claim)
	return f
}

func (f *fixture) add(objects ...snapshot.Object) *fixture {
	f.objects = append(f.objects, objects...)
	return f
}

func crashing(pod *corev1.Pod) {
	pod.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionFalse, LastTransitionTime: ago(20 * time.Minute)}}
	pod.Status.ContainerStatuses = []corev1.ContainerStatus{{Name: "app", RestartCount: 9,
		State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}}}}
}

// unpulled cannot get its image, app:no.
func unpulled(pod *corev1.Pod) {
	crashing(pod)
	pod.Spec.Containers[0].Image = "app:no"
	pod.Status.Phase = corev1.PodPending
	pod.Status.ContainerStatuses[0].State.Waiting.Reason = "ImagePullBackOff"
}

func unscheduled(pod *corev1.Pod) {
	pod.Spec.NodeName = ""
	pod.Status = corev1.PodStatus{Phase: corev1.PodPending, Conditions: []corev1.PodCondition{{
		Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable, LastTransitionTime: ago(time.Hour)}}}
}

func starting(pod *corev1.Pod) {
	pod.CreationTimestamp = ago(30 * time.Second)
	pod.Status.Conditions[0] = corev1.PodCondition{Type: corev1.PodReady, Status: corev1.ConditionFalse, LastTransitionTime: ago(30 * time.Second)}
	pod.Status.ContainerStatuses[0].Ready = false
}

// terminating since d ago, with a grace period of 30s.
func terminating(d time.Duration) podOption {
	return func(pod *corev1.Pod) {
		grace := int64(30)
		deadline := metav1.NewTime(now.Add(30*time.Second - d))
		pod.DeletionTimestamp, pod.DeletionGracePeriodSeconds = &deadline, &grace
	}
}

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

func ptr[T any](v T) *T { return &v }

// build makes the plan.
func (f *fixture) build(change Change) (*v1alpha1.StatefulSetPlan, error) {
	b := &snapshot.Builder{}
	b.Add(f.set)
	for _, o := range f.objects {
		b.Add(o)
	}
	for _, need := range inspect.SnapshotNeeds {
		if !strings.Contains(strings.Join(f.unread, " "), need.Resource) {
			b.MarkRead(need, "")
		} else {
			b.AddGap(snapshot.Gap{Resource: need, Reason: snapshot.Forbidden, Message: "forbidden"})
		}
	}
	snap := b.Snapshot()
	rules, assumed, err := (replay.Choice{Gates: f.gates}).Rules(f.version)
	if err != nil {
		return nil, err
	}
	report := inspect.Build(snap, f.set, inspect.Options{Now: now, Needs: inspect.PlanNeeds})
	return Build(snap, report, change, Options{Now: now, Rules: rules, Assumed: assumed})
}

func (f *fixture) plan(t *testing.T, change Change) *v1alpha1.StatefulSetPlan {
	t.Helper()
	p, err := f.build(change)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// moves are the deletions and creations of Pods, in short and in their order:
// "-web-2 +web-2".
func moves(steps []v1alpha1.PlanStep) string {
	var out []string
	for i := range steps {
		switch steps[i].Action {
		case v1alpha1.PlanDeletePod:
			out = append(out, "-"+steps[i].Object.Name)
		case v1alpha1.PlanCreatePod:
			out = append(out, "+"+steps[i].Object.Name)
		}
	}
	return strings.Join(out, " ")
}
