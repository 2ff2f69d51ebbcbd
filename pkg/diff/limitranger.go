package diff

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

const (
	limitRangerAnnotation = "kubernetes.io/limit-ranger"
	// limitRangerWords begin its value: what it set, "cpu, memory request for container app; …".
	limitRangerWords = "LimitRanger plugin set: "
)

// limitRanger takes the amounts that LimitRanger says it has set (mergePodResourceRequirements).
func limitRanger(t *corev1.PodTemplateSpec, pod *corev1.Pod) {
	said, found := strings.CutPrefix(pod.Annotations[limitRangerAnnotation], limitRangerWords)
	if !found || t.Annotations[limitRangerAnnotation] != "" {
		return
	}
	t.Annotations[limitRangerAnnotation] = pod.Annotations[limitRangerAnnotation]
	set := map[string]bool{} // "cpu request for container app"
	for part := range strings.SplitSeq(said, "; ") {
		// "cpu, memory request for container app"
		for _, of := range []string{" request for ", " limit for "} {
			names, container, found := strings.Cut(part, of)
			if !found {
				continue
			}
			for name := range strings.SplitSeq(names, ", ") {
				set[name+of+container] = true
			}
		}
	}
	fill := func(kind string, list, actual []corev1.Container) {
		for i := range list {
			k := slices.IndexFunc(actual, func(c corev1.Container) bool { return c.Name == list[i].Name })
			if k < 0 {
				continue
			}
			to, from := &list[i].Resources, &actual[k].Resources
			fillAmounts(&to.Limits, from.Limits, func(name string) bool { return set[name+" limit for "+kind+" "+list[i].Name] })
			fillAmounts(&to.Requests, from.Requests, func(name string) bool { return set[name+" request for "+kind+" "+list[i].Name] })
		}
	}
	fill("init container", t.Spec.InitContainers, pod.Spec.InitContainers)
	fill("container", t.Spec.Containers, pod.Spec.Containers)
}

// fillAmounts adds the amounts that may be taken and are not there.
func fillAmounts(to *corev1.ResourceList, from corev1.ResourceList, may func(string) bool) {
	for name, amount := range from {
		if _, found := (*to)[name]; found || !may(string(name)) {
			continue
		}
		if *to == nil {
			*to = corev1.ResourceList{}
		}
		(*to)[name] = amount
	}
}
