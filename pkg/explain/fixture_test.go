package explain

import (
	"fmt"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// now is the instant of every test.
var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

// cast gives everything in a world its name, so that the same world can be played
// by others: what is said in both alike is about none of them.
type cast struct {
	set, namespace, service, node, template, volume, image, slice, budget, old, updated, domain string
	// start is the first ordinal.
	start int32
}

var (
	shop = cast{set: "web", namespace: "shop", service: "nginx", node: "node", template: "www", volume: "pv", image: "nginx",
		slice: "nginx-abc", budget: "web-pdb", old: "7d9f", updated: "5c4b", domain: "cluster.local"}
	bank = cast{set: "ledger", namespace: "bank", service: "entries", node: "worker", template: "disk", volume: "vol", image: "postgres",
		slice: "entries-xyz", budget: "quorum", old: "aaaa", updated: "bbbb", domain: "corp.example", start: 20}
)

// world is a set under test and the objects around it.
type world struct {
	cast
	t       *testing.T
	set     *appsv1.StatefulSet
	objects []snapshot.Object
	pods    map[int32]*corev1.Pod
	claims  map[int32]*corev1.PersistentVolumeClaim
	unread  map[string]bool
	version string
}

// newWorld is a settled set of n available Pods, each with its claim, volume and endpoint.
func newWorld(t *testing.T, c cast, n int32) *world {
	t.Helper()
	zero := int32(0)
	w := &world{cast: c, t: t, pods: map[int32]*corev1.Pod{}, claims: map[int32]*corev1.PersistentVolumeClaim{}, unread: map[string]bool{}, version: "v1.37.1"}
	w.set = &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: c.set, Namespace: c.namespace, UID: "set-uid", Generation: 1, CreationTimestamp: ago(24 * time.Hour)},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &n, ServiceName: c.service, Ordinals: &appsv1.StatefulSetOrdinals{Start: c.start},
			PodManagementPolicy: appsv1.OrderedReadyPodManagement,
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{Type: appsv1.RollingUpdateStatefulSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &zero}},
			Selector:             &metav1.LabelSelector{MatchLabels: map[string]string{"app": c.set}},
			Template:             w.podTemplate(w.revision(c.old)),
			VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: c.template}}},
		},
		Status: appsv1.StatefulSetStatus{ObservedGeneration: 1, CurrentRevision: w.revision(c.old), UpdateRevision: w.revision(c.old), CurrentReplicas: n},
	}
	w.addRevision(w.revision(c.old), 1, 24*time.Hour)
	for i := range n {
		w.pod(i, w.revision(c.old))
		w.claim(i)
	}
	return w
}

func (w *world) revision(hash string) string { return w.cast.set + "-" + hash }

func (w *world) podTemplate(image string) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": w.cast.set}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: w.image + ":" + image}}}}
}

func (w *world) addRevision(name string, number int64, age time.Duration) {
	yes := true
	template := w.podTemplate(name)
	w.objects = append(w.objects, &appsv1.ControllerRevision{Revision: number, Data: runtime.RawExtension{Raw: replay.Patch(&template, replay.Rules{})},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.namespace, CreationTimestamp: ago(age), Labels: map[string]string{"app": w.cast.set},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: w.cast.set, UID: "set-uid", Controller: &yes}}}})
}

// rolling gives the set a newer template; the Pods of these indexes have it already.
func (w *world) rolling(updated ...int32) *world {
	next := w.revision(w.updated)
	w.addRevision(next, 2, 20*time.Minute)
	w.set.Spec.Template = w.podTemplate(next)
	w.set.Generation, w.set.Status.ObservedGeneration = 2, 2
	w.set.Status.UpdateRevision = next
	w.set.Status.CurrentReplicas -= int32(len(updated))
	for _, i := range updated {
		w.at(i).Labels[appsv1.StatefulSetRevisionLabel] = next
	}
	return w
}

func (w *world) name(index int32) string {
	return fmt.Sprintf("%s-%d", w.cast.set, w.start+index)
}

// at is the Pod of an index.
func (w *world) at(index int32) *corev1.Pod { return w.pods[index] }

func (w *world) pod(index int32, revision string) {
	yes, name, grace := true, w.name(index), int64(30)
	tolerated := int64(300)
	w.pods[index] = &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: w.namespace, UID: types.UID("pod-" + name), CreationTimestamp: ago(time.Hour + 40*time.Second),
			Labels: map[string]string{"app": w.cast.set, appsv1.StatefulSetRevisionLabel: revision,
				appsv1.StatefulSetPodNameLabel: name, appsv1.PodIndexLabel: fmt.Sprint(w.start + index)},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: w.cast.set, UID: "set-uid", Controller: &yes}},
		},
		Spec: corev1.PodSpec{NodeName: fmt.Sprintf("%s-%d", w.node, index), Hostname: name, Subdomain: w.service, TerminationGracePeriodSeconds: &grace,
			Tolerations: []corev1.Toleration{{Key: corev1.TaintNodeUnreachable, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: &tolerated}},
			Containers:  []corev1.Container{{Name: "main"}},
			Volumes: []corev1.Volume{{Name: w.template, VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: w.template + "-" + name}}}}},
		Status: corev1.PodStatus{Phase: corev1.PodRunning, PodIP: fmt.Sprintf("10.0.0.%d", index+1),
			Conditions:        []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: ago(time.Hour)}},
			ContainerStatuses: []corev1.ContainerStatus{{Name: "main", Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}}},
	}
}

