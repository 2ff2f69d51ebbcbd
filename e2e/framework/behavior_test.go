package framework

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

func setOf(ports ...int32) *appsv1.StatefulSet {
	var set appsv1.StatefulSet
	for _, port := range ports {
		c := corev1.Container{Name: "app"}
		if port > 0 {
			c.Ports = []corev1.ContainerPort{{ContainerPort: port}}
		}
		set.Spec.Template.Spec.Containers = append(set.Spec.Template.Spec.Containers, c)
	}
	return &set
}

// A set that asks for nothing is applied as the example has it; one that does gets ears in every container, once.
func TestRealPodsHearTheirAnnotations(t *testing.T) {
	plain := setOf(80)
	giveEars(plain)
	if spec := plain.Spec.Template.Spec; len(spec.Volumes) != 0 || spec.Containers[0].ReadinessProbe != nil {
		t.Errorf("a set that asks for nothing was changed: %+v", spec)
	}
	for name, edit := range map[string]Edit{"behaviour": Behavior("unready"), "delay": ReadyDelay("1s")} {
		set := setOf(80, 0)
		edit(set)
		giveEars(set)
		giveEars(set)
		spec := set.Spec.Template.Spec
		if len(spec.Volumes) != 1 || !hears(&spec) {
			t.Errorf("%s: volumes %+v, want one", name, spec.Volumes)
		}
		for i := range spec.Containers {
			if len(spec.Containers[i].VolumeMounts) != 1 {
				t.Errorf("%s: container %d has mounts %+v", name, i, spec.Containers[i].VolumeMounts)
			}
		}
		if p := spec.Containers[0].ReadinessProbe; p == nil || p.HTTPGet.Port.IntVal != 80 {
			t.Errorf("%s: probe %+v, want one of port 80", name, p)
		}
		if spec.Containers[1].ReadinessProbe != nil {
			t.Errorf("%s: a container without a port cannot be probed", name)
		}
	}
}

func TestCapabilities(t *testing.T) {
	simulated := cluster{simulated: true, dir: "d", auditLog: "a", stop: func() error { return nil }}
	inKind := cluster{kind: "k", dir: "d", sized: true}
	strange := cluster{dir: "d"}
	for _, tt := range []struct {
		c                          Capability
		simulated, inKind, strange bool
	}{
		{SimulatedKubelets, true, false, false},
		{RealKubelets, false, true, true},
		{DriverVolumes, true, false, false},
		{AppImages, true, true, false},
		{SizedVolumes, true, true, false},
		{StoppableNodes, false, true, false},
		{AuditLog, true, false, false},
		{PausableController, true, true, false},
	} {
		if a, b, c := simulated.has(tt.c), inKind.has(tt.c), strange.has(tt.c); a != tt.simulated || b != tt.inKind || c != tt.strange {
			t.Errorf("%s: simulated %t, kind %t, any other %t", tt.c, a, b, c)
		}
	}
	if someones := (cluster{simulated: true, dir: "d"}); someones.has(PausableController) {
		t.Error("the controllers of a control plane that somebody else started cannot be paused from here")
	}
}

func TestArtifactName(t *testing.T) {
	if got, want := artifactName("TestPlan/two at a time: 3/4"), "TestPlan-two-at-a-time-3-4"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNodeReady(t *testing.T) {
	ready := corev1.NodeStatus{Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}}}
	tainted := corev1.Node{Status: ready, Spec: corev1.NodeSpec{Taints: []corev1.Taint{{Key: corev1.TaintNodeUnreachable}}}}
	if NodeReady(&tainted) || !NodeReady(&corev1.Node{Status: ready}) || NodeReady(&corev1.Node{}) {
		t.Error("a node that is unreachable, or says nothing, is taken for ready")
	}
}
