package diff

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

const (
	tokenVolume = "kube-api-access-"
	tokenPath   = "/var/run/secrets/kubernetes.io/serviceaccount"
)

// admitted gives a template what the admission plugins that every API server runs,
// and the scheduler, put into its Pod: where the template leaves something open and
// the Pod has what only they fill in, the Pod's is taken.
func admitted(t *corev1.PodTemplateSpec, pod *corev1.Pod) {
	to, from := &t.Spec, &pod.Spec
	take(&to.NodeName, from.NodeName)                                 // The scheduler.
	take(&to.ServiceAccountName, from.ServiceAccountName)             // ServiceAccount.
	take(&to.DeprecatedServiceAccount, from.DeprecatedServiceAccount) // The same.
	take(&to.PriorityClassName, from.PriorityClassName)               // Priority: the default class.
	take(&to.Priority, from.Priority)
	take(&to.PreemptionPolicy, from.PreemptionPolicy)
	if len(to.ImagePullSecrets) == 0 {
		to.ImagePullSecrets = from.ImagePullSecrets // ServiceAccount: the account's own.
	}
	if to.RuntimeClassName != nil && to.Overhead == nil {
		to.Overhead = from.Overhead // RuntimeClass.
	}
	if to.Resources != nil && from.Resources != nil {
		fillAmounts(&to.Resources.Requests, from.Resources.Requests, func(string) bool { return true }) // defaultPodRequests
		// defaultHugePagePodLimits
		fillAmounts(&to.Resources.Limits, from.Resources.Limits, func(name string) bool {
			return strings.HasPrefix(name, corev1.ResourceHugePagesPrefix)
		})
	}
	if len(from.SchedulingGates) == 0 {
		to.SchedulingGates = nil // Lifted, which is what they are for.
	}
	for _, label := range []string{corev1.LabelTopologyZone, corev1.LabelTopologyRegion} {
		// PodTopologyLabels, when the Pod is bound.
		if value, found := pod.Labels[label]; found && t.Labels[label] == "" && from.NodeName != "" {
			t.Labels[label] = value
		}
	}
	probeProtocols(to.InitContainers, from.InitContainers)
	probeProtocols(to.Containers, from.Containers)
	tolerations(to, from)
	token(to, from)
	limitRanger(t, pod)
}

func take[T comparable](to *T, from T) {
	var empty T
	if *to == empty {
		*to = from
	}
}

// tolerations of DefaultTolerationSeconds, which come last.
func tolerations(to, from *corev1.PodSpec) {
	for _, key := range []string{corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable} {
		ours := func(x corev1.Toleration) bool {
			return x.Key == key && x.Operator == corev1.TolerationOpExists && x.Effect == corev1.TaintEffectNoExecute
		}
		tolerates := func(x corev1.Toleration) bool {
			return (x.Key == key || x.Key == "") && (x.Effect == corev1.TaintEffectNoExecute || x.Effect == "")
		}
		if i := slices.IndexFunc(from.Tolerations, ours); i >= 0 && !slices.ContainsFunc(to.Tolerations, tolerates) {
			to.Tolerations = append(slices.Clone(to.Tolerations), from.Tolerations[i])
		}
	}
}

// token is the volume with the service account's token, and its mounts (ServiceAccount).
func token(to, from *corev1.PodSpec) {
	name := ""
	for i := range from.Volumes {
		v := &from.Volumes[i]
		inTemplate := slices.ContainsFunc(to.Volumes, func(have corev1.Volume) bool { return have.Name == v.Name })
		if strings.HasPrefix(v.Name, tokenVolume) && v.Projected != nil && !inTemplate {
			name = v.Name
			to.Volumes = append(slices.Clone(to.Volumes), *v.DeepCopy())
			break
		}
	}
	if name == "" {
		return
	}
	mount := func(list, actual []corev1.Container) {
		for i := range list {
			k := slices.IndexFunc(actual, func(c corev1.Container) bool { return c.Name == list[i].Name })
			if k < 0 {
				continue
			}
			at := slices.IndexFunc(actual[k].VolumeMounts, func(m corev1.VolumeMount) bool { return m.Name == name && m.MountPath == tokenPath })
			if at >= 0 {
				list[i].VolumeMounts = slices.Insert(slices.Clone(list[i].VolumeMounts), min(at, len(list[i].VolumeMounts)), actual[k].VolumeMounts[at])
			}
		}
	}
	mount(to.InitContainers, from.InitContainers)
	mount(to.Containers, from.Containers)
}
