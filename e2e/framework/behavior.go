package framework

import (
	"encoding/json"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// What a Pod is asked to do. Simulated kubelets read these annotations; under real ones the program in the container
// reads them, from a volume that the kubelet keeps up to date.
const (
	behaviorKey   = "sim.kubectl-sts.dev/behavior"
	readyDelayKey = "sim.kubectl-sts.dev/ready-delay"
)

// Behavior makes the set's Pods behave so, until SetBehavior says otherwise: ready, unready, crashloop or
// stuck-terminating on every cluster, imagepull and pending where kubelets are simulated.
func Behavior(b string) Edit {
	return func(set *appsv1.StatefulSet) { annotate(set, behaviorKey, b) }
}

// ReadyDelay makes the set's Pods take so long to become ready.
func ReadyDelay(d string) Edit {
	return func(set *appsv1.StatefulSet) { annotate(set, readyDelayKey, d) }
}

// Grace gives the set's Pods so many seconds to end. One that is stuck-terminating a real kubelet kills after them.
func Grace(seconds int64) Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.Template.Spec.TerminationGracePeriodSeconds = &seconds }
}

func annotate(set *appsv1.StatefulSet, key, value string) {
	if set.Spec.Template.Annotations == nil {
		set.Spec.Template.Annotations = map[string]string{}
	}
	set.Spec.Template.Annotations[key] = value
}

// SetBehavior tells a Pod what to do from now on. On a cluster with real kubelets its set has to be applied with
// Behavior or ReadyDelay, which give its containers ears.
func (f *F) SetBehavior(pod, behavior string) {
	f.Helper()
	if f.Has(RealKubelets) {
		f.tell(f.Pod(pod), behavior)
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"annotations": map[string]string{behaviorKey: behavior}}})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := f.cluster.core.Pods(f.Namespace).Patch(f.Context(), pod, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		f.Fatalf("annotating Pod %s: %v", pod, err)
	}
}

// tell makes sure that the containers of a real Pod get to know: to one that is being deleted no kubelet brings
// volumes up to date any more.
func (f *F) tell(pod *corev1.Pod, behavior string) {
	f.Helper()
	if !hears(&pod.Spec) {
		f.Fatalf("Pod %s does not hear SetBehavior: apply its set with Behavior(\"ready\")", pod.Name)
	}
	if pod.DeletionTimestamp == nil {
		return
	}
	for i := range pod.Spec.Containers {
		f.Kubectl("exec", pod.Name, "--container="+pod.Spec.Containers[i].Name, "--", "sts-app", "write", "/tmp/behavior", behavior)
	}
}

// The volume through which containers read what their Pod is asked to do; sts-app looks there.
const (
	askedVolume = "sts-app"
	askedPath   = "/etc/sts-app"
)

func hears(spec *corev1.PodSpec) bool {
	for i := range spec.Volumes {
		if spec.Volumes[i].Name == askedVolume {
			return true
		}
	}
	return false
}

// giveEars gives a set that asks for a behaviour what a real Pod needs for it: the volume, and readiness probes.
func giveEars(set *appsv1.StatefulSet) {
	template := &set.Spec.Template
	if template.Annotations[behaviorKey] == "" && template.Annotations[readyDelayKey] == "" || hears(&template.Spec) {
		return
	}
	item := func(path, key string) corev1.DownwardAPIVolumeFile {
		return corev1.DownwardAPIVolumeFile{Path: path, FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.annotations['" + key + "']"}}
	}
	template.Spec.Volumes = append(template.Spec.Volumes, corev1.Volume{Name: askedVolume, VolumeSource: corev1.VolumeSource{
		DownwardAPI: &corev1.DownwardAPIVolumeSource{Items: []corev1.DownwardAPIVolumeFile{item("behavior", behaviorKey), item("ready-delay", readyDelayKey)}},
	}})
	for i := range template.Spec.Containers {
		c := &template.Spec.Containers[i]
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: askedVolume, MountPath: askedPath, ReadOnly: true})
		if c.ReadinessProbe == nil && len(c.Ports) > 0 {
			port := intstr.FromInt32(c.Ports[0].ContainerPort)
			c.ReadinessProbe = probe(port)
			// Whatever the image is changed to has to answer there.
			c.Env = append(c.Env, corev1.EnvVar{Name: "STS_APP_PORT", Value: port.String()})
		}
	}
}

// probe asks every second: scenarios wait for its verdicts.
func probe(port intstr.IntOrString) *corev1.Probe {
	return &corev1.Probe{
		ProbeHandler:  corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/readyz", Port: port}},
		PeriodSeconds: 1, FailureThreshold: 1, TimeoutSeconds: 5,
	}
}
