package snapshot

import (
	"cmp"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
)

// RevisionsIn lists the ControllerRevisions of a namespace by name, whoever owns them.
func (s *Snapshot) RevisionsIn(namespace string) []*appsv1.ControllerRevision {
	type place struct{ resource, namespace string }
	// All objects are in the order of resource and namespace.
	first, _ := slices.BinarySearchFunc(s.all, place{ControllerRevisions.String(), namespace}, func(o Object, p place) int {
		resource, _ := ResourceOf(o)
		return cmp.Or(cmp.Compare(resource.String(), p.resource), cmp.Compare(o.GetNamespace(), p.namespace))
	})
	var out []*appsv1.ControllerRevision
	for _, o := range s.all[first:] {
		r, ok := o.(*appsv1.ControllerRevision)
		if !ok || r.Namespace != namespace {
			break
		}
		out = append(out, r)
	}
	return out
}
