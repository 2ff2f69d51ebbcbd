package revision

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// Template is a Pod template that can be compared field by field: as JSON, with
// defaults filled in.
type Template struct {
	typed *corev1.PodTemplateSpec
	// known is what this program's types hold, whole has the fields besides that a
	// newer Kubernetes wrote. whole is nil where only the types were to be had.
	known, whole map[string]any
	// unknown are those fields by their paths.
	unknown map[string]any
}

// FromRevision is the template that a ControllerRevision holds; an error is one
// line that names the revision.
func FromRevision(r *appsv1.ControllerRevision) (*Template, error) {
	typed, err := Decode(r)
	if err != nil {
		return nil, err
	}
	t := FromTyped(typed)
	t.unknown = unknownFields(r, typed)
	t.whole, _ = withUnknown(t.known, templateOf(r)).(map[string]any)
	return t, nil
}

// FromTyped is the template of an object that was read into this program's types:
// a StatefulSet, or a Pod. Fields that the types lack are not in it, which Contrast heeds.
func FromTyped(typed *corev1.PodTemplateSpec) *Template {
	t := &Template{typed: typed.DeepCopy()}
	filled := typed.DeepCopy()
	Normalise(filled)
	dropEmpty(filled)
	t.known, _ = withoutNulls(plain(filled)).(map[string]any)
	return t
}

// Edited is the template with edit done to it. Like one FromTyped it lacks unknown
// fields, but Contrast still names them.
func (t *Template) Edited(edit func(*corev1.PodTemplateSpec)) *Template {
	typed := t.typed.DeepCopy()
	edit(typed)
	out := FromTyped(typed)
	out.unknown = t.unknown
	return out
}

// withoutNulls leaves null fields out, and the empty objects that are written
// where nothing is meant.
func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			value = withoutNulls(value)
			if value == nil || (name == "resources" || name == "securityContext" || name == "metadata") && empty(value) {
				delete(v, name)
				continue
			}
			v[name] = value
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}

// dropEmpty takes out, in place, fields that say the same when they are left out.
// An empty label selector or volume source does not: those stay.
func dropEmpty(t *corev1.PodTemplateSpec) {
	s := &t.Spec
	if a := s.Affinity; a != nil {
		unlessEmpty(&a.NodeAffinity)
		unlessEmpty(&a.PodAffinity)
		unlessEmpty(&a.PodAntiAffinity)
	}
	unlessEmpty(&s.Affinity)
	unlessEmpty(&s.DNSConfig)
	unlessEmpty(&s.Resources)
	for _, list := range [][]corev1.Container{s.InitContainers, s.Containers} {
		for i := range list {
			unlessEmpty(&list[i].SecurityContext)
			unlessEmpty(&list[i].Lifecycle)
		}
	}
}

// unlessEmpty makes a pointer to nothing nil.
func unlessEmpty[T any](field **T) {
	var zero T
	if *field != nil && same(**field, zero) {
		*field = nil
	}
}
