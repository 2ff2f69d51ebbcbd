//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// An image that no registry has holds a rollout up: which image it is and why it does not come is said in one line,
// and what is printed, run as it is, is the cure.
func TestImageThatCannotBePulled(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2))
	settled(f, "app")
	f.Kubectl("set", "image", "statefulset/app", "app="+framework.AppImageMissing)

	r := waits(f, "app", v1alpha1.WaitReady, "app-1", "ImagePull", "image", framework.AppImageMissing)
	w := r.Rollout.WaitsFor[0]
	equal(f, "failing", w.Failing, true)
	if len(w.Message) > 200 {
		f.Errorf("%d characters, too long to be read at a glance: %s", len(w.Message), w.Message)
	}
	p := f.Row(r, 1).Pod
	equal(f, "phase", p.Phase, corev1.PodPending)
	equal(f, "restarts", p.Restarts, 0)
	// The kubelet goes from one to the other and back: both are failures.
	for _, reason := range []string{"ImagePullBackOff", "ErrImagePull"} {
		pod(f, "app", 1, reason, func(p *v1alpha1.Pod) bool { return p.Reason == reason && p.Failing })
	}
	if screen := f.Sts("status", "app"); strings.Contains(screen, " logs ") {
		f.Errorf("nothing of app-1 ran, and yet its logs are to be looked at:\n%s", screen)
	}
	waiting := f.TrySts("wait", "app", "--timeout=5s")
	equal(f, "exit code of wait", waiting.Code, 3)
	says(f, waiting.Stdout+waiting.Stderr, "app-1", framework.AppImageMissing)

	advised(f, "app", "rollout undo statefulset/app --to-revision=1")
	f.WaitState("app", v1alpha1.StateTrapped)
	f.OfflineEqualsLive("app")
	advised(f, "app", "delete pod app-1")
	settled(f, "app")
	f.OfflineEqualsLive("app")
}

// A name that is no image's, and an image that may not be pulled: these fail without a registry being asked.
func TestImageThatIsNotPulled(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("never", stateless, framework.Replicas(1), framework.Image(framework.AppImageMissing), app(func(c *corev1.Container) { c.ImagePullPolicy = corev1.PullNever }))
	f.ApplyApp("invalid", stateless, framework.Replicas(1), framework.Image("STS-APP:1"))
	waits(f, "never", v1alpha1.WaitReady, "never-0", "ErrImageNeverPull", framework.AppImageMissing)
	waits(f, "invalid", v1alpha1.WaitReady, "invalid-0", "InvalidImageName", "STS-APP", "must be lowercase")
	for _, set := range []string{"never", "invalid"} {
		f.WaitState(set, v1alpha1.StateDegraded)
		f.Kubectl("set", "image", "statefulset/"+set, "app="+framework.AppImage)
		f.WaitState(set, v1alpha1.StateTrapped)
		advised(f, set, "delete pod "+set+"-0")
		settled(f, set)
		f.OfflineEqualsLive(set)
	}
}
