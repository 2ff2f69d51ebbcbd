package file

import (
	"bytes"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// kind is one that a Snapshot holds.
type kind struct {
	resource   schema.GroupResource
	namespaced bool
	create     func() snapshot.Object
}

// kinds are the only ones that are decoded; Secrets, for one, never are.
var kinds = map[metav1.TypeMeta]kind{}

func register(gv schema.GroupVersion, name string, namespaced bool, create func() snapshot.Object) {
	resource, _ := snapshot.ResourceOf(create())
	kinds[metav1.TypeMeta{APIVersion: gv.String(), Kind: name}] = kind{resource, namespaced, create}
}

func init() {
	apps, core := appsv1.SchemeGroupVersion, corev1.SchemeGroupVersion
	register(apps, "StatefulSet", true, func() snapshot.Object { return &appsv1.StatefulSet{} })
	register(apps, "ControllerRevision", true, func() snapshot.Object { return &appsv1.ControllerRevision{} })
	register(core, "Pod", true, func() snapshot.Object { return &corev1.Pod{} })
	register(core, "PersistentVolumeClaim", true, func() snapshot.Object { return &corev1.PersistentVolumeClaim{} })
	register(core, "PersistentVolume", false, func() snapshot.Object { return &corev1.PersistentVolume{} })
	register(core, "Service", true, func() snapshot.Object { return &corev1.Service{} })
	register(core, "Node", false, func() snapshot.Object { return &corev1.Node{} })
	register(core, "ConfigMap", true, func() snapshot.Object { return &corev1.ConfigMap{} })
	register(core, "Event", true, func() snapshot.Object { return &corev1.Event{} })
	register(discoveryv1.SchemeGroupVersion, "EndpointSlice", true, func() snapshot.Object { return &discoveryv1.EndpointSlice{} })
	register(policyv1.SchemeGroupVersion, "PodDisruptionBudget", true, func() snapshot.Object { return &policyv1.PodDisruptionBudget{} })
	register(storagev1.SchemeGroupVersion, "StorageClass", false, func() snapshot.Object { return &storagev1.StorageClass{} })
	register(storagev1.SchemeGroupVersion, "VolumeAttachment", false, func() snapshot.Object { return &storagev1.VolumeAttachment{} })
}

// kindOf is the type of an object that a Snapshot holds.
func kindOf(obj snapshot.Object) metav1.TypeMeta {
	resource, _ := snapshot.ResourceOf(obj)
	for t, k := range kinds {
		if k.resource == resource {
			return t
		}
	}
	return metav1.TypeMeta{}
}

// peek tells the type of a unit without parsing all of it: from the lines of the
// outermost mapping in YAML, from the keys in JSON. ok is false when it does not
// see both fields plainly.
func peek(u unit) (t metav1.TypeMeta, ok bool) {
	if !u.yaml {
		t = jsonType(u.text)
		return t, t.Kind != "" && t.APIVersion != ""
	}
	column := -1
	for line := range bytes.Lines(u.text) {
		content := bytes.TrimLeft(line, " ")
		if c := bytes.TrimSpace(content); len(c) == 0 || c[0] == '#' {
			continue
		}
		indent := len(line) - len(content)
		if column < 0 {
			column = indent
		}
		if indent != column {
			continue
		}
		key, value, _ := bytes.Cut(content, []byte(":"))
		switch string(key) {
		case "kind":
			t.Kind = scalar(value)
		case "apiVersion":
			t.APIVersion = scalar(value)
		}
		if t.Kind != "" && t.APIVersion != "" {
			return t, true
		}
	}
	return t, false
}

// isList reports whether a type is a v1 List or a typed list, and of which kind.
func isList(t metav1.TypeMeta) (item metav1.TypeMeta, list bool) {
	of, list := strings.CutSuffix(t.Kind, "List")
	if !list || of == "" {
		return metav1.TypeMeta{}, list
	}
	return metav1.TypeMeta{APIVersion: t.APIVersion, Kind: of}, true
}
