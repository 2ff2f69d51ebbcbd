package revision

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// template is one Pod template with a bit of everything.
func template() *corev1.PodTemplateSpec {
	return &corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}, Annotations: map[string]string{"checksum/config": "aaaa"}},
		Spec: corev1.PodSpec{
			Containers: []corev1.Container{{
				Name: "app", Image: "registry.example:5000/team/app:1.2",
				Command: []string{"serve"}, Args: []string{"--password=hunter2"},
				Env: []corev1.EnvVar{{Name: "LOG_LEVEL", Value: "info"}, {Name: "TOKEN", Value: "s3cret"}},
				Resources: corev1.ResourceRequirements{
					Requests: corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("1Gi")},
					Limits:   corev1.ResourceList{"memory": resource.MustParse("1Gi")},
				},
				ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/ready"}}},
				Ports:          []corev1.ContainerPort{{ContainerPort: 80}},
				VolumeMounts:   []corev1.VolumeMount{{Name: "config", MountPath: "/etc/app"}},
			}},
			InitContainers: []corev1.Container{{Name: "wait", Image: "busybox:1"}},
			Volumes: []corev1.Volume{
				{Name: "config", VolumeSource: configMap("web-1")},
				{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
			},
		},
	}
}

func configMap(name string) corev1.VolumeSource {
	return corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: name}}}
}

// sources are a volume of a Secret and one of a claim.
func sources(name string) []corev1.Volume {
	return []corev1.Volume{
		{Name: "s", VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: name}}},
		{Name: "c", VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: name}}},
	}
}

type spec = corev1.PodSpec

// app is what tests change most.
func app(change func(*corev1.Container)) func(*corev1.PodTemplateSpec) {
	return func(t *corev1.PodTemplateSpec) { change(&t.Spec.Containers[0]) }
}

func image1(image string) func(*corev1.PodTemplateSpec) {
	return app(func(c *corev1.Container) { c.Image = image })
}

