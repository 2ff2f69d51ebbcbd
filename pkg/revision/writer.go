package revision

import (
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// Writer is who wrote a Pod template, as managedFields tell.
type Writer struct {
	// Manager is the name of the program: kubectl-client-side-apply, argocd-controller.
	Manager string
	// Time is when it last wrote any of its fields, those outside the template
	// included; nil when it is not told.
	Time *metav1.Time
}

// LastWriter is who made the changes to a set's template: of the managers that
// own something that changed, the one that wrote last. Where nobody does, because
// fields were taken out, it is the last of those that own any of the template;
// nil when no manager does.
func LastWriter(fields []metav1.ManagedFieldsEntry, changes []Change) *Writer {
	var last, lastOwner *metav1.ManagedFieldsEntry
	for i := range fields {
		entry := &fields[i]
		template := templateFields(entry)
		if template == nil {
			continue
		}
		if newer(entry, last) {
			last = entry
		}
		if newer(entry, lastOwner) && ownsAny(template, changes) {
			lastOwner = entry
		}
	}
	if lastOwner != nil {
		last = lastOwner
	}
	if last == nil {
		return nil
	}
	return &Writer{Manager: last.Manager, Time: last.Time.DeepCopy()}
}

// templateFields are the fields below f:spec/f:template that an entry owns; nil
// for none. The controller writes the status alone.
func templateFields(entry *metav1.ManagedFieldsEntry) map[string]any {
	if entry.Subresource == "status" || entry.FieldsV1 == nil {
		return nil
	}
	var fields map[string]any
	if err := utiljson.Unmarshal(entry.FieldsV1.GetRawBytes(), &fields); err != nil {
		return nil
	}
	spec, _ := fields["f:spec"].(map[string]any)
	template, _ := spec["f:template"].(map[string]any)
	if len(template) == 0 {
		return nil
	}
	return template
}

// ownsAny reports whether any of the changes is in fields.
func ownsAny(fields map[string]any, changes []Change) bool {
	for _, c := range changes {
		if len(c.field) > 0 && owns(fields, c.field) {
			return true
		}
	}
	return false
}

func owns(fields map[string]any, way []string) bool {
	for _, key := range way {
		below, found := fields[key].(map[string]any)
		if !found {
			return false
		}
		fields = below
	}
	return true
}

// newer compares by time; an entry without one is older than all others.
func newer(entry, than *metav1.ManagedFieldsEntry) bool {
	switch {
	case than == nil:
		return true
	case entry.Time == nil:
		return false
	case than.Time == nil:
		return true
	}
	return than.Time.Before(entry.Time)
}

// nameKey is the key of FieldsV1 for an item of a list that is a map by name.
func nameKey(name string) string {
	key, err := json.Marshal(struct {
		Name string `json:"name"`
	}{name})
	if err != nil {
		return ""
	}
	return "k:" + string(key)
}
