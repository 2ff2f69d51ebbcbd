package revision

import corev1 "k8s.io/api/core/v1"

// volumes are compared by name. Where one takes another ConfigMap or Secret, its
// name tells most: tools that give each content a name of its own are common.
func (d *differ) volumes() {
	from, to := volumesByName(d.from.Spec.Volumes), volumesByName(d.to.Spec.Volumes)
	before := len(d.changes)
	for _, name := range keys(d.to.Spec.Volumes, func(v corev1.Volume) string { return v.Name }) {
		old, found := from[name]
		if words := sourceWords(old, to[name]); found && words != "" {
			d.note(rankVolumes, "volume "+name+": "+words, "f:spec", "f:volumes", NameKey(name))
			from[name] = to[name]
		}
	}
	named(d, rankVolumes, "volume", "volumes", "", from, to, []string{"f:spec", "f:volumes"}, NameKey)
	if len(d.changes) == before && !same(d.from.Spec.Volumes, d.to.Spec.Volumes) {
		d.note(rankVolumes, "order of volumes changed", "f:spec", "f:volumes")
	}
	d.from.Spec.Volumes = d.to.Spec.Volumes
}

func volumesByName(list []corev1.Volume) map[string]corev1.Volume {
	out := map[string]corev1.Volume{}
	for _, v := range list {
		out[v.Name] = v
	}
	return out
}

// sourceWords is "ConfigMap a→b" when nothing else of the volume differs.
func sourceWords(from, to corev1.Volume) string {
	kind, old, name := source(from.DeepCopy())
	otherKind, _, otherName := source(to.DeepCopy())
	if kind == "" || kind != otherKind || *name == *otherName {
		return ""
	}
	words := kind + " " + arrow(*name, *otherName)
	*name = *otherName
	if !same(*old, to) {
		return ""
	}
	return words
}

// source is the object of the namespace that a volume shows, and where its name is.
func source(v *corev1.Volume) (kind string, volume *corev1.Volume, name *string) {
	switch {
	case v.ConfigMap != nil:
		return "ConfigMap", v, &v.ConfigMap.Name
	case v.Secret != nil:
		return "Secret", v, &v.Secret.SecretName
	case v.PersistentVolumeClaim != nil:
		return "claim", v, &v.PersistentVolumeClaim.ClaimName
	}
	return "", v, nil
}