func TestDiff(t *testing.T) {
	sidecar := func(t *corev1.PodTemplateSpec) {
		t.Spec.Containers = append(t.Spec.Containers, corev1.Container{Name: "sidecar", Image: "envoy:1"})
	}
	amounts := func(cpu, memory, limit string) func(*corev1.PodTemplateSpec) {
		return app(func(c *corev1.Container) {
			c.Resources.Requests["cpu"], c.Resources.Requests["memory"] = resource.MustParse(cpu), resource.MustParse(memory)
			c.Resources.Limits["memory"] = resource.MustParse(limit)
		})
	}
	const digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	const otherDigest = "@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
	type change = func(*corev1.PodTemplateSpec)
	tests := []struct {
		name string
		from []change
		to   []change
		want []string
	}{
		{"nothing", nil, nil, nil},
		{"a tag", nil, []change{image1("registry.example:5000/team/app:1.3")}, []string{"image 1.2→1.3"}},
		{"a tag, pinned by digest", []change{image1("app:1" + digest)}, []change{image1("app:2" + otherDigest)}, []string{"image 1→2"}},
		{"a digest alone", []change{image1("app" + digest)}, []change{image1("app" + otherDigest)}, []string{"image sha256:0123456→sha256:fedcba9"}},
		{"a digest under one tag", []change{image1("app:1" + digest)}, []change{image1("app:1" + otherDigest)}, []string{"image sha256:0123456→sha256:fedcba9"}},
		{"a tag in place of a digest", []change{image1("app" + digest)}, []change{image1("app:2")}, []string{"image app@sha256:0123456→app:2"}},
		{"another registry", nil, []change{image1("mirror.example/app:1.2")}, []string{"image registry.example:5000/team/app:1.2→mirror.example/app:1.2"}},
		{"a tag where there was none", []change{image1("localhost:5000/app")}, []change{image1("localhost:5000/app:2"), app(func(c *corev1.Container) { c.ImagePullPolicy = corev1.PullAlways })},
			[]string{"image localhost:5000/app→localhost:5000/app:2"}},
		{"an image of several", []change{sidecar}, []change{sidecar, image1("registry.example:5000/team/app:1.3")}, []string{"image of app 1.2→1.3"}},
		{"an image of an init container", nil, []change{func(t *corev1.PodTemplateSpec) { t.Spec.InitContainers[0].Image = "busybox:2" }}, []string{"image of init container wait 1→2"}},
		{"containers that come and go", []change{sidecar}, []change{func(t *corev1.PodTemplateSpec) {
			t.Spec.Containers[0].Name, t.Spec.InitContainers = "main", nil
			sidecar(t)
		}}, []string{"+container main", "-container app", "-init container wait"}},
		{"another order of containers", []change{sidecar}, []change{sidecar, func(t *corev1.PodTemplateSpec) {
			t.Spec.Containers[0], t.Spec.Containers[1] = t.Spec.Containers[1], t.Spec.Containers[0]
		}}, []string{"order of containers changed"}},
		{"an environment, by names alone", nil, []change{app(func(c *corev1.Container) {
			c.Env = []corev1.EnvVar{{Name: "LOG_LEVEL", Value: "debug"}, {Name: "PASSWORD", Value: "hunter3"}}
		})}, []string{"+1 env PASSWORD", "-1 env TOKEN", "env LOG_LEVEL changed"}},
		{"more variables than names fit", []change{app(func(c *corev1.Container) { c.Env = nil })}, nil, []string{"+2 env"}},
		{"many changed variables", []change{app(func(c *corev1.Container) { c.Env = variables("a") })}, []change{app(func(c *corev1.Container) { c.Env = variables("b") })}, []string{"4 env changed"}},
		{"a variable from elsewhere", nil, []change{app(func(c *corev1.Container) {
			c.Env[1] = corev1.EnvVar{Name: "TOKEN", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{Key: "token"}}}
		})}, []string{"env TOKEN changed"}},
		{"another order of variables", nil, []change{app(func(c *corev1.Container) { c.Env[0], c.Env[1] = c.Env[1], c.Env[0] })}, []string{"order of env changed"}},
		{"one amount", nil, []change{amounts("100m", "1Gi", "2Gi")}, []string{"memory limit 1Gi→2Gi"}},
		{"an amount less", nil, []change{app(func(c *corev1.Container) { c.Resources.Limits = nil })}, []string{"memory limit 1Gi→none"}},
		{"two amounts", nil, []change{amounts("1", "1Gi", "2Gi")}, []string{"cpu request 100m→1", "memory limit 1Gi→2Gi"}},
		{"all amounts", nil, []change{sidecar, amounts("1", "2Gi", "2Gi")}, []string{"+container sidecar", "resources of app changed"}},
		{"probes", nil, []change{app(func(c *corev1.Container) {
			c.LivenessProbe, c.ReadinessProbe.HTTPGet.Path = &corev1.Probe{}, "/healthz"
		})}, []string{"readiness probe changed", "+liveness probe"}},
		{"a probe less", nil, []change{app(func(c *corev1.Container) { c.ReadinessProbe = nil })}, []string{"-readiness probe"}},
		{"what is run, without what it is", nil, []change{app(func(c *corev1.Container) { c.Command, c.Args = nil, []string{"--password=hunter3"} })}, []string{"command changed", "args changed"}},
		{"another ConfigMap", nil, []change{func(t *corev1.PodTemplateSpec) { t.Spec.Volumes[0].VolumeSource = configMap("web-2") }}, []string{"volume config: ConfigMap web-1→web-2"}},
		{"another ConfigMap, and more of the volume", nil, []change{func(t *corev1.PodTemplateSpec) {
			t.Spec.Volumes[0].VolumeSource = configMap("web-2")
			t.Spec.Volumes[0].ConfigMap.Items = []corev1.KeyToPath{{Key: "a", Path: "b"}}
		}}, []string{"volume config changed"}},
		{"another Secret and another claim", []change{func(t *corev1.PodTemplateSpec) { t.Spec.Volumes = sources("a") }}, []change{func(t *corev1.PodTemplateSpec) { t.Spec.Volumes = sources("b") }},
			[]string{"volume s: Secret a→b", "volume c: claim a→b"}},
		{"another order of volumes", nil, []change{func(t *corev1.PodTemplateSpec) {
			t.Spec.Volumes[0], t.Spec.Volumes[1] = t.Spec.Volumes[1], t.Spec.Volumes[0]
		}}, []string{"order of volumes changed"}},
		{"a claim of resources", nil, []change{app(func(c *corev1.Container) { c.Resources.Claims = []corev1.ResourceClaim{{Name: "gpu"}} })}, []string{"resource claims changed"}},
		{"a digest too short to shorten", []change{image1("app@sha256:1")}, []change{image1("app@sha256:2")}, []string{"image sha256:1→sha256:2"}},
		{"volumes that come and go", nil, []change{func(t *corev1.PodTemplateSpec) { t.Spec.Volumes[1].Name = "cache" }}, []string{"+1 volume cache", "-1 volume tmp"}},
		{"the rest of a container", nil, []change{app(func(c *corev1.Container) {
			yes := true
			c.VolumeMounts[0].ReadOnly, c.Ports[0].ContainerPort = true, 81
			c.SecurityContext = &corev1.SecurityContext{Privileged: &yes}
			c.Lifecycle = &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Exec: &corev1.ExecAction{Command: []string{"stop"}}}}
			c.ImagePullPolicy = corev1.PullAlways
		})}, []string{"mounts changed", "ports changed", "security context changed", "lifecycle hooks changed", "pull policy IfNotPresent→Always"}},
		{"the Pod", nil, []change{func(t *corev1.PodTemplateSpec) {
			grace, id := int64(60), int64(1000)
			t.Spec.ServiceAccountName, t.Spec.TerminationGracePeriodSeconds, t.Spec.PriorityClassName = "web", &grace, "high"
			t.Spec.SecurityContext = &corev1.PodSecurityContext{RunAsUser: &id}
			t.Spec.Tolerations, t.Spec.NodeSelector = []corev1.Toleration{{Key: "db"}}, map[string]string{"disk": "ssd"}
			t.Spec.ImagePullSecrets = []corev1.LocalObjectReference{{Name: "pull"}}
		}}, []string{"service account none→web", "node placement changed (node selector, tolerations)", "grace period 30s→60s",
			"priority class none→high", "security context of the Pod changed", "image pull secrets changed"}},
		{"labels and annotations, by names alone", nil, []change{func(t *corev1.PodTemplateSpec) {
			t.Labels = map[string]string{"app": "web", "team": "red"}
			t.Annotations["checksum/config"] = "bbbb"
		}}, []string{"+1 label team", "annotation checksum/config changed"}},
		{"fields without words, by path", nil, []change{func(t *corev1.PodTemplateSpec) {
			t.Spec.DNSPolicy = corev1.DNSDefault
			t.Spec.Containers[0].Stdin = true
		}}, []string{"other fields: spec.containers[app].stdin, spec.dnsPolicy"}},
		{"one field without words", nil, []change{func(t *corev1.PodTemplateSpec) {
			t.Spec.DNSConfig = &corev1.PodDNSConfig{Nameservers: []string{"1.1.1.1"}}
		}}, []string{"other field: spec.dnsConfig"}},
		{"many fields without words", nil, []change{func(t *corev1.PodTemplateSpec) {
			t.Finalizers, t.Spec.HostNetwork, t.Spec.HostPID, t.Spec.HostIPC, t.Spec.Hostname = []string{"a/b"}, true, true, true, "x"
		}}, []string{"other fields: metadata.finalizers, spec.hostIPC, spec.hostNetwork and 2 more"}},
		{"a restart beside a change", nil, []change{image1("registry.example:5000/team/app:1.3"), restart("2026-03-01T02:48:00Z")}, []string{"image 1.2→1.3", "restart"}},
		{"the most telling first", nil, []change{restart("x"), func(t *corev1.PodTemplateSpec) {
			t.Labels = nil
			t.Spec.DNSPolicy = corev1.DNSDefault
			t.Spec.Volumes = nil
			c := &t.Spec.Containers[0]
			c.ReadinessProbe, c.Env, c.Command, c.Image, c.Resources = nil, nil, nil, "registry.example:5000/team/app:1.3", corev1.ResourceRequirements{}
			sidecar(t)
		}}, []string{"image of app 1.2→1.3", "+container sidecar", "command of app changed", "-2 env of app", "resources of app changed",
			"-readiness probe of app", "-2 volumes", "-1 label app", "restart", "other field: spec.dnsPolicy"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := template(), template()
			for _, c := range tt.from {
				c(from)
			}
			for _, c := range tt.to {
				c(to)
			}
			before := from.DeepCopy()
			got := Words(Diff(from, to))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, from); diff != "" {
				t.Errorf("Diff changed its argument (-before +after):\n%s", diff)
			}
		})
	}
}

