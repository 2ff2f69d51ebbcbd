//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// shows waits until the set is in a state and holds its rollout screen to the words.
func shows(f *framework.F, set string, state v1alpha1.RolloutState, words ...string) v1alpha1.StatefulSetReport {
	f.Helper()
	f.WaitState(set, state)
	r := f.WaitReport("rollout", set, string(state), func(r v1alpha1.StatefulSetReport) bool { return r.Rollout.State == state })
	screen := f.Sts("rollout", set)
	for _, word := range append(words, string(state)) {
		if !strings.Contains(screen, word) {
			f.Errorf("%s: the screen lacks %q:\n%s", state, word, screen)
		}
	}
	f.OfflineEqualsLive(set)
	return r
}

func image(image string) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.Template.Spec.Containers[0].Image = image }
}

func TestRolloutFromCompleteToTrappedAndBack(t *testing.T) {
	f := framework.New(t)
	f.Apply("stuck-rollout")
	shows(f, "postgres", v1alpha1.StateComplete, "3 Pods")
	f.Apply("stuck-rollout/step-2")
	r := shows(f, "postgres", v1alpha1.StateBlocked, "postgres-2", "no-such-image", "1, 0", "rollout undo")
	equalOrdinals(f, "in progress", r.Rollout.Progress.InProgress, 2)
	equalOrdinals(f, "to do", r.Rollout.Progress.ToDo, 1, 0)
	f.Kubectl("rollout", "undo", "statefulset/postgres")
	shows(f, "postgres", v1alpha1.StateTrapped, "postgres-2", "delete pod postgres-2")
	f.Kubectl("delete", "pod", "postgres-2")
	shows(f, "postgres", v1alpha1.StateComplete)
}

func TestRolloutProgressing(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	f.Apply("web", image("nginx:1.99"), framework.Behavior("unready"))
	// Not ready for seconds only: nothing says that it fails.
	r := shows(f, "web", v1alpha1.StateProgressing, "web-2", "1.99")
	if r.Rollout.Change == nil || r.Rollout.Change.Restart {
		f.Errorf("change = %+v, want an image", r.Rollout.Change)
	}
}

func TestRolloutHeld(t *testing.T) {
	f := framework.New(t)
	f.Apply("held-partition")
	f.WaitState("kafka", v1alpha1.StateComplete)
	f.Apply("held-partition/step-2")
	r := shows(f, "kafka", v1alpha1.StateHeld, "partition 2", "6, 5")
	equalOrdinals(f, "held", r.Rollout.Progress.Held, 6, 5)
	equalOrdinals(f, "done", r.Rollout.Progress.Done, 8, 7)
	f.Apply("ondelete")
	f.WaitState("elasticsearch", v1alpha1.StateComplete)
	f.Apply("ondelete/step-2")
	shows(f, "elasticsearch", v1alpha1.StateHeld, "OnDelete")
}

func TestRolloutOfRecreate(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	if minor := f.ServerMinor(); minor < "37" {
		f.Skipf("not run: Kubernetes 1.%s has no Recreate", minor)
	}
	recreate := func(set *appsv1.StatefulSet) {
		set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.RecreateStatefulSetStrategyType}
	}
	f.Apply("web", recreate, framework.Behavior("stuck-terminating"), framework.Grace(120))
	f.WaitAvailable("web", 3)
	f.Apply("web", recreate, image("nginx:1.99"), framework.Grace(120))
	r := shows(f, "web", v1alpha1.StateRecreating, "web-2", "web-1", "web-0")
	equal(f, "Pods waited for", len(r.Rollout.WaitsFor), 3)
	for _, pod := range []string{"web-0", "web-1", "web-2"} {
		f.Kubectl("delete", "pod", pod, "--force", "--grace-period=0")
	}
	shows(f, "web", v1alpha1.StateComplete)
}

func TestRolloutUnobserved(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	resume := f.PauseController()
	f.Kubectl("scale", "statefulset/web", "--replicas=2")
	screen := f.Sts("rollout", "web")
	f.OfflineEqualsLive("web")
	resume()
	if !strings.Contains(screen, "Unobserved") || !strings.Contains(screen, "generation 2") {
		f.Errorf("the screen does not say that the controller has not seen the newest spec:\n%s", screen)
	}
	shows(f, "web", v1alpha1.StateComplete, "2 Pods")
}

func TestRolloutOfASetBeingDeleted(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", func(set *appsv1.StatefulSet) { set.Finalizers = []string{"example.com/keep"} })
	f.WaitState("web", v1alpha1.StateComplete)
	f.Kubectl("delete", "statefulset", "web", "--wait=false", "--cascade=orphan")
	shows(f, "web", v1alpha1.StateDeleting, "example.com/keep")
	f.Kubectl("patch", "statefulset", "web", "--type=merge", "-p", `{"metadata":{"finalizers":null}}`)
	f.Eventually("web is gone", framework.Soon, func() (bool, string) {
		r := f.TryKubectl("get", "statefulset", "web")
		return r.Code != 0, r.Stdout
	})
	if pod := f.Pod("web-0"); pod.Status.Phase != corev1.PodRunning {
		f.Errorf("web-0 is %s, want Running: it was orphaned", pod.Status.Phase)
	}
}
