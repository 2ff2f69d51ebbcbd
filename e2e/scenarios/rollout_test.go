//go:build e2e

package scenarios

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// stuckRollout brings postgres to where its rollout is stuck on an image that does not exist.
func stuckRollout(f *framework.F) v1alpha1.StatefulSetReport {
	f.Helper()
	f.Apply("stuck-rollout")
	f.WaitAvailable("postgres", 3)
	f.Apply("stuck-rollout/step-2")
	return f.WaitState("postgres", v1alpha1.StateBlocked)
}

func TestRolloutStuckOnABadImage(t *testing.T) {
	f := framework.New(t)
	r := stuckRollout(f)

	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Kind+"/"+w.Object.Name, "PodReady Pod/postgres-2")
	equal(f, "failing", w.Failing, true)
	equalOrdinals(f, "behind postgres-2", w.Behind, 1, 0)
	// A kubelet alternates between ErrImagePull and ImagePullBackOff.
	if !strings.Contains(w.Message, "ImagePull") || !strings.Contains(w.Message, "no-such-image") {
		f.Errorf("the message names neither the failure nor the image: %q", w.Message)
	}
	equal(f, "role of postgres-2", f.Row(r, 2).Pod.RevisionRole, v1alpha1.RevisionUpdate)
	for _, o := range []int32{1, 0} {
		equal(f, "role of "+podName("postgres", o), f.Row(r, o).Pod.RevisionRole, v1alpha1.RevisionCurrent)
	}
	equal(f, "updated", r.Rollout.Updated, 1)
	if !framework.HasAttention(r, "Blocked") {
		f.Errorf("nothing says that a person should look: %+v", r.Attention)
	}
	if len(r.Summary) == 0 || len(r.Summary) > 3 {
		f.Errorf("summary has %d sentences, want one to three: %q", len(r.Summary), r.Summary)
	}

	screen := f.Sts("status", "postgres")
	for _, word := range []string{"Blocked", "postgres-2", "ImagePull", "postgres-1", "postgres-0"} {
		if !strings.Contains(screen, word) {
			f.Errorf("the screen lacks %q:\n%s", word, screen)
		}
	}
	f.Apply("web")
	f.WaitState("web", v1alpha1.StateComplete)
	names := func(args ...string) (out []string) {
		for _, r := range f.Reports(args...) {
			out = append(out, r.Name)
		}
		return out
	}
	equal(f, "sets in list", strings.Join(names("list"), " "), "postgres web")
	equal(f, "sets in list --unhealthy", strings.Join(names("list", "--unhealthy"), " "), "postgres")
	equal(f, "state in list", f.Reports("list")[0].Rollout.State, v1alpha1.StateBlocked)
	f.OfflineEqualsLive("postgres")
}

func TestForcedRollbackTrap(t *testing.T) {
	f := framework.New(t)
	stuckRollout(f)
	f.Kubectl("rollout", "undo", "statefulset/postgres")

	r := f.WaitState("postgres", v1alpha1.StateTrapped)
	w := firstWait(f, r)
	equal(f, "waits for", w.Object.Name, "postgres-2")
	equal(f, "role of postgres-2", f.Row(r, 2).Pod.RevisionRole, v1alpha1.RevisionOther)
	f.OfflineEqualsLive("postgres")

	// What the plugin advises, run as it is printed, is the cure.
	var cure []string
	for _, a := range r.Rollout.Advice {
		for _, command := range a.Commands {
			if strings.Contains(command, "delete pod") {
				cure = append(cure, command)
			}
		}
	}
	if len(cure) != 1 {
		f.Fatalf("%d commands delete a Pod, want one: %+v", len(cure), r.Rollout.Advice)
	}
	if !slices.ContainsFunc(strings.Split(f.Sts("status", "postgres"), "\n"), func(l string) bool { return strings.Contains(l, cure[0]) }) {
		f.Errorf("the screen does not show %q", cure[0])
	}
	f.Shell(cure[0])
	r = waitSettled(f, "postgres")
	for _, o := range r.Ordinals {
		equal(f, "role of "+o.PodName, o.Pod.RevisionRole, v1alpha1.RevisionBoth)
	}
	f.OfflineEqualsLive("postgres")
}