// claim of an index, bound to a volume that is deleted with it.
func (w *world) claim(index int32) *corev1.PersistentVolumeClaim {
	class := "standard"
	volume := fmt.Sprintf("%s-%d", w.volume, index)
	size := corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("10Gi")}
	w.claims[index] = &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Name: w.template + "-" + w.name(index), Namespace: w.namespace, CreationTimestamp: ago(24 * time.Hour),
			Labels: map[string]string{"app": w.cast.set}},
		Spec: corev1.PersistentVolumeClaimSpec{VolumeName: volume, StorageClassName: &class,
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}},
		Status: corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound, Capacity: size},
	}
	w.objects = append(w.objects, &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: volume},
		Spec:   corev1.PersistentVolumeSpec{PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete, Capacity: size},
		Status: corev1.PersistentVolumeStatus{Phase: corev1.VolumeBound}})
	return w.claims[index]
}

// volumeOf is the PersistentVolume of an index.
func (w *world) volumeOf(index int32) *corev1.PersistentVolume {
	for _, o := range w.objects {
		if pv, ok := o.(*corev1.PersistentVolume); ok && pv.Name == fmt.Sprintf("%s-%d", w.volume, index) {
			return pv
		}
	}
	w.t.Fatalf("there is no volume of index %d", index)
	return nil
}

func (w *world) add(o ...snapshot.Object) *world {
	w.objects = append(w.objects, o...)
	return w
}

// service and endpoints as the cluster would make them of the Pods.
func (w *world) network() []snapshot.Object {
	slice := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Name: w.slice, Namespace: w.namespace, Labels: map[string]string{discoveryv1.LabelServiceName: w.service}}}
	for i := int32(0); i < 50; i++ {
		pod := w.pods[i]
		if pod == nil || pod.Status.PodIP == "" {
			continue
		}
		ready := pod.DeletionTimestamp == nil && pod.Status.Conditions[0].Status == corev1.ConditionTrue
		hostname := pod.Name
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{Addresses: []string{pod.Status.PodIP}, Hostname: &hostname,
			Conditions: discoveryv1.EndpointConditions{Ready: &ready}, TargetRef: &corev1.ObjectReference{Kind: "Pod", Name: pod.Name, UID: pod.UID}})
	}
	return []snapshot.Object{slice, &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: w.service, Namespace: w.namespace},
		Spec: corev1.ServiceSpec{ClusterIP: corev1.ClusterIPNone, Selector: map[string]string{"app": w.cast.set}}}}
}

func (w *world) budgetOf(allowed int32) *policyv1.PodDisruptionBudget {
	return &policyv1.PodDisruptionBudget{ObjectMeta: metav1.ObjectMeta{Name: w.budget, Namespace: w.namespace},
		Spec:   policyv1.PodDisruptionBudgetSpec{Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": w.cast.set}}},
		Status: policyv1.PodDisruptionBudgetStatus{DisruptionsAllowed: allowed}}
}

func (w *world) snapshot() *snapshot.Snapshot {
	b := &snapshot.Builder{}
	b.Add(w.set)
	objects := w.objects
	for _, pod := range w.pods {
		objects = append(objects, pod)
	}
	for _, claim := range w.claims {
		objects = append(objects, claim)
	}
	hasService := false
	for _, o := range w.objects {
		_, isService := o.(*corev1.Service)
		hasService = hasService || isService
	}
	if !hasService && w.set.Spec.ServiceName != "" {
		objects = append(objects, w.network()...)
	}
	for _, o := range objects {
		if !w.unread[resourceOf(o)] {
			b.Add(o)
		}
	}
	b.SetServerVersion(w.version)
	for _, need := range inspect.ExplainNeeds {
		if w.unread[need.Resource] {
			b.AddGap(snapshot.Gap{Resource: need, Reason: snapshot.Forbidden, Message: "not for you"})
		} else {
			b.MarkRead(need, "")
		}
	}
	return b.Snapshot()
}

func resourceOf(o snapshot.Object) string {
	switch o.(type) {
	case *corev1.Pod:
		return "pods"
	case *corev1.PersistentVolumeClaim:
		return "persistentvolumeclaims"
	case *corev1.PersistentVolume:
		return "persistentvolumes"
	case *appsv1.ControllerRevision:
		return "controllerrevisions"
	case *discoveryv1.EndpointSlice:
		return "endpointslices"
	case *corev1.Service:
		return "services"
	case *policyv1.PodDisruptionBudget:
		return "poddisruptionbudgets"
	}
	return ""
}

// everything is the whole set, for tests that take an index.
const everything = -1

// explain an index of the set, or everything.
func (w *world) explain(index int32) *v1alpha1.Explanation {
	w.t.Helper()
	var who Who
	if index != everything {
		ordinal := w.start + index
		who.Ordinal = &ordinal
	}
	e, err := Explain(w.snapshot(), w.set, inspect.Options{Now: now, Needs: inspect.ExplainNeeds, ClusterDomain: w.domain}, who)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

// What can befall a Pod.

func unready(p *corev1.Pod) {
	p.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionFalse, LastTransitionTime: ago(12 * time.Minute)}}
	p.Status.ContainerStatuses[0].Ready = false
}

func crashing(p *corev1.Pod) {
	unready(p)
	p.Status.ContainerStatuses[0].RestartCount = 7
	p.Status.ContainerStatuses[0].State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff", Message: "back-off 5m0s"}}
	p.Status.ContainerStatuses[0].LastTerminationState = corev1.ContainerState{
		Terminated: &corev1.ContainerStateTerminated{ExitCode: 1, Reason: "Error", FinishedAt: ago(time.Minute)}}
}

func terminating(p *corev1.Pod) {
	grace, deadline := int64(30), metav1.NewTime(now.Add(20*time.Second))
	p.DeletionTimestamp, p.DeletionGracePeriodSeconds = &deadline, &grace
}
