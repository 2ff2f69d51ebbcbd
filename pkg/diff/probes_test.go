package diff

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// An API server that knows protocols of probes names the old one in every Pod, and never in a template.
func TestProtocolsOfProbesAreNoDrift(t *testing.T) {
	for protocol, drifts := range map[corev1.HTTPProtocol]bool{corev1.HTTPProtocolHTTP1: false, corev1.HTTPProtocolHTTP2: true} {
		w := newWorld(t)
		template := podTemplate("app:2")
		c := &template.Spec.Containers[0]
		c.LivenessProbe = &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/live"}}}
		c.Lifecycle = &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/stop"}}}
		w.revisions = w.revisions[:1]
		w.revision(newRevision, 2, template)
		w.pods[2] = w.pod(2, newRevision, template)
		own := &w.pods[2].Spec.Containers[0]
		own.LivenessProbe.HTTPGet.Protocol, own.Lifecycle.PreStop.HTTPGet.Protocol = &protocol, &protocol
		d := w.answer(about(2))
		if d.Different != drifts {
			t.Errorf("%s: drift %t\n%s", protocol, d.Different, d.Ordinals[0].Drift.Unified)
		}
	}
}
