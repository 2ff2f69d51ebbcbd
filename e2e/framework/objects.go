package framework

import (
	"encoding/json"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Set reads a StatefulSet from the API, to compare the plugin's word with.
func (f *F) Set(name string) *appsv1.StatefulSet {
	f.Helper()
	set, err := f.cluster.apps.StatefulSets(f.Namespace).Get(f.Context(), name, metav1.GetOptions{})
	if err != nil {
		f.Fatalf("reading StatefulSet %s: %v", name, err)
	}
	return set
}

// Pod reads a Pod from the API.
func (f *F) Pod(name string) *corev1.Pod {
	f.Helper()
	pod, err := f.cluster.core.Pods(f.Namespace).Get(f.Context(), name, metav1.GetOptions{})
	if err != nil {
		f.Fatalf("reading Pod %s: %v", name, err)
	}
	return pod
}

// Claim reads a PersistentVolumeClaim from the API.
func (f *F) Claim(name string) *corev1.PersistentVolumeClaim {
	f.Helper()
	claim, err := f.cluster.core.PersistentVolumeClaims(f.Namespace).Get(f.Context(), name, metav1.GetOptions{})
	if err != nil {
		f.Fatalf("reading PersistentVolumeClaim %s: %v", name, err)
	}
	return claim
}

// PatchPodStatus changes a Pod's status, as its kubelet would.
func (f *F) PatchPodStatus(pod string, status map[string]any) {
	f.Helper()
	patch, err := json.Marshal(map[string]any{"status": status})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := f.cluster.core.Pods(f.Namespace).Patch(f.Context(), pod, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status"); err != nil {
		f.Fatalf("patching the status of Pod %s: %v", pod, err)
	}
}

// ServerMinor is the API server's minor version.
func (f *F) ServerMinor() string {
	f.Helper()
	raw, err := f.cluster.core.RESTClient().Get().AbsPath("/version").DoRaw(f.Context())
	var version struct{ Minor string }
	if err == nil {
		err = json.Unmarshal(raw, &version)
	}
	if err != nil {
		f.Fatalf("reading the server's version: %v", err)
	}
	return version.Minor
}
