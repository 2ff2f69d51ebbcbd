//go:build e2e

package scenarios

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// A rollout goes on when a probe succeeds and minReadySeconds have passed, and not before; status says which it is.
func TestRolloutWaitsForTheReadinessProbe(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	edits := []framework.Edit{stateless, framework.Replicas(2), func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = 4 }}
	f.ApplyApp("app", append(edits, framework.Behavior("ready"))...)
	settled(f, "app")
	f.ApplyApp("app", append(edits, framework.Behavior("unready"), framework.Image(framework.AppImageTwo))...)

	r := waits(f, "app", v1alpha1.WaitReady, "app-1", "running but not ready", "app does not pass its readiness probe")
	w := r.Rollout.WaitsFor[0]
	equal(f, "state", r.Rollout.State, v1alpha1.StateProgressing)
	equal(f, "failing", w.Failing, false)
	equal(f, "ordinals behind", len(w.Behind) == 1 && w.Behind[0] == 0, true)
	row := f.Row(r, 1).Pod
	equal(f, "ready containers", row.ReadyContainers, 0)
	equal(f, "phase", row.Phase, corev1.PodRunning)
	waiting := f.TrySts("wait", "app", "--timeout=5s")
	equal(f, "exit code of wait", waiting.Code, 3)
	says(f, waiting.Stdout+waiting.Stderr, "app-1 is running but not ready")
	f.OfflineEqualsLive("app")

	// The probe succeeds: now the time counts, from the moment at which the kubelet says so.
	f.SetBehavior("app-1", "ready")
	r = waits(f, "app", v1alpha1.WaitAvailable, "app-1", "ready but not yet available")
	since := f.Pod("app-1").Status.Conditions
	for _, c := range since {
		if c.Type == corev1.PodReady && r.Rollout.WaitsFor[0].Until.Sub(c.LastTransitionTime.Time) != 4*time.Second {
			f.Errorf("available at %s, ready since %s, want 4s between them", r.Rollout.WaitsFor[0].Until, c.LastTransitionTime)
		}
	}
	waits(f, "app", v1alpha1.WaitReady, "app-0", "app does not pass its readiness probe")
	done := f.StartSts("wait", "app", "--timeout=50s")
	f.SetBehavior("app-0", "ready")
	if r := done.Wait(); r.Code != 0 {
		f.Errorf("%s: exit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
	}
	settled(f, "app")

	// It fails again, with no rollout under way.
	f.SetBehavior("app-0", "unready")
	r = waits(f, "app", v1alpha1.WaitReady, "app-0", "app does not pass its readiness probe")
	equal(f, "available Pods", r.Replicas.Counted.Available, 1)
	f.OfflineEqualsLive("app")
}

// A program that is slow to start: its startup probe says so, and one without patience has it killed for ever.
func TestSlowStart(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	patience := func(failures int32) []framework.Edit {
		return []framework.Edit{stateless, framework.Replicas(1), framework.Env("STS_APP_START_DELAY", "12s"),
			app(func(c *corev1.Container) { c.StartupProbe = httpProbe("/healthz", failures) })}
	}
	f.ApplyApp("patient", patience(60)...)
	f.ApplyApp("hasty", patience(2)...)
	waits(f, "patient", v1alpha1.WaitReady, "patient-0", "running but not ready", "app has not passed its startup probe")
	f.OfflineEqualsLive("patient")
	settled(f, "patient")

	// It ends as it is told to, with exit code 0, and nothing in the Pod says who told it.
	waits(f, "hasty", v1alpha1.WaitReady, "hasty-0", "CrashLoopBackOff", "exit 0", "restart")
	says(f, f.Sts("status", "hasty"), "whether its startup probe ended it")
	says(f, advised(f, "hasty", "describe pod hasty-0"), "failed startup probe")
	f.OfflineEqualsLive("hasty")

	f.ApplyApp("hasty", patience(60)...)
	r := f.WaitState("hasty", v1alpha1.StateTrapped)
	equal(f, "role of hasty-0", f.Row(r, 0).Pod.RevisionRole, v1alpha1.RevisionCurrent)
	advised(f, "hasty", "delete pod hasty-0")
	settled(f, "hasty")
	f.OfflineEqualsLive("hasty")
}