// From 1.37 on a Parallel set replaces its broken old Pods itself; nothing is trapped.
func TestParallelRollbackNeedsNobody(t *testing.T) {
	f := framework.New(t)
	if minor := f.ServerMinor(); minor < "37" {
		f.Skipf("not run: Kubernetes 1.%s replaces no broken Pod of a Parallel set", minor)
	}
	f.Apply("quiz")
	f.WaitAvailable("quiz", 3)
	f.Kubectl("set", "image", "statefulset/quiz", "quiz-api=luksa/quiz-api:no-such-image")
	r := f.WaitState("quiz", v1alpha1.StateBlocked)
	w := firstWait(f, r)
	equal(f, "waits for", w.Object.Name, "quiz-2")
	equalOrdinals(f, "behind quiz-2", w.Behind, 1, 0)
	f.OfflineEqualsLive("quiz")

	f.Kubectl("rollout", "undo", "statefulset/quiz")
	f.WaitStatus("quiz", "complete, and never trapped", func(r v1alpha1.StatefulSetReport) bool {
		if r.Rollout.State == v1alpha1.StateTrapped {
			f.Errorf("reported as trapped: %q", r.Summary)
		}
		return r.Rollout.State == v1alpha1.StateComplete
	})
	f.OfflineEqualsLive("quiz")
}

// With maxUnavailable in force (from 1.37 on) an unavailable Pod uses up the budget even when the partition keeps
// the update away from it: the rollout above it does not begin.
func TestParallelRolloutWaitsForAPodBelowThePartition(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	if minor := f.ServerMinor(); minor < "37" {
		f.Skipf("not run: Kubernetes 1.%s has no maxUnavailable", minor)
	}
	f.Apply("quiz", framework.Behavior("ready"), func(set *appsv1.StatefulSet) {
		partition := int32(1)
		set.Spec.UpdateStrategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition}
	})
	before := f.WaitState("quiz", v1alpha1.StateComplete)
	f.SetBehavior("quiz-0", "unready")
	f.WaitAvailable("quiz", 2)
	f.Kubectl("set", "image", "statefulset/quiz", "quiz-api=luksa/quiz-api:0.2")
	r := f.WaitStatus("quiz", "a rollout that has begun", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateProgressing && r.Rollout.CurrentRevision != r.Rollout.UpdateRevision
	})
	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodReady quiz-0")
	equalOrdinals(f, "behind quiz-0", w.Behind, 2, 1)
	f.OfflineEqualsLive("quiz")
	for _, o := range []int32{2, 1} {
		equal(f, "uid of "+podName("quiz", o), string(f.Pod(podName("quiz", o)).UID), f.Row(before, o).Pod.UID)
	}

	f.SetBehavior("quiz-0", "ready")
	r = f.WaitState("quiz", v1alpha1.StateHeld)
	equalOrdinals(f, "held", r.Rollout.Held, 0)
	f.OfflineEqualsLive("quiz")
}

func TestCrashLoop(t *testing.T) {
	f := framework.New(t)
	// With a readiness probe: for a real kubelet a container without one is ready until it ends.
	f.Apply("web", framework.Behavior("crashloop"))
	r := f.WaitState("web", v1alpha1.StateBlocked)
	pod := f.Row(r, 0).Pod
	equal(f, "reason", pod.Reason, "CrashLoopBackOff")
	equal(f, "failing", pod.Failing, true)
	if pod.Restarts < 1 || pod.LastExit == nil || pod.LastExit.ExitCode == 0 {
		f.Errorf("restarts %d, last exit %+v; want both of a container that crashed", pod.Restarts, pod.LastExit)
	}
	if w := firstWait(f, r); !strings.Contains(w.Message, "CrashLoopBackOff") || !strings.Contains(w.Message, "exit") {
		f.Errorf("the message says neither that nor how the container ends: %q", w.Message)
	}
	equalOrdinals(f, "behind web-0", firstWait(f, r).Behind, 2, 1)
	f.OfflineEqualsLive("web")
}
