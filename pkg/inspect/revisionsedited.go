package inspect

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// otherImage is a container that runs another image than its Pod's revision has.
type otherImage struct{ revision, container, runs, has string }

// edited notes the Pods that do. The image of a live Pod can be changed, and its
// kubelet then starts the container anew; the revision label stays as it is, and
// who goes by it believes what is not so.
func (n *notes) edited() {
	ordinals := map[otherImage][]int32{}
	var all []otherImage
	for _, r := range n.rows {
		if r.pod == nil {
			continue
		}
		for _, o := range n.otherImages(r.pod, r.info.Revision) {
			if ordinals[o] == nil {
				all = append(all, o)
			}
			ordinals[o] = append(ordinals[o], r.ordinal)
		}
	}
	for _, o := range all {
		n.add(v1alpha1.NoteEdited, []string{o.revision}, ordinals[o],
			"%s run%s image %s as container %s, and revision %s has %s: changed in place, which ends when replaced, or by a webhook when created (see diff --pod)",
			ordinalWords(ordinals[o]), singular(len(ordinals[o])), o.runs, o.container, n.shortRevision(o.revision), o.has)
	}
}

func (n *notes) otherImages(pod *corev1.Pod, name string) []otherImage {
	var out []otherImage
	for _, r := range n.seen.Revisions {
		if r.Name != name {
			continue
		}
		template, err := revision.Decode(r)
		if err != nil {
			return nil // Said by unreadable.
		}
		has := images(&template.Spec)
		runs := images(&pod.Spec)
		for _, container := range slices.Sorted(maps.Keys(runs)) {
			if has[container] != "" && runs[container] != "" && has[container] != runs[container] {
				out = append(out, otherImage{name, container, runs[container], has[container]})
			}
		}
	}
	return out
}

// images are those of all containers, by name. Ephemeral containers are in no template.
func images(spec *corev1.PodSpec) map[string]string {
	out := map[string]string{}
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			out[containers[i].Name] = containers[i].Image
		}
	}
	return out
}
