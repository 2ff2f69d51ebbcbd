package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
	"sigs.k8s.io/yaml"
)

func options(policy corev1.PersistentVolumeReclaimPolicy, size string) controller.ProvisionOptions {
	return controller.ProvisionOptions{
		PVName:       "pvc-1",
		StorageClass: &storagev1.StorageClass{ReclaimPolicy: &policy},
		PVC: &corev1.PersistentVolumeClaim{
			ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{selectedNode: "kind-worker"}},
			Spec: corev1.PersistentVolumeClaimSpec{
				AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
				Resources: corev1.VolumeResourceRequirements{
					Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)},
				},
			},
		},
	}
}

func TestPersistentVolume(t *testing.T) {
	const want = `metadata:
  name: pvc-1
spec:
  accessModes:
  - ReadWriteOnce
  capacity:
    storage: 100Mi
  local:
    path: /var/lib/sts-volumes/pvc-1/data
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions:
        - key: kubernetes.io/hostname
          operator: In
          values:
          - kind-worker
  persistentVolumeReclaimPolicy: Retain
  volumeMode: Filesystem
status: {}
`
	got, err := yaml.Marshal(persistentVolume(options(corev1.PersistentVolumeReclaimRetain, "100Mi"), "kind-worker"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestEachNodeLooksAfterItsOwnVolumes(t *testing.T) {
	o := options(corev1.PersistentVolumeReclaimDelete, "1Gi")
	volume := persistentVolume(o, "kind-worker")
	foreign := volume.DeepCopy()
	foreign.Spec.Local.Path = "/mnt/disk"
	tests := []struct {
		name   string
		node   string
		volume *corev1.PersistentVolume
		want   bool
	}{
		{"its own", "kind-worker", volume, true},
		{"not another node's", "kind-worker2", volume, false},
		{"not somebody else's local volume", "kind-worker", foreign, false},
		{"not a volume that is not local", "kind-worker", &corev1.PersistentVolume{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &provisioner{node: tt.node}
			r := &resizer{node: tt.node}
			if got := p.ShouldDelete(t.Context(), tt.volume); got != tt.want {
				t.Errorf("deletes it: %v, want %v", got, tt.want)
			}
			if got := r.CanSupport(tt.volume, o.PVC); got != tt.want {
				t.Errorf("resizes it: %v, want %v", got, tt.want)
			}
		})
	}
	if !(&provisioner{node: "kind-worker"}).ShouldProvision(t.Context(), o.PVC) {
		t.Error("the selected node does not provision")
	}
	if (&provisioner{node: "kind-worker2"}).ShouldProvision(t.Context(), o.PVC) {
		t.Error("a node that is not selected provisions")
	}
}

func TestFileSize(t *testing.T) {
	for size, want := range map[string]int64{"1": 16 << 20, "16Mi": 16 << 20, "1Gi": 1 << 30, "100M": 100_003_840} {
		quantity := resource.MustParse(size)
		if got := fileSize(quantity); got != want {
			t.Errorf("%s: %d bytes, want %d", size, got, want)
		}
	}
}

func TestAllowed(t *testing.T) {
	tests := []struct {
		name, limit, size string
		want              codes.Code
	}{
		{"no limit", "", "10Ti", codes.OK},
		{"at the limit", "1Gi", "1024Mi", codes.OK},
		{"above the limit", "1Gi", "1025Mi", codes.OutOfRange},
		{"a limit that is no quantity", "much", "1Mi", codes.InvalidArgument},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			class := &storagev1.StorageClass{}
			if tt.limit != "" {
				class.Parameters = map[string]string{maxSize: tt.limit}
			}
			if got := status.Code(allowed(class, resource.MustParse(tt.size))); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}
