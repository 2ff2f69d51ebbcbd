package diff

import (
	"maps"
	"slices"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// make turns a template into what the StatefulSet controller and the API server
// make of it for the ordinal of pod (newStatefulSetPod, initIdentity, updateStorage).
// What they decide by what is not in the template, the Pod tells.
func (d *differ) make(t *corev1.PodTemplateSpec, pod *corev1.Pod) {
	t.ObjectMeta = metav1.ObjectMeta{Labels: maps.Clone(t.Labels), Annotations: maps.Clone(t.Annotations)}
	if t.Labels == nil {
		t.Labels = map[string]string{}
	}
	if t.Annotations == nil {
		t.Annotations = map[string]string{}
	}
	t.Labels[appsv1.StatefulSetPodNameLabel] = pod.Name
	if revision, found := pod.Labels[appsv1.StatefulSetRevisionLabel]; found {
		t.Labels[appsv1.StatefulSetRevisionLabel] = revision
	}
	if _, found := pod.Labels[appsv1.PodIndexLabel]; found {
		// Controllers before 1.28 wrote none.
		_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
		t.Labels[appsv1.PodIndexLabel] = strconv.Itoa(int(ordinal))
	}
	t.Spec.Hostname, t.Spec.Subdomain = pod.Name, d.set.Spec.ServiceName
	d.mountClaims(&t.Spec, pod)
	podDefaults(&t.Spec)
	matchOwnLabels(t, pod)
	admitted(t, pod)
	// The order of volumes says nothing; that of the claims is a map's.
	at := map[string]int{}
	for i := range pod.Spec.Volumes {
		at[pod.Spec.Volumes[i].Name] = i
	}
	slices.SortStableFunc(t.Spec.Volumes, func(a, b corev1.Volume) int {
		i, found := at[a.Name]
		j, foundToo := at[b.Name]
		if !found || !foundToo {
			return 0
		}
		return i - j
	})
}

// mountClaims is updateStorage.
func (d *differ) mountClaims(spec *corev1.PodSpec, pod *corev1.Pod) {
	_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	ours := map[string]bool{}
	var volumes []corev1.Volume
	for i := range d.set.Spec.VolumeClaimTemplates {
		name := d.set.Spec.VolumeClaimTemplates[i].Name
		if ours[name] {
			continue
		}
		ours[name] = true
		volumes = append(volumes, corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: statefulset.ClaimName(d.set, name, ordinal)},
		}})
	}
	for i := range spec.Volumes {
		if !ours[spec.Volumes[i].Name] {
			volumes = append(volumes, spec.Volumes[i])
		}
	}
	spec.Volumes = volumes
}

// podDefaults is what the API server fills in of a Pod and not of a template (SetDefaults_Pod).
func podDefaults(spec *corev1.PodSpec) {
	if seconds := spec.TerminationGracePeriodSeconds; seconds != nil && *seconds < 0 {
		*seconds = 1
	}
	if spec.EnableServiceLinks == nil {
		links := corev1.DefaultEnableServiceLinks
		spec.EnableServiceLinks = &links
	}
	for _, list := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range list {
			r := &list[i].Resources
			for name, limit := range r.Limits {
				if _, found := r.Requests[name]; !found {
					if r.Requests == nil {
						r.Requests = corev1.ResourceList{}
					}
					r.Requests[name] = limit
				}
			}
			for j := range list[i].Ports {
				if port := &list[i].Ports[j]; spec.HostNetwork && port.HostPort == 0 {
					port.HostPort = port.ContainerPort
				}
			}
		}
	}
}
