package inspect

import (
	"fmt"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

const day = 24 * time.Hour

func amount(size string) corev1.ResourceList {
	return corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)}
}

// template10 is a claim template "www" as people write it.
func template10(s *appsv1.StatefulSet) {
	class := "fast"
	s.Spec.VolumeClaimTemplates = []corev1.PersistentVolumeClaim{{ObjectMeta: metav1.ObjectMeta{Name: "www"},
		Spec: corev1.PersistentVolumeClaimSpec{StorageClassName: &class, AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
			Resources: corev1.VolumeResourceRequirements{Requests: amount("10Gi")}}}}
}

func policy(whenDeleted, whenScaled appsv1.PersistentVolumeClaimRetentionPolicyType) func(*appsv1.StatefulSet) {
	return func(s *appsv1.StatefulSet) {
		s.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{WhenDeleted: whenDeleted, WhenScaled: whenScaled}
	}
}

const (
	retain = appsv1.RetainPersistentVolumeClaimRetentionPolicyType
	remove = appsv1.DeletePersistentVolumeClaimRetentionPolicyType
)

// claim10 is a claim of template10, bound to pv-ORDINAL, made three weeks ago.
func claim10(ordinal int, change ...func(*corev1.PersistentVolumeClaim)) *corev1.PersistentVolumeClaim {
	c := claim(ordinal, func(c *corev1.PersistentVolumeClaim) {
		c.UID = types.UID(fmt.Sprintf("claim-%d", ordinal))
		c.CreationTimestamp = ago(21 * day)
		c.Finalizers = []string{"kubernetes.io/pvc-protection"}
		c.Spec.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}
		c.Spec.Resources.Requests, c.Status.Capacity = amount("10Gi"), amount("10Gi")
	})
	for _, f := range change {
		f(c)
	}
	return c
}

func owner(kind, name, uid string, controller bool) func(*corev1.PersistentVolumeClaim) {
	version := "apps/v1"
	switch kind {
	case "Pod":
		version = "v1"
	case "Backup":
		version = "example.com/v1"
	}
	return func(c *corev1.PersistentVolumeClaim) {
		c.OwnerReferences = append(c.OwnerReferences, metav1.OwnerReference{APIVersion: version, Kind: kind, Name: name, UID: types.UID(uid), Controller: &controller})
	}
}

var bySet = owner("StatefulSet", "web", "set-uid", true)

// volume is pv-ORDINAL, bound to claim10.
func volume(ordinal int, change ...func(*corev1.PersistentVolume)) *corev1.PersistentVolume {
	pv := &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("pv-%d", ordinal)},
		Spec: corev1.PersistentVolumeSpec{
			Capacity: amount("10Gi"), AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}, StorageClassName: "fast",
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete,
			ClaimRef:                      &corev1.ObjectReference{Namespace: "shop", Name: fmt.Sprintf("www-web-%d", ordinal), UID: types.UID(fmt.Sprintf("claim-%d", ordinal))},
		},
		Status: corev1.PersistentVolumeStatus{Phase: corev1.VolumeBound},
	}
	for _, f := range change {
		f(pv)
	}
	return pv
}

func reclaim(p corev1.PersistentVolumeReclaimPolicy) func(*corev1.PersistentVolume) {
	return func(pv *corev1.PersistentVolume) { pv.Spec.PersistentVolumeReclaimPolicy = p }
}

func only(key string, values ...string) func(*corev1.PersistentVolume) {
	return func(pv *corev1.PersistentVolume) {
		pv.Spec.NodeAffinity = &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{
			{MatchExpressions: []corev1.NodeSelectorRequirement{{Key: key, Operator: corev1.NodeSelectorOpIn, Values: values}}}}}}
	}
}

func inZone(zone string) func(*corev1.PersistentVolume) { return only(corev1.LabelTopologyZone, zone) }

// node is a ready one.
func node(name, zone string, change ...func(*corev1.Node)) *corev1.Node {
	n := &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{corev1.LabelHostname: name, corev1.LabelTopologyZone: zone}},
		Status:     corev1.NodeStatus{Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}}},
	}
	for _, f := range change {
		f(n)
	}
	return n
}

func cordoned(n *corev1.Node) { n.Spec.Unschedulable = true }
func notReady(n *corev1.Node) { n.Status.Conditions[0].Status = corev1.ConditionUnknown }
func tainted(key string) func(*corev1.Node) {
	return func(n *corev1.Node) {
		n.Spec.Taints = append(n.Spec.Taints, corev1.Taint{Key: key, Effect: corev1.TaintEffectNoSchedule})
	}
}

func attachment(volume, node string) *storagev1.VolumeAttachment {
	return &storagev1.VolumeAttachment{
		ObjectMeta: metav1.ObjectMeta{Name: "attach-" + volume + "-" + node},
		Spec:       storagev1.VolumeAttachmentSpec{Source: storagev1.VolumeAttachmentSource{PersistentVolumeName: &volume}, NodeName: node},
		Status:     storagev1.VolumeAttachmentStatus{Attached: true},
	}
}

// creating is a Pod on a node whose containers have not begun.
func creating(on string) podOption {
	return func(p *corev1.Pod) {
		unready(10 * time.Minute)(p)
		p.Spec.NodeName, p.Status.Phase = on, corev1.PodPending
		p.Status.ContainerStatuses[0].State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}}
	}
}

// stored is the report of `storage`.
func (w *world) stored(opts ...func(*Options)) *v1alpha1.StatefulSetReport {
	return w.report(append([]func(*Options){func(o *Options) { o.Needs, o.Storage = StorageNeeds, true }}, opts...)...)
}

func scaleTo(n int32) func(*Options) { return func(o *Options) { o.ScaleTo = &n } }

// claimAt is the claim of an ordinal in a report.
func claimAt(t *testing.T, r *v1alpha1.StatefulSetReport, ordinal int32) *v1alpha1.Claim {
	t.Helper()
	for i := range r.Ordinals {
		if o := &r.Ordinals[i]; o.Ordinal == ordinal && len(o.Claims) > 0 {
			return &o.Claims[0]
		}
	}
	t.Fatalf("no claim of ordinal %d in the report", ordinal)
	return nil
}

func fateOf(t *testing.T, r *v1alpha1.StatefulSetReport, ordinal int32, event v1alpha1.FateEvent) string {
	t.Helper()
	for _, f := range claimAt(t, r, ordinal).Storage.Fates {
		if f.Event == event {
			return strings.Join([]string{string(f.Claim), string(f.Data), f.Message}, " | ")
		}
	}
	t.Fatalf("no fate of ordinal %d for %s", ordinal, event)
	return ""
}
