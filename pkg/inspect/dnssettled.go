package inspect

import (
	"net/netip"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// published reads the EndpointSlices as CoreDNS does (EndpointSliceToEndpoints and
// findServices of its kubernetes plugin): an entry counts while it is not said to be not
// ready, under its endpointHostname.
func (v *view) published(podNames bool) map[string][]string {
	out := map[string][]string{}
	if v.snap.Service(v.set.Namespace, v.set.Spec.ServiceName) == nil {
		return out
	}
	for _, s := range v.snap.EndpointSlicesOf(v.set.Namespace, v.set.Spec.ServiceName) {
		for i := range s.Endpoints {
			e := &s.Endpoints[i]
			if !isPublished(e) {
				continue
			}
			for _, address := range e.Addresses {
				name := endpointHostname(e, address, podNames)
				out[name] = append(out[name], canonical(address))
			}
		}
	}
	for name, addresses := range out {
		out[name] = inOrder(addresses)
	}
	return out
}

// canonical writes an address as DNS's are written: an IPv6 address can be in several ways.
func canonical(address string) string {
	if parsed, err := netip.ParseAddr(address); err == nil {
		return parsed.String()
	}
	return address
}

func isPublished(e *discoveryv1.Endpoint) bool {
	return e.Conditions.Ready == nil || *e.Conditions.Ready
}

func inOrder(addresses []string) []string {
	slices.Sort(addresses)
	return slices.Compact(addresses)
}

// changedAt is when a Pod last changed in a way that may have changed its record. One
// that is being deleted does so until its grace period is over.
func changedAt(pod *corev1.Pod) time.Time {
	last := pod.CreationTimestamp.Time
	if pod.DeletionTimestamp != nil {
		last = later(last, pod.DeletionTimestamp.Time)
	}
	for i := range pod.Status.Conditions {
		last = later(last, pod.Status.Conditions[i].LastTransitionTime.Time)
	}
	return last
}

// publishedAt is when the Service was created, or its EndpointSlices were last written;
// dated tells whether that is known of the slices.
func (v *view) publishedAt() (last time.Time, dated bool) {
	if svc := v.snap.Service(v.set.Namespace, v.set.Spec.ServiceName); svc != nil {
		last = svc.CreationTimestamp.Time
	}
	for _, s := range v.snap.EndpointSlicesOf(v.set.Namespace, v.set.Spec.ServiceName) {
		for i := range s.ManagedFields {
			if at := s.ManagedFields[i].Time; at != nil {
				last, dated = later(last, at.Time), true
			}
		}
	}
	return last, dated
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// settled reports whether DNS has had time to hear of everything about a Pod. Of what
// is gone with its Service nobody knows since when.
func (v *view) settled(pod *corev1.Pod, asked time.Time) bool {
	last := v.dns.publishedAt
	switch {
	case v.dns.gone, v.dns.changed, pod == nil && !v.dns.dated:
		return false
	case pod != nil:
		last = later(last, changedAt(pod))
	}
	return asked.Sub(last) > v.dns.window
}
