package live

import (
	"context"
	"maps"
	"slices"

	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// changedMeanwhile reads the EndpointSlices once more and gives the governing Services
// whose slices are not those of the Snapshot: of what changed between reading and
// asking, nothing that was read would tell.
func (r *reading) changedMeanwhile(ctx context.Context, snap *snapshot.Snapshot) (changed []string) {
	if !snap.Knows(snapshot.EndpointSlices, r.req.Namespace) {
		return nil
	}
	before := map[types.NamespacedName][]string{}
	for _, set := range snap.StatefulSets() {
		service := types.NamespacedName{Namespace: set.Namespace, Name: set.Spec.ServiceName}
		before[service] = versions(snap.EndpointSlicesOf(service.Namespace, service.Name))
	}
	now, err := r.slicesOf(ctx, slices.Collect(maps.Keys(before)))
	if err != nil {
		return nil
	}
	for service, had := range before {
		if !slices.Equal(had, versions(now[service])) {
			changed = append(changed, service.String())
		}
	}
	slices.Sort(changed)
	return changed
}

// slicesOf lists the EndpointSlices of some Services, in one request.
func (r *reading) slicesOf(ctx context.Context, services []types.NamespacedName) (map[types.NamespacedName][]*discoveryv1.EndpointSlice, error) {
	opts := whole
	if len(services) == 1 {
		opts = byLabel(labels.Set{discoveryv1.LabelServiceName: services[0].Name}.AsSelectorPreValidated().String())
	}
	serviceOf := func(slice metav1.Object) types.NamespacedName {
		return types.NamespacedName{Namespace: slice.GetNamespace(), Name: slice.GetLabels()[discoveryv1.LabelServiceName]}
	}
	list, err := r.from.list(ctx, snapshot.EndpointSlices, r.req.Namespace, opts,
		choice{"of the Services", func(o snapshot.Object) bool { return slices.Contains(services, serviceOf(o)) }})
	if err != nil {
		return nil, err
	}
	out := map[types.NamespacedName][]*discoveryv1.EndpointSlice{}
	for _, obj := range list {
		slice := obj.(*discoveryv1.EndpointSlice)
		out[serviceOf(slice)] = append(out[serviceOf(slice)], slice)
	}
	return out, nil
}

func versions(list []*discoveryv1.EndpointSlice) (out []string) {
	for _, slice := range list {
		out = append(out, slice.Name+" "+slice.ResourceVersion)
	}
	slices.Sort(out)
	return out
}
