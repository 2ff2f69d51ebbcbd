package inspect

import (
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// now is the instant of every test; an hour is long enough for everything to have settled.
var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

const (
	oldRev = "web-old"
	newRev = "web-new"
)

// world is a set under test and the objects around it.
type world struct {
	set     *appsv1.StatefulSet
	objects []snapshot.Object
	unread  map[string]bool
	version string
}

type podOption func(*corev1.Pod)

// newWorld is a set "web" of n Pods, none of which exists yet, at rest on newRev.
func newWorld(n int32, options ...func(*appsv1.StatefulSet)) *world {
	partition := int32(0)
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "set-uid", Generation: 1, CreationTimestamp: ago(time.Hour)},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &n, ServiceName: "nginx",
			PodManagementPolicy: appsv1.OrderedReadyPodManagement,
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{Type: appsv1.RollingUpdateStatefulSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition}},
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
				Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "nginx", Image: "nginx:" + newRev}}}},
		},
		Status: appsv1.StatefulSetStatus{ObservedGeneration: 1, CurrentRevision: newRev, UpdateRevision: newRev},
	}
	for _, o := range options {
		o(set)
	}
	return &world{set: set}
}

func rolling(s *appsv1.StatefulSet)  { s.Status.CurrentRevision = oldRev }
func parallel(s *appsv1.StatefulSet) { s.Spec.PodManagementPolicy = appsv1.ParallelPodManagement }
func onDelete(s *appsv1.StatefulSet) {
	s.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
}
func recreate(s *appsv1.StatefulSet) {
	s.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.RecreateStatefulSetStrategyType}
}
func partition(p int32) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) { s.Spec.UpdateStrategy.RollingUpdate.Partition = &p }
}
func startAt(o int32) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) { s.Spec.Ordinals = &appsv1.StatefulSetOrdinals{Start: o} }
}
func claimTemplate(s *appsv1.StatefulSet) {
	s.Spec.VolumeClaimTemplates = []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: "www"}}}
}

// pod adds the set's Pod of an ordinal: ready for an hour, unless options say otherwise.
func (w *world) pod(ordinal int, rev string, options ...podOption) *world {
	yes := true
	p := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: fmt.Sprintf("web-%d", ordinal), Namespace: "shop", UID: types.UID(fmt.Sprintf("pod-%d", ordinal)), CreationTimestamp: ago(time.Hour),
			Labels: map[string]string{"app": "web", appsv1.StatefulSetRevisionLabel: rev,
				appsv1.StatefulSetPodNameLabel: fmt.Sprintf("web-%d", ordinal), appsv1.PodIndexLabel: fmt.Sprint(ordinal)},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: "web", UID: "set-uid", Controller: &yes}},
		},
		Spec: corev1.PodSpec{NodeName: "node-a", Hostname: fmt.Sprintf("web-%d", ordinal), Subdomain: "nginx",
			Containers: []corev1.Container{{Name: "nginx"}}},
		Status: corev1.PodStatus{Phase: corev1.PodRunning, PodIP: fmt.Sprintf("10.0.0.%d", ordinal+1),
			Conditions:        []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: ago(time.Hour)}},
			ContainerStatuses: []corev1.ContainerStatus{{Name: "nginx", Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}},
		},
	}
	for _, o := range options {
		o(p)
	}
	w.objects = append(w.objects, p)
	return w
}

func unready(since time.Duration) podOption {
	return func(p *corev1.Pod) {
		p.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionFalse, LastTransitionTime: ago(since)}}
		p.Status.ContainerStatuses[0].Ready = false
	}
}

func crashing(since time.Duration) podOption {
	return func(p *corev1.Pod) {
		unready(since)(p)
		p.Status.ContainerStatuses[0].RestartCount = 7
		p.Status.ContainerStatuses[0].State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff", Message: "back-off 5m0s restarting"}}
		p.Status.ContainerStatuses[0].LastTerminationState = corev1.ContainerState{
			Terminated: &corev1.ContainerStateTerminated{ExitCode: 1, Reason: "Error", FinishedAt: ago(time.Minute)}}
	}
}

func badImage(since time.Duration) podOption {
	return func(p *corev1.Pod) {
		unready(since)(p)
		p.Status.Phase = corev1.PodPending
		p.Status.ContainerStatuses[0].State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ImagePullBackOff", Message: `Back-off pulling image "nginx:nope"`}}
	}
}

func unschedulable(since time.Duration) podOption {
	return func(p *corev1.Pod) {
		p.Spec.NodeName = ""
		p.Status = corev1.PodStatus{Phase: corev1.PodPending, Conditions: []corev1.PodCondition{{Type: corev1.PodScheduled,
			Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable, Message: "0/3 nodes are available: 3 Insufficient cpu.", LastTransitionTime: ago(since)}}}
	}
}

// terminating since d ago, with a grace period of 30 s.
func terminating(d time.Duration) podOption {
	return func(p *corev1.Pod) {
		grace := int64(30)
		deadline := metav1.NewTime(now.Add(-d).Add(30 * time.Second))
		p.DeletionTimestamp, p.DeletionGracePeriodSeconds = &deadline, &grace
	}
}

func ownedBy(kind, name, uid string) podOption {
	return func(p *corev1.Pod) {
		yes := true
		p.OwnerReferences = []metav1.OwnerReference{{Kind: kind, Name: name, UID: types.UID(uid), Controller: &yes}}
	}
}

func controllerRevision(name string, number int64) *appsv1.ControllerRevision {
	yes := true
	template := corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "nginx", Image: "nginx:" + name}}}}
	data := runtime.RawExtension{Raw: replay.Patch(&template, replay.Rules{})}
	return &appsv1.ControllerRevision{Revision: number, Data: data, ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop",
		OwnerReferences: []metav1.OwnerReference{{Kind: "StatefulSet", Name: "web", UID: "set-uid", Controller: &yes}}}}
}

func (w *world) add(o ...snapshot.Object) *world {
	w.objects = append(w.objects, o...)
	return w
}

func (w *world) report(opts ...func(*Options)) *v1alpha1.StatefulSetReport {
	b := &snapshot.Builder{}
	b.Add(w.set)
	for _, o := range w.objects {
		b.Add(o)
	}
	b.SetServerVersion(w.version)
	for _, need := range SnapshotNeeds {
		if !w.unread[need.Resource] {
			b.MarkRead(need, "")
		}
	}
	o := Options{Now: now, Needs: StatusNeeds}
	for _, f := range opts {
		f(&o)
	}
	return Build(b.Snapshot(), w.set, o)
}

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }
