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

// FirstWriter is who wrote a template that nothing was before: of the managers that
// own any of it, the one that wrote last; nil when no manager does.
func FirstWriter(fields []metav1.ManagedFieldsEntry) *Writer {
	return newest(fields, func(map[string]any) bool { return true })
}

// newest is the manager that wrote last, of those whose fields of the template count.
func newest(fields []metav1.ManagedFieldsEntry, counts func(template map[string]any) bool) *Writer {
	var last *metav1.ManagedFieldsEntry
	for i := range fields {
		entry := &fields[i]
		if template := templateFields(entry); template != nil && counts(template) && newer(entry, last) {
			last = entry
		}
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
		if len(c.field) > 0 && Owns(fields, c.field) {
			return true
		}
	}
	return false
}

// Owns reports whether a field set has what lies on a way of FieldsV1 keys.
func Owns(fields map[string]any, way []string) bool {
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

// NameKey is the key of FieldsV1 for an item of a list that is a map by name.
func NameKey(name string) string {
	key, err := json.Marshal(struct {
		Name string `json:"name"`
	}{name})
	if err != nil {
		return ""
	}
	return "k:" + string(key)
}
