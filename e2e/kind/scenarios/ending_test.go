//go:build e2e

package scenarios

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// A program that does not end when it is told to has until its grace period is over; status counts down to then.
func TestPodThatDoesNotEnd(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2), framework.Grace(8), framework.Env("STS_APP_MODE", "stuck-terminating"))
	before := settled(f, "app")
	f.Kubectl("set", "image", "statefulset/app", "app="+framework.AppImageTwo)

	r := waits(f, "app", v1alpha1.WaitTermination, "app-1", "is terminating")
	w, row := r.Rollout.WaitsFor[0], f.Row(r, 1)
	equal(f, "failing", w.Failing, false)
	equal(f, "state", r.Rollout.State, v1alpha1.StateProgressing)
	deleted := f.Pod("app-1").DeletionTimestamp
	if row.Pod.Terminating == nil || w.Until == nil || !w.Until.Equal(deleted) || row.Pod.Terminating.GraceSeconds != 8 {
		f.Errorf("waits until %v, terminating %+v; want %s and 8 s of grace", w.Until, row.Pod.Terminating, deleted)
	}
	says(f, f.Sts("status", "app"), "Terminating", "to go")
	f.OfflineEqualsLive("app")
	after := pod(f, "app", 1, "another Pod", func(p *v1alpha1.Pod) bool { return p.UID != f.Row(before, 1).Pod.UID })
	if early := deleted.Sub(after.CreationTimestamp.Time); early > time.Second {
		f.Errorf("its successor was created %s before the grace period was over", early)
	}
	settled(f, "app")
	f.OfflineEqualsLive("app")
}

// A preStop hook is part of the grace period. Once it has ended the Pod goes, however long that period still is.
func TestPreStopHook(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(1), framework.Grace(600), app(func(c *corev1.Container) {
		c.Lifecycle = &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Sleep: &corev1.SleepAction{Seconds: 4}}}
	}))
	before := settled(f, "app")
	f.Kubectl("delete", "pod", "app-0", "--wait=false")
	r := waits(f, "app", v1alpha1.WaitTermination, "app-0", "is terminating")
	ending := f.Row(r, 0).Pod.Terminating
	equal(f, "grace", ending.GraceSeconds, 600)
	after := pod(f, "app", 0, "another Pod", func(p *v1alpha1.Pod) bool { return p.UID != f.Row(before, 0).Pod.UID && p.Ready })
	equal(f, "its successor is there before the grace period is over", after.CreationTimestamp.Before(&ending.Deadline), true)
	settled(f, "app")
	f.OfflineEqualsLive("app")
}
