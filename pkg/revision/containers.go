package revision

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

func (d *differ) containers() {
	from, to := &d.from.Spec, &d.to.Spec
	// With one container there is no need to say which.
	several := len(from.Containers) > 1 || len(to.Containers) > 1
	d.list("container", "containers", from.Containers, to.Containers, func(name string) string {
		if several {
			return " of " + name
		}
		return ""
	})
	from.Containers = to.Containers
	d.list("init container", "initContainers", from.InitContainers, to.InitContainers, func(name string) string {
		return " of init container " + name
	})
	from.InitContainers = to.InitContainers
}

// list pairs containers by their names. of says whose a change is.
func (d *differ) list(kind, path string, from, to []corev1.Container, of func(string) string) {
	field := []string{"f:spec", "f:" + path}
	names := func(list []corev1.Container) []string {
		return keys(list, func(c corev1.Container) string { return c.Name })
	}
	at := func(name string, more ...string) []string {
		return slices.Concat(field, []string{NameKey(name)}, more)
	}
	a, b := names(from), names(to)
	for _, name := range b {
		if !slices.Contains(a, name) {
			d.note(rankContainers, "+"+kind+" "+name, at(name)...)
		}
	}
	for _, name := range a {
		if !slices.Contains(b, name) {
			d.note(rankContainers, "-"+kind+" "+name, at(name)...)
		}
	}
	keep := func(in, other []string) []string {
		return slices.DeleteFunc(slices.Clone(in), func(name string) bool { return !slices.Contains(other, name) })
	}
	if !slices.Equal(keep(a, b), keep(b, a)) {
		d.note(rankContainers, "order of "+kind+"s changed", field...)
	}
	for _, name := range b {
		if slices.Contains(a, name) {
			c := containerDiffer{d, find(from, name), find(to, name), of(name), at(name), "spec." + path + "[" + name + "]"}
			c.compare()
		}
	}
}

// containerDiffer compares two containers of one name.
type containerDiffer struct {
	*differ
	from, to *corev1.Container
	// of says in words whose container it is; field and path say where it stands.
	of    string
	field []string
	path  string
}

func (c *containerDiffer) at(more ...string) []string { return slices.Concat(c.field, more) }

func (c *containerDiffer) compare() {
	from, to := c.from, c.to
	if from.Image != to.Image {
		c.note(rankImage, "image"+c.of+" "+imageWords(from.Image, to.Image), c.at("f:image")...)
		from.Image = to.Image
	}
	c.env()
	c.resources()
	whole(c.differ, rankCommand, "command"+c.of, &from.Command, &to.Command, c.at("f:command")...)
	whole(c.differ, rankCommand, "args"+c.of, &from.Args, &to.Args, c.at("f:args")...)
	c.probe("readiness", &from.ReadinessProbe, &to.ReadinessProbe)
	c.probe("liveness", &from.LivenessProbe, &to.LivenessProbe)
	c.probe("startup", &from.StartupProbe, &to.StartupProbe)
	whole(c.differ, rankMounts, "mounts"+c.of, &from.VolumeMounts, &to.VolumeMounts, c.at("f:volumeMounts")...)
	whole(c.differ, rankMounts, "devices"+c.of, &from.VolumeDevices, &to.VolumeDevices, c.at("f:volumeDevices")...)
	whole(c.differ, rankPorts, "ports"+c.of, &from.Ports, &to.Ports, c.at("f:ports")...)
	whole(c.differ, rankContainer, "security context"+c.of, &from.SecurityContext, &to.SecurityContext, c.at("f:securityContext")...)
	whole(c.differ, rankContainer, "lifecycle hooks"+c.of, &from.Lifecycle, &to.Lifecycle, c.at("f:lifecycle")...)
	arrowed(c.differ, rankContainer, "pull policy"+c.of, (*string)(&from.ImagePullPolicy), (*string)(&to.ImagePullPolicy), c.at("f:imagePullPolicy")...)
	c.rest(from, to, c.path)
}

func (c *containerDiffer) probe(name string, from, to **corev1.Probe) {
	words, field := name+" probe"+c.of, c.at("f:"+name+"Probe")
	switch {
	case *from == nil && *to != nil:
		c.note(rankProbe, "+"+words, field...)
	case *from != nil && *to == nil:
		c.note(rankProbe, "-"+words, field...)
	default:
		whole(c.differ, rankProbe, words, from, to, field...)
	}
	*from = *to
}

// keys are the keys of a list's items, each once, in their order. The API allows
// no name twice; of those that have it nevertheless the first counts.
func keys[T any](list []T, key func(T) string) []string {
	var out []string
	for _, item := range list {
		if k := key(item); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// find is a copy of the container called name, which is there.
func find(list []corev1.Container, name string) *corev1.Container {
	i := slices.IndexFunc(list, func(c corev1.Container) bool { return c.Name == name })
	return list[i].DeepCopy()
}
