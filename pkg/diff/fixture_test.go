package diff

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

var now = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

// world is StatefulSet shop/web in the middle of a rollout from app:1 to app:2
// that a partition of 2 holds: web-2 has the new template, web-1 and web-0 the old.
type world struct {
	t         *testing.T
	set       *appsv1.StatefulSet
	revisions []*appsv1.ControllerRevision
	pods      []*corev1.Pod
	unread    map[schema.GroupResource]bool
}

const (
	oldRevision = "web-7f9c"
	newRevision = "web-5d46"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	replicas, partition := int32(3), int32(2)
	w := &world{t: t, unread: map[schema.GroupResource]bool{}}
	w.set = &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", UID: "set-uid", Generation: 2, CreationTimestamp: ago(24 * time.Hour)},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &replicas, ServiceName: "nginx", PodManagementPolicy: appsv1.OrderedReadyPodManagement,
			UpdateStrategy: appsv1.StatefulSetUpdateStrategy{Type: appsv1.RollingUpdateStatefulSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition}},
			Selector:             &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template:             podTemplate("app:2"),
			VolumeClaimTemplates: []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: "www"}}, {ObjectMeta: metav1.ObjectMeta{Name: "log"}}},
		},
		Status: appsv1.StatefulSetStatus{ObservedGeneration: 2, CurrentRevision: oldRevision, UpdateRevision: newRevision, CurrentReplicas: 2},
	}
	w.revision(oldRevision, 1, podTemplate("app:1"))
	w.revision(newRevision, 2, podTemplate("app:2"))
	w.pods = []*corev1.Pod{w.pod(0, oldRevision, podTemplate("app:1")), w.pod(1, oldRevision, podTemplate("app:1")), w.pod(2, newRevision, podTemplate("app:2"))}
	return w
}

func podTemplate(image string) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
		Spec: corev1.PodSpec{
			Containers: []corev1.Container{{Name: "app", Image: image, Env: []corev1.EnvVar{{Name: "TOKEN", Value: "s3cret"}},
				Resources: corev1.ResourceRequirements{Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("1Gi")}}}},
			Volumes: []corev1.Volume{{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
		}}
}

func (w *world) revision(name string, number int64, template corev1.PodTemplateSpec) *appsv1.ControllerRevision {
	yes := true
	r := &appsv1.ControllerRevision{Revision: number, Data: runtime.RawExtension{Raw: replay.Patch(&template, replay.Rules{})},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop", CreationTimestamp: ago(time.Hour),
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: "web", UID: "set-uid", Controller: &yes}}}}
	w.revisions = append(w.revisions, r)
	return r
}

