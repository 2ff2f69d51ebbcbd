package snapshot

import (
	"bytes"
	"encoding/json"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// sameTime is how much later than its object's creationTimestamp the entry of the
// request that created it may be dated: both are whole seconds of one moment.
const sameTime = time.Second

func isPod(obj runtime.Object) bool {
	_, ok := obj.(*corev1.Pod)
	return ok
}

// editsOf are a Pod's managedFields as far as they tell of edits. Of the request
// that created it only the manager and the time are kept: its fields are as many as
// the Pod's, and what nobody else wrote is its. Of writes of the status only their
// metadata is kept: network plugins annotate Pods that way, kubelets write none.
func editsOf(pod metav1.Object) []metav1.ManagedFieldsEntry {
	var out []metav1.ManagedFieldsEntry
	for _, entry := range pod.GetManagedFields() {
		if entry.Subresource == "status" {
			if entry.FieldsV1 = metadataOf(entry.FieldsV1); entry.FieldsV1 == nil {
				continue
			}
		} else if Creates(&entry, pod) {
			entry.FieldsV1 = nil
		}
		out = append(out, entry)
	}
	return out
}

// Creates reports whether an entry of managedFields tells of nothing but the request
// that created its object. The name's beginning, from which the API server could
// have made one, is written by that request alone.
func Creates(entry *metav1.ManagedFieldsEntry, obj metav1.Object) bool {
	if entry.FieldsV1 == nil {
		return true
	}
	if entry.Time == nil || entry.Subresource != "" || entry.Time.After(obj.GetCreationTimestamp().Add(sameTime)) {
		return false
	}
	return obj.GetGenerateName() == "" || bytes.Contains(entry.FieldsV1.GetRawBytes(), []byte(`"f:generateName"`))
}

// madeFields stand for what the request that created a claim wrote: nobody can
// write accessModes later, while the controller that binds the claim adds fields to
// its spec under the name of all controllers.
const madeFields = `{"f:spec":{"f:accessModes":{}}}`

// makersOf are the managedFields of whoever created a claim: more than one for one
// that several programs apply.
func makersOf(claim metav1.Object) []metav1.ManagedFieldsEntry {
	var out []metav1.ManagedFieldsEntry
	for _, entry := range claim.GetManagedFields() {
		var fields struct {
			Spec map[string]json.RawMessage `json:"f:spec"`
		}
		if entry.FieldsV1 == nil || json.Unmarshal(entry.FieldsV1.GetRawBytes(), &fields) != nil || fields.Spec["f:accessModes"] == nil {
			continue
		}
		entry.FieldsV1 = metav1.NewFieldsV1(madeFields)
		out = append(out, entry)
	}
	return out
}

// metadataOf is what of a field set is metadata; nil for none.
func metadataOf(fields *metav1.FieldsV1) *metav1.FieldsV1 {
	const key = "f:metadata"
	if fields == nil || !bytes.Contains(fields.GetRawBytes(), []byte(`"`+key+`"`)) {
		return nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(fields.GetRawBytes(), &all); err != nil || all[key] == nil {
		return nil
	}
	text, err := json.Marshal(map[string]json.RawMessage{key: all[key]})
	if err != nil {
		return nil
	}
	return metav1.NewFieldsV1(string(text))
}
