package inspect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func requested(size string) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) { c.Spec.Resources.Requests = amount(size) }
}

func capacity(size string) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) { c.Status.Capacity = amount(size) }
}

func TestClaimDiffersFromItsTemplate(t *testing.T) {
	slow, none, block := "slow", "", corev1.PersistentVolumeBlock
	template := func(change func(*corev1.PersistentVolumeClaimSpec)) func(*appsv1.StatefulSet) {
		return func(s *appsv1.StatefulSet) { change(&s.Spec.VolumeClaimTemplates[0].Spec) }
	}
	grown := func(pv *corev1.PersistentVolume) { pv.Spec.Capacity = amount("20Gi") }
	tests := []struct {
		name     string
		template func(*appsv1.StatefulSet)
		claim    *corev1.PersistentVolumeClaim
		volume   *corev1.PersistentVolume
		want     []string
	}{
		{name: "in nothing", claim: claim10(0)},
		{name: "not by how the size is written", claim: claim10(0, requested("10240Mi"))},
		{name: "not by a volume that came out larger", claim: claim10(0, capacity("12Gi")), volume: volume(0, func(pv *corev1.PersistentVolume) { pv.Spec.Capacity = amount("12Gi") })},
		{name: "in the size that the template asks for by now",
			template: template(func(s *corev1.PersistentVolumeClaimSpec) { s.Resources.Requests = amount("20Gi") }), claim: claim10(0),
			want: []string{"Request: 20Gi, 10Gi: the template asks for 20Gi now, the claim for 10Gi: a claim does not grow with its template"}},
		{name: "in the size that it has grown to", claim: claim10(0, requested("20Gi"), capacity("20Gi")), volume: volume(0, grown),
			want: []string{"Request: 10Gi, 20Gi: the claim has been grown to 20Gi, the template still says 10Gi: new ordinals get 10Gi"}},
		{name: "in its volume's size, once nobody resizes it", claim: claim10(0), volume: volume(0, grown),
			want: []string{"VolumeCapacity: 10Gi, 20Gi: volume pv-0 has 20Gi, the claim's status says 10Gi"}},
		{name: "not in its volume's size while it is resized", claim: claim10(0, requested("20Gi")), volume: volume(0, grown),
			want: []string{"Request: 10Gi, 20Gi: the claim has been grown to 20Gi, the template still says 10Gi: new ordinals get 10Gi"}},
		{name: "in its class", template: template(func(s *corev1.PersistentVolumeClaimSpec) { s.StorageClassName = &slow }), claim: claim10(0),
			want: []string{"StorageClass: slow, fast: the template names StorageClass slow now, the claim has fast and keeps it"}},
		{name: "in having a class", template: template(func(s *corev1.PersistentVolumeClaimSpec) { s.StorageClassName = &none }), claim: claim10(0),
			want: []string{"StorageClass: , fast: the template names StorageClass none now, the claim has fast and keeps it"}},
		{name: "not in a class that the cluster chose", template: template(func(s *corev1.PersistentVolumeClaimSpec) { s.StorageClassName = nil }), claim: claim10(0)},
		{name: "not in a class that an annotation of old names", claim: claim10(0, func(c *corev1.PersistentVolumeClaim) {
			c.Spec.StorageClassName, c.Annotations = nil, map[string]string{corev1.BetaStorageClassAnnotation: "fast"}
		})},
		{name: "in its access modes", template: template(func(s *corev1.PersistentVolumeClaimSpec) {
			s.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
		}),
			claim: claim10(0), want: []string{"AccessModes: ReadWriteMany, ReadWriteOnce: the template asks for ReadWriteMany now, the claim has ReadWriteOnce and keeps it"}},
		{name: "in its volume mode", template: template(func(s *corev1.PersistentVolumeClaimSpec) { s.VolumeMode = &block }), claim: claim10(0),
			want: []string{"VolumeMode: Block, Filesystem: the template asks for volumeMode Block now, the claim has Filesystem and keeps it"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(1, template10).pod(0, newRev, mounting).add(tt.claim)
			if tt.template != nil {
				tt.template(w.set)
			}
			if tt.volume != nil {
				w.add(tt.volume)
			}
			var got []string
			for _, m := range claimAt(t, w.stored(), 0).Storage.Mismatches {
				got = append(got, string(m.Field)+": "+m.Template+", "+m.Claim+": "+m.Message)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestResize(t *testing.T) {
	status := func(s corev1.ClaimResourceStatus) func(*corev1.PersistentVolumeClaim) {
		return func(c *corev1.PersistentVolumeClaim) {
			c.Status.AllocatedResourceStatuses = map[corev1.ResourceName]corev1.ClaimResourceStatus{corev1.ResourceStorage: s}
		}
	}
	cond := func(kind corev1.PersistentVolumeClaimConditionType, message string) func(*corev1.PersistentVolumeClaim) {
		return func(c *corev1.PersistentVolumeClaim) {
			c.Status.Conditions = append(c.Status.Conditions, corev1.PersistentVolumeClaimCondition{
				Type: kind, Status: corev1.ConditionTrue, Message: message, LastTransitionTime: ago(hour)})
		}
	}
	yes, no := true, false
	tests := []struct {
		name    string
		class   *bool
		changes []func(*corev1.PersistentVolumeClaim)
		want    string
	}{
		{"not be under way when the volume is larger", &yes, []func(*corev1.PersistentVolumeClaim){capacity("30Gi")}, ""},
		{"be asked for", &yes, nil, "Requested since false: 20Gi is asked for and 10Gi is there; it has not begun to grow"},
		{"be asked for in vain", &no, nil, "Requested since false: 20Gi is asked for and 10Gi is there; StorageClass fast does not allow expansion"},
		{"be under way by the condition of old", &yes, []func(*corev1.PersistentVolumeClaim){cond("Resizing", "")},
			"ControllerInProgress since true: volume pv-0 is being grown from 10Gi to 20Gi"},
		{"wait for a Pod by the condition of old", &yes, []func(*corev1.PersistentVolumeClaim){cond("FileSystemResizePending", "Waiting for user to (re-)start a pod")},
			"NodePending since true: volume pv-0 has grown to 20Gi; its file system still has 10Gi and grows when a Pod that mounts it starts, or at once where the driver can do that"},
		{"have failed for good, and say why", &yes, []func(*corev1.PersistentVolumeClaim){status("ControllerResizeInfeasible"), cond("ControllerResizeError", "quota exceeded")},
			"ControllerInfeasible since true: volume pv-0 cannot be grown from 10Gi to 20Gi; the request can be lowered again, to more than 10Gi: quota exceeded"},
		{"have failed in the words before 1.31", &yes, []func(*corev1.PersistentVolumeClaim){status("NodeResizeFailed")},
			"NodeInfeasible since false: the file system of volume pv-0 cannot be grown from 10Gi to 20Gi; the request can be lowered again, to more than 10Gi"},
		{"be on the node", &yes, []func(*corev1.PersistentVolumeClaim){status("NodeResizeInProgress"), cond("Resizing", "")},
			"NodeInProgress since true: the file system of volume pv-0 is being grown from 10Gi to 20Gi"},
		{"go by the sizes when the status has a word of the future", &yes, []func(*corev1.PersistentVolumeClaim){status("Levitating")},
			"Requested since false: 20Gi is asked for and 10Gi is there; it has not begun to grow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			changes := append([]func(*corev1.PersistentVolumeClaim){requested("20Gi")}, tt.changes...)
			w := newWorld(1, template10).pod(0, newRev, mounting).add(claim10(0, changes...), volume(0),
				&storagev1.StorageClass{ObjectMeta: metav1.ObjectMeta{Name: "fast"}, AllowVolumeExpansion: tt.class})
			got := ""
			if r := claimAt(t, w.stored(), 0).Storage.Resize; r != nil {
				got = string(r.State) + " since " + map[bool]string{true: "true", false: "false"}[r.Since != nil] + ": " + r.Message
				if r.Requested != "20Gi" {
					t.Errorf("requested %s, want 20Gi", r.Requested)
				}
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestMissingClaimHasItsTemplatesWishes(t *testing.T) {
	r := newWorld(2, template10, policy(remove, retain)).pod(0, newRev, mounting).add(claim10(0), volume(0)).stored()
	s := claimAt(t, r, 1).Storage
	if s.TemplateRequest != "10Gi" || *s.TemplateStorageClassName != "fast" || len(s.Fates) > 0 {
		t.Errorf("got %+v: want the template's size and class, and no fate", s)
	}
	want := v1alpha1.ClaimOwnership{State: v1alpha1.OwnershipPending, Wanted: "StatefulSet/web", Message: "once created, it is to be owned by StatefulSet/web"}
	if diff := cmp.Diff(want, s.Ownership); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
