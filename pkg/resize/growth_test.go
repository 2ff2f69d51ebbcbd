package resize

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// resizeStatus is what a resizer writes of a claim.
func resizeStatus(s corev1.ClaimResourceStatus) func(*fixture, *corev1.PersistentVolumeClaim) {
	return func(_ *fixture, c *corev1.PersistentVolumeClaim) {
		c.Status.AllocatedResourceStatuses = map[corev1.ResourceName]corev1.ClaimResourceStatus{corev1.ResourceStorage: s}
	}
}

func conditionOf(kind corev1.PersistentVolumeClaimConditionType, message string) func(*fixture, *corev1.PersistentVolumeClaim) {
	return func(_ *fixture, c *corev1.PersistentVolumeClaim) {
		c.Status.Conditions = []corev1.PersistentVolumeClaimCondition{{Type: kind, Status: corev1.ConditionTrue, Message: message}}
	}
}

// One claim is not as the others; 20Gi is asked for.
func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		name              string
		request, capacity string
		change            func(*fixture, *corev1.PersistentVolumeClaim)
		state             v1alpha1.ClaimGrowth
		message           string
		outcome           v1alpha1.ResizeOutcome
	}{
		{"to grow", "10Gi", "10Gi", nil, v1alpha1.GrowthToDo, "", v1alpha1.ResizeReady},
		{"grown already", "20Gi", "20Gi", nil, v1alpha1.GrowthDone, "", v1alpha1.ResizeReady},
		{"grown when the driver rounded up", "20Gi", "21Gi", nil, v1alpha1.GrowthDone, "", v1alpha1.ResizeReady},
		{"to grow although its volume is larger", "10Gi", "25Gi", nil, v1alpha1.GrowthToDo, "", v1alpha1.ResizeReady},
		{"growing, and nobody said a word", "20Gi", "10Gi", nil, v1alpha1.GrowthUnderWay, "waits for its driver's resizer", v1alpha1.ResizeReady},
		{"growing in the controller", "20Gi", "10Gi", conditionOf(corev1.PersistentVolumeClaimResizing, ""), v1alpha1.GrowthUnderWay, "at work", v1alpha1.ResizeReady},
		{"growing with errors", "20Gi", "10Gi", conditionOf(corev1.PersistentVolumeClaimControllerResizeError, "quota"), v1alpha1.GrowthUnderWay, "after: quota", v1alpha1.ResizeReady},
		{"left to the node", "20Gi", "10Gi", resizeStatus(corev1.PersistentVolumeClaimNodeResizePending), v1alpha1.GrowthNeedsNode, "file system", v1alpha1.ResizeReady},
		{"left to the node by an old driver", "20Gi", "10Gi", conditionOf(corev1.PersistentVolumeClaimFileSystemResizePending, ""), v1alpha1.GrowthNeedsNode, "file system", v1alpha1.ResizeReady},
		{"failed in the controller", "20Gi", "10Gi", resizeStatus(corev1.PersistentVolumeClaimControllerResizeInfeasible), v1alpha1.GrowthFailed, "cannot make the volume", v1alpha1.ResizeBlocked},
		{"failed on the node", "20Gi", "10Gi", resizeStatus(corev1.PersistentVolumeClaimNodeResizeInfeasible), v1alpha1.GrowthFailed, "on its node", v1alpha1.ResizeBlocked},
		{"to grow less than what failed", "500Gi", "10Gi", resizeStatus(corev1.PersistentVolumeClaimControllerResizeInfeasible), v1alpha1.GrowthToDo, "could not grow to 500Gi", v1alpha1.ResizeReady},
		{"refused while it is not bound", "10Gi", "0", func(_ *fixture, c *corev1.PersistentVolumeClaim) {
			c.Status, c.Spec.VolumeName = corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimPending}, ""
		}, v1alpha1.GrowthRefused, "only bound claims", v1alpha1.ResizeBlocked},
		{"refused without its volume", "10Gi", "10Gi", func(_ *fixture, c *corev1.PersistentVolumeClaim) { c.Status.Phase = corev1.ClaimLost },
			v1alpha1.GrowthRefused, "pv-1 is gone", v1alpha1.ResizeBlocked},
		{"refused without a class", "10Gi", "10Gi", func(_ *fixture, c *corev1.PersistentVolumeClaim) { c.Spec.StorageClassName = nil },
			v1alpha1.GrowthRefused, "no StorageClass", v1alpha1.ResizeBlocked},
		{"refused when the class is gone", "10Gi", "10Gi", func(f *fixture, c *corev1.PersistentVolumeClaim) { c.Spec.StorageClassName = new("gone") },
			v1alpha1.GrowthRefused, "gone does not exist", v1alpha1.ResizeBlocked},
		{"refused by a class that does not say", "10Gi", "10Gi", func(f *fixture, _ *corev1.PersistentVolumeClaim) { f.classes[0].AllowVolumeExpansion = nil },
			v1alpha1.GrowthRefused, "fast does not allow expansion", v1alpha1.ResizeBlocked},
		{"refused by the class of the claim, whatever the template's says", "10Gi", "10Gi", func(f *fixture, c *corev1.PersistentVolumeClaim) {
			f.class("slow", false, "csi.example")
			c.Spec.StorageClassName = new("slow")
		}, v1alpha1.GrowthRefused, "slow does not allow expansion", v1alpha1.ResizeBlocked},
		{"refused by the class of the annotation, which comes first", "10Gi", "10Gi", func(f *fixture, c *corev1.PersistentVolumeClaim) {
			f.class("slow", false, "csi.example")
			c.Annotations = map[string]string{corev1.BetaStorageClassAnnotation: "slow"}
		}, v1alpha1.GrowthRefused, "slow does not allow expansion", v1alpha1.ResizeBlocked},
		{"refused when its volume is local", "10Gi", "10Gi", func(f *fixture, c *corev1.PersistentVolumeClaim) {
			f.volumes["pv-1"].Spec.PersistentVolumeSource = corev1.PersistentVolumeSource{Local: &corev1.LocalVolumeSource{Path: "/d"}}
			f.class("local", true, "kubernetes.io/no-provisioner")
			c.Spec.StorageClassName = new("local")
		}, v1alpha1.GrowthRefused, "nobody expands", v1alpha1.ResizeBlocked},
		{"failed when its volume is local and it was asked all the same", "20Gi", "10Gi", func(f *fixture, c *corev1.PersistentVolumeClaim) {
			f.volumes["pv-1"].Spec.PersistentVolumeSource = corev1.PersistentVolumeSource{Local: &corev1.LocalVolumeSource{Path: "/d"}}
			f.class("local", true, "kubernetes.io/no-provisioner")
			c.Spec.StorageClassName = new("local")
		}, v1alpha1.GrowthFailed, "nobody expands", v1alpha1.ResizeBlocked},
		{"to grow, as far as is known, when its volume is local and has a provisioner", "10Gi", "10Gi", func(f *fixture, _ *corev1.PersistentVolumeClaim) {
			f.volumes["pv-1"].Spec.PersistentVolumeSource = corev1.PersistentVolumeSource{Local: &corev1.LocalVolumeSource{Path: "/d"}}
		}, v1alpha1.GrowthToDo, "is not known; try one claim first", v1alpha1.ResizeReady},
		{"under way, and perhaps for ever, when its volume is local and was asked to", "20Gi", "10Gi", func(f *fixture, _ *corev1.PersistentVolumeClaim) {
			f.volumes["pv-1"].Spec.PersistentVolumeSource = corev1.PersistentVolumeSource{Local: &corev1.LocalVolumeSource{Path: "/d"}}
		}, v1alpha1.GrowthUnderWay, "resizer: volume pv-1 is neither CSI", v1alpha1.ResizeReady},
		{"to grow, as far as is known, when classes are unread", "10Gi", "10Gi", func(f *fixture, _ *corev1.PersistentVolumeClaim) {
			f.unread["storageclasses.storage.k8s.io"] = true
		}, v1alpha1.GrowthToDo, "fast allows expansion is not known", v1alpha1.ResizeReady},
		{"to grow, as far as is known, when a volume without provisioner is unread", "10Gi", "10Gi", func(f *fixture, c *corev1.PersistentVolumeClaim) {
			f.class("local", true, "kubernetes.io/no-provisioner")
			c.Spec.StorageClassName, f.unread["persistentvolumes"] = new("local"), true
		}, v1alpha1.GrowthToDo, "is not known", v1alpha1.ResizeReady},
		{"left alone when it is being deleted", "10Gi", "10Gi", func(_ *fixture, c *corev1.PersistentVolumeClaim) {
			at := metav1.NewTime(now.Add(-time.Minute))
			c.DeletionTimestamp = &at
		}, v1alpha1.GrowthGoing, "is being deleted", v1alpha1.ResizeReady},
	} {
		t.Run("it should be "+c.name, func(t *testing.T) {
			f := newFixture()
			f.claims = append(f.claims[:1], f.claims[2:]...)
			claim := f.claim(1, c.request, c.capacity)
			if c.change != nil {
				c.change(f, claim)
			}
			book := f.build(t, "20Gi")
			got := book.Claims[1]
			if got.Name != "www-web-1" || got.State != c.state || !strings.Contains(got.Message, c.message) || c.message == "" && got.Message != "" {
				t.Errorf("got %s %s (%s), want %s (%s)", got.Name, got.State, got.Message, c.state, c.message)
			}
			if book.Outcome != c.outcome {
				t.Errorf("outcome %s (%s), want %s", book.Outcome, book.Message, c.outcome)
			}
			patched := strings.Contains(strings.Join(book.Steps[0].Commands, "\n"), "www-web-1")
			if want := c.state == v1alpha1.GrowthToDo; patched != want {
				t.Errorf("a command grows it: %t, want %t", patched, want)
			}
		})
	}
}

// Up to 1.31 a failed expansion cannot be taken back.
func TestOldServersDoNotRecover(t *testing.T) {
	f := newFixture()
	f.version = "v1.31.0"
	f.claims = append(f.claims[:1], f.claims[2:]...)
	resizeStatus(corev1.PersistentVolumeClaimControllerResizeInfeasible)(f, f.claim(1, "500Gi", "10Gi"))
	if _, err := f.try("20Gi", ""); err == nil || !strings.Contains(err.Error(), "www-web-1 asks for 500Gi already") {
		t.Errorf("error %v", err)
	}
}
