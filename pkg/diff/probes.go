package diff

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// probeProtocols gives HTTP/1.1 to the requests of probes and hooks that name no
// protocol, where the Pod's have it: an API server with the feature gate
// H2CContainerProbe fills it in (defaultHTTPProbeProtocol).
func probeProtocols(list, actual []corev1.Container) {
	for i := range list {
		k := slices.IndexFunc(actual, func(c corev1.Container) bool { return c.Name == list[i].Name })
		if k < 0 {
			continue
		}
		from := httpGets(&actual[k])
		for j, to := range httpGets(&list[i]) {
			if to != nil && from[j] != nil && to.Protocol == nil && from[j].Protocol != nil && *from[j].Protocol == corev1.HTTPProtocolHTTP1 {
				to.Protocol = from[j].Protocol
			}
		}
	}
}

// httpGets are a container's requests of each kind, nil where it has none.
func httpGets(c *corev1.Container) [5]*corev1.HTTPGetAction {
	var out [5]*corev1.HTTPGetAction
	for i, probe := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
		if probe != nil {
			out[i] = probe.HTTPGet
		}
	}
	if c.Lifecycle != nil {
		for i, hook := range []*corev1.LifecycleHandler{c.Lifecycle.PostStart, c.Lifecycle.PreStop} {
			if hook != nil {
				out[3+i] = hook.HTTPGet
			}
		}
	}
	return out
}
