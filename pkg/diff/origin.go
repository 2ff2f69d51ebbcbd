package diff

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utiljson "k8s.io/apimachinery/pkg/util/json"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// evidence is what a Pod's managedFields tell of who wrote what after its creation.
type evidence struct {
	// there: the Pod has managedFields at all.
	there bool
	edits []edit
}

// edit is one manager's writes after the creation.
type edit struct {
	entry  *metav1.ManagedFieldsEntry
	fields map[string]any
	// creator: the manager also created the Pod, and which of its fields it wrote
	// when is not told.
	creator bool
}

func origins(pod *corev1.Pod) *evidence {
	out := &evidence{there: len(pod.ManagedFields) > 0}
	for i := range pod.ManagedFields {
		entry := &pod.ManagedFields[i]
		if snapshot.Creates(entry, pod) {
			continue
		}
		var fields map[string]any
		if err := utiljson.Unmarshal(entry.FieldsV1.GetRawBytes(), &fields); err != nil {
			continue
		}
		out.edits = append(out.edits, edit{entry, fields, revision.Owns(fields, []string{"f:metadata", "f:generateName"})})
	}
	return out
}

// of says how a difference came about. A field that nothing can change once the
// Pod exists was different from the beginning. One that can be changed was, if it
// was, by the manager that owns it; the API server notes what webhooks do to a new
// Pod as nobody's.
func (e *evidence) of(op revision.Op) (v1alpha1.DriftOrigin, string, *metav1.Time) {
	way, mutable := mutable(op)
	if !mutable {
		return v1alpha1.DriftInjectedAtCreation, "", nil
	}
	var by *edit
	for i := range e.edits {
		if owner := &e.edits[i]; revision.Owns(owner.fields, way) && (by == nil || later(owner.entry, by.entry)) {
			by = owner
		}
	}
	never := way[1] == "f:ephemeralContainers" // No Pod can be created with one.
	switch {
	case by != nil && (!by.creator || never):
		return v1alpha1.DriftEditedInPlace, by.entry.Manager, by.entry.Time.DeepCopy()
	case never:
		return v1alpha1.DriftEditedInPlace, "", nil
	case by != nil || !e.there || op.Op == revision.OpRemove:
		// Who takes a field out owns nothing of it.
		return v1alpha1.DriftUnknown, "", nil
	}
	return v1alpha1.DriftInjectedAtCreation, "", nil
}

func later(a, b *metav1.ManagedFieldsEntry) bool {
	return b.Time == nil || a.Time != nil && b.Time.Before(a.Time)
}
