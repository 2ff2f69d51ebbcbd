package snapshot

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Detail says how much of an object is kept.
type Detail int

const (
	// Full keeps everything that any view of a single set uses.
	Full Detail = iota
	// Lean keeps what the rows of a fleet are made of, so that ten thousand Pods fit in memory.
	Lean
)

// Reduce drops, in place, the fields of obj that no view at this detail uses.
// managedFields are kept on StatefulSets, where they tell who changed what, and in
// part on claims, Pods and EndpointSlices.
func Reduce(obj runtime.Object, detail Detail) {
	if m, ok := obj.(metav1.Object); ok {
		_, set := obj.(*appsv1.StatefulSet)
		_, claim := obj.(*corev1.PersistentVolumeClaim)
		_, slice := obj.(*discoveryv1.EndpointSlice)
		switch {
		case claim && detail == Full:
			// Who made it tells a StatefulSet's claim from one that is only named alike.
			m.SetManagedFields(makersOf(m))
		case !set && detail == Full && isPod(obj):
			m.SetManagedFields(editsOf(m))
		case !set && !slice:
			m.SetManagedFields(nil)
		case detail == Lean, slice:
			// Who wrote last and when; not what. Of a slice it tells how long DNS has had to hear of it.
			for i := range m.GetManagedFields() {
				m.GetManagedFields()[i].FieldsV1 = nil
			}
		}
	}
	switch o := obj.(type) {
	case *corev1.Node:
		// Hundreds of image names a node: by far its largest part, and no view's business.
		// Which volumes it uses, VolumeAttachments tell.
		o.Status.Images, o.Status.VolumesInUse, o.Status.VolumesAttached = nil, nil, nil
		o.Annotations = nil
	case *corev1.ConfigMap:
		// Only CoreDNS's ConfigMap is read, and only for the cluster domain.
		o.Data = map[string]string{CorefileKey: o.Data[CorefileKey]}
		o.BinaryData = nil
	}
	if detail != Lean {
		return
	}
	switch o := obj.(type) {
	case *corev1.Pod:
		leanPod(o)
	case *appsv1.ControllerRevision:
		// A list shows names and numbers of revisions, never their templates.
		o.Data = runtime.RawExtension{}
		o.Annotations = nil
	case *corev1.PersistentVolumeClaim:
		o.Annotations = nil
	}
}

func leanPod(p *corev1.Pod) {
	p.Annotations = nil
	p.Spec = corev1.PodSpec{
		NodeName:       p.Spec.NodeName,
		Hostname:       p.Spec.Hostname,
		Subdomain:      p.Spec.Subdomain,
		Containers:     leanContainers(p.Spec.Containers),
		InitContainers: leanContainers(p.Spec.InitContainers),
		ReadinessGates: p.Spec.ReadinessGates,
		Volumes:        claimVolumes(p.Spec.Volumes),
	}
	p.Status = corev1.PodStatus{
		Phase:                 p.Status.Phase,
		Reason:                p.Status.Reason,
		Message:               p.Status.Message,
		Conditions:            p.Status.Conditions,
		PodIP:                 p.Status.PodIP,
		StartTime:             p.Status.StartTime,
		ContainerStatuses:     leanStatuses(p.Status.ContainerStatuses),
		InitContainerStatuses: leanStatuses(p.Status.InitContainerStatuses),
	}
}

func leanContainers(in []corev1.Container) []corev1.Container {
	if len(in) == 0 {
		return nil
	}
	out := make([]corev1.Container, len(in))
	for i := range in {
		out[i] = corev1.Container{Name: in[i].Name, RestartPolicy: in[i].RestartPolicy,
			StartupProbe: thatThereIs(in[i].StartupProbe), ReadinessProbe: thatThereIs(in[i].ReadinessProbe), LivenessProbe: thatThereIs(in[i].LivenessProbe)}
	}
	return out
}

// someProbe stands for every probe: which of them a container has is all that is said in a list.
var someProbe corev1.Probe

func thatThereIs(probe *corev1.Probe) *corev1.Probe {
	if probe == nil {
		return nil
	}
	return &someProbe
}

func leanStatuses(in []corev1.ContainerStatus) []corev1.ContainerStatus {
	if len(in) == 0 {
		return nil
	}
	out := make([]corev1.ContainerStatus, len(in))
	for i := range in {
		out[i] = corev1.ContainerStatus{
			Name:                 in[i].Name,
			State:                in[i].State,
			LastTerminationState: in[i].LastTerminationState,
			Ready:                in[i].Ready,
			RestartCount:         in[i].RestartCount,
			Started:              in[i].Started,
		}
	}
	return out
}

func claimVolumes(in []corev1.Volume) []corev1.Volume {
	var out []corev1.Volume
	for i := range in {
		if in[i].PersistentVolumeClaim != nil {
			out = append(out, in[i])
		}
	}
	return out
}
