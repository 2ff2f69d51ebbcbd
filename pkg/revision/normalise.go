package revision

import corev1 "k8s.io/api/core/v1"

// Normalise fills in, in place, what the API server fills in when a field is left
// out (pkg/apis/core/v1/defaults.go). A revision that an older server wrote may
// lack a default that a newer one adds: that is no change of the template.
func Normalise(t *corev1.PodTemplateSpec) {
	t.CreationTimestamp.Reset()
	s := &t.Spec
	fill(&s.DNSPolicy, corev1.DNSClusterFirst)
	fill(&s.RestartPolicy, corev1.RestartPolicyAlways)
	fill(&s.SchedulerName, corev1.DefaultSchedulerName)
	point(&s.TerminationGracePeriodSeconds, corev1.DefaultTerminationGracePeriodSeconds)
	// The old name of the field is kept in step with the new one.
	fill(&s.ServiceAccountName, s.DeprecatedServiceAccount)
	s.DeprecatedServiceAccount = s.ServiceAccountName
	if s.SecurityContext == nil {
		s.SecurityContext = &corev1.PodSecurityContext{}
	}
	for i := range s.InitContainers {
		normaliseContainer(&s.InitContainers[i])
	}
	for i := range s.Containers {
		normaliseContainer(&s.Containers[i])
	}
	for i := range s.Volumes {
		normaliseVolume(&s.Volumes[i].VolumeSource)
	}
}

func normaliseContainer(c *corev1.Container) {
	fill(&c.ImagePullPolicy, pullPolicy(c.Image))
	fill(&c.TerminationMessagePath, corev1.TerminationMessagePathDefault)
	fill(&c.TerminationMessagePolicy, corev1.TerminationMessageReadFile)
	for i := range c.Ports {
		fill(&c.Ports[i].Protocol, corev1.ProtocolTCP)
	}
	for i := range c.Env {
		if from := c.Env[i].ValueFrom; from != nil {
			normaliseFieldRef(from.FieldRef)
		}
	}
	for _, probe := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
		normaliseProbe(probe)
	}
	if c.Lifecycle != nil {
		for _, hook := range []*corev1.LifecycleHandler{c.Lifecycle.PostStart, c.Lifecycle.PreStop} {
			if hook != nil {
				normaliseHTTPGet(hook.HTTPGet)
			}
		}
	}
}

func normaliseProbe(p *corev1.Probe) {
	if p == nil {
		return
	}
	fill(&p.TimeoutSeconds, 1)
	fill(&p.PeriodSeconds, 10)
	fill(&p.SuccessThreshold, 1)
	fill(&p.FailureThreshold, 3)
	normaliseHTTPGet(p.HTTPGet)
	if p.GRPC != nil {
		point(&p.GRPC.Service, "")
	}
}

func normaliseHTTPGet(get *corev1.HTTPGetAction) {
	if get != nil {
		fill(&get.Path, "/")
		fill(&get.Scheme, corev1.URISchemeHTTP)
	}
}

func normaliseFieldRef(ref *corev1.ObjectFieldSelector) {
	if ref != nil {
		fill(&ref.APIVersion, "v1")
	}
}

// normaliseVolume knows the sources that are in use; the defaults of the volume
// plugins that were removed from Kubernetes make no difference any more.
func normaliseVolume(v *corev1.VolumeSource) {
	if v.HostPath != nil {
		point(&v.HostPath.Type, corev1.HostPathUnset)
	}
	if v.Secret != nil {
		point(&v.Secret.DefaultMode, corev1.SecretVolumeSourceDefaultMode)
	}
	if v.ConfigMap != nil {
		point(&v.ConfigMap.DefaultMode, corev1.ConfigMapVolumeSourceDefaultMode)
	}
	if v.DownwardAPI != nil {
		point(&v.DownwardAPI.DefaultMode, corev1.DownwardAPIVolumeSourceDefaultMode)
		normaliseItems(v.DownwardAPI.Items)
	}
	if v.Image != nil {
		fill(&v.Image.PullPolicy, pullPolicy(v.Image.Reference))
	}
	if v.Ephemeral != nil && v.Ephemeral.VolumeClaimTemplate != nil {
		point(&v.Ephemeral.VolumeClaimTemplate.Spec.VolumeMode, corev1.PersistentVolumeFilesystem)
	}
	if v.Projected == nil {
		return
	}
	point(&v.Projected.DefaultMode, corev1.ProjectedVolumeSourceDefaultMode)
	for i := range v.Projected.Sources {
		source := &v.Projected.Sources[i]
		if source.DownwardAPI != nil {
			normaliseItems(source.DownwardAPI.Items)
		}
		if source.ServiceAccountToken != nil {
			point(&source.ServiceAccountToken.ExpirationSeconds, 60*60)
		}
	}
}

func normaliseItems(items []corev1.DownwardAPIVolumeFile) {
	for i := range items {
		normaliseFieldRef(items[i].FieldRef)
	}
}

// pullPolicy is the default for an image: one that moves is always pulled.
func pullPolicy(image string) corev1.PullPolicy {
	i := parseImage(image)
	if i.tag == "latest" || i.tag == "" && i.digest == "" {
		return corev1.PullAlways
	}
	return corev1.PullIfNotPresent
}

// fill sets an empty field.
func fill[T comparable](field *T, value T) {
	var empty T
	if *field == empty {
		*field = value
	}
}

// point sets a nil field.
func point[T any](field **T, value T) {
	if *field == nil {
		*field = &value
	}
}
