//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// What is missing before a container can start: status names it, and with it the Pod comes up by itself.
func TestPodsThatCannotStart(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	missing := corev1.LocalObjectReference{Name: "settings"}
	f.ApplyApp("env", stateless, framework.Replicas(1), app(func(c *corev1.Container) {
		c.EnvFrom = []corev1.EnvFromSource{{ConfigMapRef: &corev1.ConfigMapEnvSource{LocalObjectReference: missing}}}
	}))
	f.ApplyApp("file", stateless, framework.Replicas(1), template(func(spec *corev1.PodSpec) {
		spec.Volumes = []corev1.Volume{{Name: "settings", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: missing}}}}
		spec.Containers[0].VolumeMounts = []corev1.VolumeMount{{Name: "settings", MountPath: "/settings"}}
	}))
	r := waits(f, "env", v1alpha1.WaitReady, "env-0", "CreateContainerConfigError", `configmap "settings" not found`)
	equal(f, "state of env", r.Rollout.State, v1alpha1.StateDegraded)
	f.OfflineEqualsLive("env")
	// Only the Pod's events say more, and status does not read them; nothing says yet that this fails.
	r = waits(f, "file", v1alpha1.WaitReady, "file-0", "ContainerCreating", "its volumes or its network are not ready")
	equal(f, "failing", r.Rollout.WaitsFor[0].Failing, false)
	f.OfflineEqualsLive("file")

	f.Kubectl("create", "configmap", "settings", "--from-literal=A=b")
	settled(f, "env")
}

// Init containers: what they do and how often they failed is told as kubectl get pods tells it, until they are done;
// how they ended then explains nothing any more.
func TestInitContainers(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(1), framework.Env("STS_APP_MODE", "unready"), template(func(spec *corev1.PodSpec) {
		spec.Volumes = []corev1.Volume{{Name: "settings", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: "settings"}, Optional: new(true)}}}}
		spec.InitContainers = []corev1.Container{{Name: "settings", Image: framework.AppImage, TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
			Command: []string{"sts-app", "cat", "/settings/go"}, VolumeMounts: []corev1.VolumeMount{{Name: "settings", MountPath: "/settings"}}}}
	}))
	waits(f, "app", v1alpha1.WaitReady, "app-0", "Init:CrashLoopBackOff", "exit 1", "restart", "open /settings/go: no such file or directory")
	p := pod(f, "app", 0, "restarts of its init container", func(p *v1alpha1.Pod) bool { return p.Restarts > 0 && p.Failing })
	equal(f, "container", p.LastExit.Container, "settings")
	says(f, f.Kubectl("get", "pod", "app-0"), "Init:")
	// A kubelet keeps the log of the last container alone: it may be cleared away in the very moment.
	f.Eventually("the logs say it too", framework.Soon, func() (bool, string) {
		logs := advised(f, "app", "logs app-0 -c settings --previous")
		return strings.Contains(logs, "no such file or directory"), logs
	})
	f.OfflineEqualsLive("app")

	f.Kubectl("create", "configmap", "settings", "--from-literal=go=yes")
	r := waits(f, "app", v1alpha1.WaitReady, "app-0", "running but not ready", "app does not pass its readiness probe")
	equal(f, "restarts", f.Row(r, 0).Pod.Restarts, 0)
	f.Kubectl("exec", "app-0", "--", "sts-app", "write", "/tmp/behavior", "ready")
	settled(f, "app")
	f.OfflineEqualsLive("app")
}

// A sidecar counts as a container, and one that is not ready keeps its Pod from it; so does a readiness gate.
func TestSidecarsAndGates(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	always := corev1.ContainerRestartPolicyAlways
	f.ApplyApp("app", stateless, framework.Replicas(1), framework.Behavior("ready"), template(func(spec *corev1.PodSpec) {
		sidecar := corev1.Container{Name: "proxy", Image: framework.AppImage, RestartPolicy: &always,
			Env:            []corev1.EnvVar{{Name: "STS_APP_PORT", Value: "8081"}, {Name: "STS_APP_MODE", Value: "unready"}},
			Ports:          []corev1.ContainerPort{{Name: "http", ContainerPort: 8081}},
			ReadinessProbe: httpProbe("/readyz", 1)}
		spec.InitContainers = []corev1.Container{sidecar}
		spec.ReadinessGates = []corev1.PodReadinessGate{{ConditionType: "example.com/registered"}}
	}))
	p := pod(f, "app", 0, "its sidecar is not ready", func(p *v1alpha1.Pod) bool { return p.ReadyContainers == 1 })
	equal(f, "containers", p.Containers, 2)
	waits(f, "app", v1alpha1.WaitReady, "app-0", "proxy does not pass its readiness probe")
	f.Kubectl("exec", "app-0", "--container=proxy", "--", "sts-app", "write", "/tmp/behavior", "ready")
	waits(f, "app", v1alpha1.WaitReady, "app-0", "readiness gate example.com/registered is not True")
	f.OfflineEqualsLive("app")
	f.PatchPodStatus("app-0", map[string]any{"conditions": []map[string]any{{"type": "example.com/registered", "status": "True"}}})
	p = pod(f, "app", 0, "ready", func(p *v1alpha1.Pod) bool { return p.Ready })
	equal(f, "ready containers", p.ReadyContainers, 2)
	settled(f, "app")
	f.OfflineEqualsLive("app")
}
