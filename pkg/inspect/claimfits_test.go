package inspect

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// A class without a provisioner makes no volume: waiting for the first consumer is
// waiting in vain unless there is one that fits.
func TestWaitingInVainForAVolume(t *testing.T) {
	wffc := storagev1.VolumeBindingWaitForFirstConsumer
	local := func() *storagev1.StorageClass {
		c := &storagev1.StorageClass{Provisioner: "kubernetes.io/no-provisioner", VolumeBindingMode: &wffc}
		c.Name = "fast"
		return c
	}
	free := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef, pv.Status.Phase = nil, corev1.VolumeAvailable }
	kept := func(pv *corev1.PersistentVolume) { pv.Spec.ClaimRef.UID = "" }
	block := corev1.PersistentVolumeBlock
	const waits, vain = "is bound once its Pod is scheduled (WaitForFirstConsumer)", "StorageClass fast has no provisioner, and no free volume of it fits: one must be made by hand"
	for _, tt := range []struct {
		name   string
		volume *corev1.PersistentVolume
		world  func(*world)
		want   string
	}{
		{"there is no volume", nil, nil, vain},
		{"a free volume fits", volume(7, free), nil, waits},
		{"a larger one fits", volume(7, free, holding("20Gi")), nil, waits},
		{"one that is kept for the claim fits", volume(0, kept), nil, waits},
		{"one that is kept for another does not", volume(7, kept), nil, vain},
		{"a smaller one does not", volume(7, free, holding("9Gi")), nil, vain},
		{"one of another class does not", volume(7, free, func(pv *corev1.PersistentVolume) { pv.Spec.StorageClassName = "slow" }), nil, vain},
		{"one that is for readers alone does not", volume(7, free, func(pv *corev1.PersistentVolume) {
			pv.Spec.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadOnlyMany}
		}), nil, vain},
		{"a raw device does not", volume(7, free, func(pv *corev1.PersistentVolume) { pv.Spec.VolumeMode = &block }), nil, vain},
		{"one that is being deleted does not", volume(7, free, func(pv *corev1.PersistentVolume) { at := ago(hour); pv.DeletionTimestamp = &at }), nil, vain},
		{"nobody knows without volumes", nil, func(w *world) { w.unread = map[string]bool{"persistentvolumes": true} }, waits},
		{"a class that makes volumes waits", nil, func(w *world) {
			for _, o := range w.objects {
				if c, ok := o.(*storagev1.StorageClass); ok {
					c.Provisioner = "csi.example.com"
				}
			}
		}, waits},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(1, template10).pod(0, newRev, unschedulable(5*time.Minute), mounting).add(claim10(0, pending), local(), node("node-a", "eu-1"))
			if tt.volume != nil {
				w.add(tt.volume)
			}
			if tt.world != nil {
				tt.world(w)
			}
			r := w.stored()
			if got := claimAt(t, r, 0).Message; got != tt.want {
				t.Errorf("the claim: got %q, want %q", got, tt.want)
			}
			p := r.Ordinals[0].Placement
			if nowhere := p.State == v1alpha1.PlacementNowhere; nowhere != (tt.want == vain) || nowhere && !strings.HasSuffix(p.Message, "; web-0 cannot start") {
				t.Errorf("the Pod: %s, %s", p.State, p.Message)
			}
			if got := w.report().Ordinals[0].Claims[0].Message; got != waits && got != "waits for provisioner csi.example.com" {
				t.Errorf("a view that reads no free volumes says %q", got)
			}
		})
	}
}
