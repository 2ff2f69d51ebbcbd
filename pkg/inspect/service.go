package inspect

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// governingService examines the Service that spec.serviceName names.
func (v *view) governingService() v1alpha1.GoverningService {
	g := v1alpha1.GoverningService{Name: v.set.Spec.ServiceName}
	switch {
	case g.Name == "":
		g.State = v1alpha1.ServiceNone
		g.Message = "spec.serviceName is empty: the Pods have no names in DNS"
		return g
	case !v.knows(snapshot.Services):
		g.State = v1alpha1.ServiceUnknown
		return g
	}
	svc := v.snap.Service(v.set.Namespace, g.Name)
	if svc == nil {
		g.State = v1alpha1.ServiceMissing
		g.Message = fmt.Sprintf("Service %s does not exist: the Pods have no names in DNS until it is created, headless and with exactly this name", g.Name)
		return g
	}
	headless := svc.Spec.ClusterIP == corev1.ClusterIPNone
	matches := len(svc.Spec.Selector) > 0 &&
		labels.SelectorFromSet(svc.Spec.Selector).Matches(labels.Set(v.set.Spec.Template.Labels))
	publish := svc.Spec.PublishNotReadyAddresses
	g.Headless, g.SelectorMatches, g.PublishNotReadyAddresses = &headless, &matches, &publish
	for _, p := range svc.Spec.Ports {
		g.Ports = append(g.Ports, portText(p))
	}
	if v.knows(snapshot.EndpointSlices) {
		g.EndpointSlices = []string{}
		for _, s := range v.snap.EndpointSlicesOf(v.set.Namespace, g.Name) {
			g.EndpointSlices = append(g.EndpointSlices, s.Name)
		}
	}
	g.State, g.Message = v.judgeService(svc, headless, matches)
	return g
}

func (v *view) judgeService(svc *corev1.Service, headless, matches bool) (v1alpha1.ServiceState, string) {
	switch {
	case len(svc.Spec.Selector) == 0:
		return v1alpha1.ServiceNoSelector, fmt.Sprintf("Service %s has no selector: its endpoints are not made from the Pods", svc.Name)
	case !matches:
		return v1alpha1.ServiceSelectorMismatch, fmt.Sprintf("Service %s selects %s, which the Pods do not have: their names do not resolve",
			svc.Name, labels.FormatLabels(svc.Spec.Selector))
	case !headless:
		return v1alpha1.ServiceNotHeadless, fmt.Sprintf("Service %s is not headless (clusterIP %s): names of single Pods are promised under a headless Service only",
			svc.Name, svc.Spec.ClusterIP)
	case svc.Spec.PublishNotReadyAddresses:
		return v1alpha1.ServiceOK, "a Pod's name resolves as soon as it has an IP address, ready or not"
	case statefulset.OrderedReady(v.set):
		return v1alpha1.ServiceOK, "a Pod's name resolves only while it is ready; a Pod that needs a later one's name to become ready waits for ever (OrderedReady)"
	}
	return v1alpha1.ServiceOK, "a Pod's name resolves only while it is ready"
}

func portText(p corev1.ServicePort) string {
	protocol := p.Protocol
	if protocol == "" {
		protocol = corev1.ProtocolTCP
	}
	text := fmt.Sprintf("%d/%s", p.Port, protocol)
	if p.Name != "" {
		return p.Name + " " + text
	}
	return text
}

// findEndpoint is the Pod's entry in the slices of the governing Service, nil when there is none.
func (v *view) findEndpoint(pod *corev1.Pod) *discoveryv1.Endpoint {
	_, e := v.findSlice(pod)
	return e
}

func (v *view) findSlice(pod *corev1.Pod) (*discoveryv1.EndpointSlice, *discoveryv1.Endpoint) {
	if v.set.Spec.ServiceName == "" {
		return nil, nil
	}
	var slice *discoveryv1.EndpointSlice
	var endpoint *discoveryv1.Endpoint
	for _, s := range v.snap.EndpointSlicesOf(v.set.Namespace, v.set.Spec.ServiceName) {
		for i := range s.Endpoints {
			e := &s.Endpoints[i]
			if !isEndpointOf(e, pod) {
				continue
			}
			// A dual-stack Pod has an entry an address family: the one with the Pod's first address speaks for it.
			if endpoint == nil || slices.Contains(e.Addresses, pod.Status.PodIP) {
				slice, endpoint = s, e
			}
		}
	}
	return slice, endpoint
}

// isEndpointOf tells an entry of this Pod from one of a deleted Pod with its name.
func isEndpointOf(e *discoveryv1.Endpoint, pod *corev1.Pod) bool {
	ref := e.TargetRef
	return ref != nil && ref.Kind == "Pod" && ref.Name == pod.Name &&
		(ref.UID == "" || pod.UID == "" || ref.UID == pod.UID)
}

func (v *view) endpoint(pod *corev1.Pod) *v1alpha1.Endpoint {
	if v.set.Spec.ServiceName == "" || !needed(v.opts.Needs, snapshot.EndpointSlices) {
		return nil
	}
	out := &v1alpha1.Endpoint{Known: v.knows(snapshot.EndpointSlices)}
	if pod == nil {
		return out
	}
	s, e := v.findSlice(pod)
	if e == nil {
		return out
	}
	out.Present, out.Slice, out.Addresses = true, s.Name, e.Addresses
	if e.Hostname != nil {
		out.Hostname = *e.Hostname
	}
	// An absent condition means true for ready and serving, false for terminating (EndpointConditions).
	out.Ready = e.Conditions.Ready == nil || *e.Conditions.Ready
	out.Serving = e.Conditions.Serving == nil || *e.Conditions.Serving
	out.Terminating = e.Conditions.Terminating != nil && *e.Conditions.Terminating
	return out
}