// pod is one as an API server has it: with all that its defaults, its admission
// plugins, the scheduler and the controller add to the template.
func (w *world) pod(ordinal int32, revision string, t corev1.PodTemplateSpec) *corev1.Pod {
	yes, links, never, zero, grace, tolerated := true, true, corev1.PreemptLowerPriority, int32(0), int64(30), int64(300)
	name := fmt.Sprintf("web-%d", ordinal)
	t = *t.DeepCopy()
	p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, GenerateName: "web-", Namespace: "shop", UID: types.UID(name),
		CreationTimestamp: ago(time.Hour), Labels: maps.Clone(t.Labels), Annotations: map[string]string{limitRangerAnnotation: limitRangerWords + "cpu, ephemeral-storage request for container app; cpu limit for container app"},
		OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: "web", UID: "set-uid", Controller: &yes}}},
		Spec: t.Spec}
	for key, value := range map[string]string{
		appsv1.StatefulSetRevisionLabel: revision, appsv1.StatefulSetPodNameLabel: name, appsv1.PodIndexLabel: fmt.Sprint(ordinal), corev1.LabelTopologyZone: "a",
	} {
		p.Labels[key] = value
	}
	s := &p.Spec
	s.Hostname, s.Subdomain, s.NodeName, s.ServiceAccountName, s.DeprecatedServiceAccount = name, "nginx", "node", "default", "default"
	s.EnableServiceLinks, s.PreemptionPolicy, s.Priority, s.TerminationGracePeriodSeconds = &links, &never, &zero, &grace
	s.ImagePullSecrets = []corev1.LocalObjectReference{{Name: "registry"}}
	for _, key := range []string{corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable} {
		s.Tolerations = append(s.Tolerations, corev1.Toleration{Key: key, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: &tolerated})
	}
	claim := func(template string) corev1.Volume {
		return corev1.Volume{Name: template, VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: template + "-" + name}}}
	}
	s.Volumes = append([]corev1.Volume{claim("log"), claim("www")}, s.Volumes...)
	s.Volumes = append(s.Volumes, corev1.Volume{Name: "kube-api-access-x1x2x", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{}}})
	c := &s.Containers[0]
	c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: "kube-api-access-x1x2x", ReadOnly: true, MountPath: tokenPath})
	c.Resources.Limits = maps.Clone(c.Resources.Limits)
	c.Resources.Limits[corev1.ResourceCPU] = resource.MustParse("2")
	c.Resources.Requests = corev1.ResourceList{
		corev1.ResourceMemory: resource.MustParse("1Gi"), corev1.ResourceCPU: resource.MustParse("1"), corev1.ResourceEphemeralStorage: resource.MustParse("1Gi"),
	}
	p.ManagedFields = []metav1.ManagedFieldsEntry{wrote("kube-controller-manager", "", time.Hour, "")}
	p.Status.Phase = corev1.PodRunning
	p.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: ago(50 * time.Minute)}}
	return p
}

// wrote is an entry of managedFields, by default as Reduce leaves the creator's.
func wrote(manager, subresource string, before time.Duration, fields string) metav1.ManagedFieldsEntry {
	at := ago(before)
	e := metav1.ManagedFieldsEntry{Manager: manager, Operation: metav1.ManagedFieldsOperationUpdate, Subresource: subresource, Time: &at}
	if fields != "" {
		e.FieldsV1 = metav1.NewFieldsV1(fields)
	}
	return e
}

func (w *world) ask(q Question) (*Result, error) {
	w.t.Helper()
	var b snapshot.Builder
	b.SetServerVersion("v1.37.1")
	for _, resource := range append(inspect.DiffNeeds[:len(inspect.DiffNeeds):len(inspect.DiffNeeds)], snapshot.StatefulSets) {
		if w.unread[resource] {
			b.AddGap(snapshot.Gap{Resource: resource, Namespace: "shop", Reason: snapshot.Forbidden, Message: resource.String() + " is forbidden"})
		} else {
			b.MarkRead(resource, "shop")
		}
	}
	b.Add(w.set)
	for _, r := range w.revisions {
		if !w.unread[snapshot.ControllerRevisions] {
			b.Add(r)
		}
	}
	for _, p := range w.pods {
		if !w.unread[snapshot.Pods] {
			b.Add(p)
		}
	}
	snap := b.Snapshot()
	report := inspect.Build(snap, w.set, inspect.Options{Now: now, Needs: inspect.DiffNeeds})
	return Build(snap, w.set, report, q)
}

func (w *world) answer(q Question) *v1alpha1.StatefulSetDiff {
	w.t.Helper()
	r, err := w.ask(q)
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Report
}

// about asks about the Pod of an ordinal.
func about(ordinal int32) Question { return Question{Ordinal: &ordinal} }

// way is "from→to: words".
func way(t *v1alpha1.TemplateDiff) string {
	if t == nil {
		return "none"
	}
	name := func(s *v1alpha1.TemplateSide) string {
		out := s.Pod + strings.TrimPrefix(s.Revision, "web-")
		for _, role := range s.Roles {
			out += " " + string(role)
		}
		return strings.TrimSpace(out)
	}
	return fmt.Sprintf("%s → %s: %s", name(t.From), name(t.To), strings.Join(t.Summary, ", "))
}
