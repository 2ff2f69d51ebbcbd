package oracle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// step is an action reduced to what replay promises to foresee, as text.
type step struct {
	Verb replay.Verb
	Name string
	// Object is what of the written object is compared, as JSON.
	Object string
	// about is the ordinal that the action is about, or a number for the order of
	// adoptions, which is that of a map, and none for revisions.
	about int
}

func saidStep(a replay.Action) (step, error) {
	s := step{Verb: a.Verb, Name: a.Name}
	if a.Object == nil {
		s.Object = number(a.Verb, a.Number)
	} else {
		object, err := essence(a.Object)
		if err != nil {
			return s, err
		}
		s.Object = object
	}
	s.about = about(s)
	return s, nil
}

func didStep(a Action) (step, error) {
	s := step{Verb: a.Verb, Name: a.Name}
	var object metav1.Object
	switch a.Verb {
	case replay.CreatePod, replay.UpdatePod:
		object = &corev1.Pod{}
	case replay.CreateClaim, replay.UpdateClaim:
		object = &corev1.PersistentVolumeClaim{}
	case replay.CreateRevision, replay.UpdateRevision:
		object = &appsv1.ControllerRevision{}
	}
	if object != nil {
		if err := json.Unmarshal(a.Object, object); err != nil {
			return s, fmt.Errorf("%s %s: %w", a.Verb, a.Name, err)
		}
		var err error
		if s.Object, err = essence(object); err != nil {
			return s, err
		}
	}
	if r, ok := object.(*appsv1.ControllerRevision); ok && a.Verb == replay.UpdateRevision {
		s.Object = number(a.Verb, r.Revision)
	}
	s.about = about(s)
	return s, nil
}

// number of the revision that an action is about; the others have none worth a comparison.
func number(verb replay.Verb, n int64) string {
	if verb == replay.UpdateRevision {
		return fmt.Sprint(n)
	}
	return ""
}

func about(s step) int {
	if strings.HasSuffix(string(s.Verb), "Revision") {
		if s.Verb != replay.AdoptRevision {
			return -1
		}
		// Adoption goes through a map.
		return int(hash(s.Name))
	}
	_, ordinal := statefulset.ParentAndOrdinal(s.Name)
	return int(ordinal)
}

func hash(name string) (h uint32) {
	for _, c := range []byte(name) {
		h = h*31 + uint32(c)
	}
	return h
}

// essence of an object is what the controller decides of it: what it copies from
// the cache as it was is left out.
func essence(object metav1.Object) (string, error) {
	var of any
	switch o := object.(type) {
	case *corev1.Pod:
		pod := o.DeepCopy()
		// Upstream goes through a map of the claims.
		slices.SortFunc(pod.Spec.Volumes, func(a, b corev1.Volume) int { return strings.Compare(a.Name, b.Name) })
		of = []any{pod.Name, pod.Namespace, pod.GenerateName, pairs(pod.Labels), pairs(pod.Annotations), list(pod.Finalizers), list(pod.OwnerReferences), pod.Spec}
	case *corev1.PersistentVolumeClaim:
		of = []any{o.Name, o.Namespace, pairs(o.Labels), pairs(o.Annotations), list(o.OwnerReferences), o.Spec}
	case *appsv1.ControllerRevision:
		of = []any{o.Name, pairs(o.Labels), pairs(o.Annotations), list(o.OwnerReferences), o.Data, o.Revision}
	default:
		return "", fmt.Errorf("no comparison for %T", object)
	}
	text, err := json.Marshal(of)
	return string(text), err
}

// list and pairs make no distinction between what is empty and what is not there.
func list[T any](values []T) any {
	if len(values) == 0 {
		return nil
	}
	return values
}

func pairs(values map[string]string) any {
	if len(values) == 0 {
		return nil
	}
	return values
}