func variables(value string) (out []corev1.EnvVar) {
	for _, name := range []string{"A", "B", "C", "D"} {
		out = append(out, corev1.EnvVar{Name: name, Value: value})
	}
	return out
}

func restart(at string) func(*corev1.PodTemplateSpec) {
	return func(t *corev1.PodTemplateSpec) {
		metav1.SetMetaDataAnnotation(&t.ObjectMeta, RestartedAt, at)
	}
}

func TestRestart(t *testing.T) {
	at := time.Date(2026, 3, 1, 2, 48, 0, 0, time.UTC)
	tests := []struct {
		name     string
		from, to func(*corev1.PodTemplateSpec)
		want     bool
		at       time.Time
	}{
		{"the first restart", nil, restart("2026-03-01T02:48:00Z"), true, at},
		{"another restart", restart("2026-02-01T00:00:00Z"), restart("2026-03-01T03:48:00+01:00"), true, at},
		{"a restart at no time", nil, restart("yesterday"), true, time.Time{}},
		{"a restart taken back", restart("2026-03-01T02:48:00Z"), nil, true, time.Time{}},
		{"a restart with a change", nil, func(t *corev1.PodTemplateSpec) {
			restart("2026-03-01T02:48:00Z")(t)
			t.Spec.HostPID = true
		}, false, at},
		{"nothing", restart("2026-03-01T02:48:00Z"), restart("2026-03-01T02:48:00Z"), false, at},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := template(), template()
			if tt.from != nil {
				tt.from(from)
			}
			if tt.to != nil {
				tt.to(to)
			}
			if got := IsRestart(Diff(from, to)); got != tt.want {
				t.Errorf("IsRestart = %t, want %t", got, tt.want)
			}
			if got := RestartTime(to); !got.Equal(tt.at) {
				t.Errorf("RestartTime = %s, want %s", got, tt.at)
			}
		})
	}
}
