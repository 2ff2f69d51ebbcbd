package diff

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
)

// drift is where a Pod differs from what its own template makes of it, and its
// texts when one Pod is asked for: of a thousand they would take seconds.
func (d *differ) drift(pod *corev1.Pod, own *side, each bool) (*v1alpha1.PodDrift, *Text) {
	made := own.template.Edited(func(t *corev1.PodTemplateSpec) { d.make(t, pod) })
	c := revision.NewContrast(made, running(pod), d.hider)
	d.noteSkipped(c)
	if own.redacted {
		d.note(noteRedacted)
	}
	out := &v1alpha1.PodDrift{}
	from := origins(pod)
	for _, op := range revision.Singly(c.Ops) {
		entry := v1alpha1.DriftChange{FieldChange: change(op)}
		entry.Origin, entry.Manager, entry.Time = from.of(op)
		out.Changes = append(out.Changes, entry)
	}
	if each || len(out.Changes) == 0 {
		return out, nil
	}
	out.Unified = c.Unified(fmt.Sprintf("%s as %s makes it", pod.Name, d.title(own)), pod.Name+" as it runs")
	return out, texts(c, own, podSide(pod))
}

// against compares a running Pod with what a template would make of its ordinal.
func (d *differ) against(pod *corev1.Pod, next *side) (*v1alpha1.TemplateDiff, *Text) {
	now := podSide(pod)
	c := revision.NewContrast(running(pod), next.template.Edited(func(t *corev1.PodTemplateSpec) { d.make(t, pod) }), d.hider)
	d.noteSkipped(c)
	if next.redacted {
		d.note(noteRedacted)
	}
	out := &v1alpha1.TemplateDiff{
		From: &now.TemplateSide, To: &next.TemplateSide,
		Summary: revision.Words(c.Changes), Restart: revision.IsRestart(c.Changes),
		Unified: c.Unified(pod.Name+" as it runs", d.title(next)),
	}
	for _, op := range c.Ops {
		out.Changes = append(out.Changes, change(op))
	}
	if len(out.Changes) == 0 {
		return out, nil
	}
	return out, texts(c, now, next)
}

func podSide(pod *corev1.Pod) *side {
	return &side{TemplateSide: v1alpha1.TemplateSide{Pod: pod.Name}}
}

// running is a Pod as a template: what of its metadata a template decides, and its spec.
func running(pod *corev1.Pod) *revision.Template {
	return revision.FromTyped(&corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: pod.Labels, Annotations: pod.Annotations},
		Spec:       pod.Spec,
	})
}
