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

// Containers end in different ways: how, how often and with which last words is told.
func TestCrashLoops(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	loops := []struct {
		set    string
		edit   framework.Edit
		code   int32
		reason string
		says   []string
		logs   bool
	}{
		{"exits", framework.Image(framework.AppImageBad), 3, "Error", []string{"exit 3"}, true},
		{"memory", func(set *appsv1.StatefulSet) { runs("cat", "/dev/zero")(set); memoryLimit("24Mi")(set) }, 137, "OOMKilled", []string{"OOMKilled", "exit 137"}, true},
		{"words", runs("cat", "/nosuch"), 1, "Error", []string{"exit 1", "open /nosuch: no such file or directory"}, true},
		// Nothing ran, so there is no log: what the runtime says is all there is.
		{"nosuch", app(func(c *corev1.Container) { c.Command = []string{"/nosuch"} }), 128, "StartError", []string{"StartError", `exec: "/nosuch"`}, false},
	}
	for _, c := range loops {
		f.ApplyApp(c.set, stateless, framework.Replicas(1), c.edit)
	}
	for _, c := range loops {
		name := c.set + "-0"
		waits(f, c.set, v1alpha1.WaitReady, name, append(c.says, "restart")...)
		p := pod(f, c.set, 0, "in a crash loop", func(p *v1alpha1.Pod) bool { return p.Restarts > 1 && p.Failing && p.LastExit != nil })
		equal(f, name+" exit code", p.LastExit.ExitCode, c.code)
		equal(f, name+" reason", p.LastExit.Reason, c.reason)
		equal(f, name+" restarts are at most its status's", p.Restarts <= f.Pod(name).Status.ContainerStatuses[0].RestartCount, true)
		r := f.WaitState(c.set, v1alpha1.StateDegraded)
		equal(f, name+" asks for attention", framework.HasAttention(r, "Degraded"), true)
		if c.logs {
			advised(f, c.set, "logs "+name+" -c app --previous")
		} else if screen := f.Sts("status", c.set); strings.Contains(screen, " logs ") {
			f.Errorf("nothing of %s ran, and yet its logs are to be looked at:\n%s", name, screen)
		}
		f.OfflineEqualsLive(c.set)
	}
}

// A container that is killed from outside is started again at once: that is no failure, and its row says how it ended.
func TestKilledOnce(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.StoppableNodes)
	f.ApplyApp("app", stateless, framework.Replicas(1))
	settled(f, "app")
	before := f.Pod("app-0")
	_, id, _ := strings.Cut(before.Status.ContainerStatuses[0].ContainerID, "://")
	f.OnNode(before.Spec.NodeName, "ctr", "--namespace", "k8s.io", "tasks", "kill", "--signal", "SIGKILL", id)
	p := pod(f, "app", 0, "ready again after a restart", func(p *v1alpha1.Pod) bool { return p.Restarts == 1 && p.Ready })
	equal(f, "exit code", p.LastExit.ExitCode, 137)
	equal(f, "failing", p.Failing, false)
	equal(f, "uid", p.UID, string(before.UID))
	settled(f, "app")
	says(f, f.Sts("status", "app"), "1 (exit 137, ")
	f.OfflineEqualsLive("app")
}

// The trap of a forced roll-back with containers that really crash, into it and out of it by the printed commands alone.
func TestForcedRollbackOfACrashLoop(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless)
	before := settled(f, "app")
	f.Kubectl("set", "image", "statefulset/app", "app="+framework.AppImageBad)
	waits(f, "app", v1alpha1.WaitReady, "app-2", "CrashLoopBackOff", "exit 3", "restart")
	r := f.WaitState("app", v1alpha1.StateBlocked)
	equal(f, "ordinals behind app-2", len(r.Rollout.WaitsFor[0].Behind), 2)
	for _, o := range []int32{1, 0} {
		equal(f, "uid of a Pod behind", f.Row(r, o).Pod.UID, f.Row(before, o).Pod.UID)
	}
	// Somebody may mend it: this is waited for.
	waiting := f.TrySts("wait", "app", "--timeout=5s")
	equal(f, "exit code of wait", waiting.Code, 3)
	says(f, waiting.Stdout+waiting.Stderr, "app-2", "exit 3")
	f.OfflineEqualsLive("app")

	advised(f, "app", "rollout undo statefulset/app --to-revision=1")
	r = f.WaitState("app", v1alpha1.StateTrapped)
	equal(f, "role of app-2", f.Row(r, 2).Pod.RevisionRole, v1alpha1.RevisionOther)
	waiting = f.TrySts("wait", "app", "--timeout=50s")
	equal(f, "exit code of wait in the trap", waiting.Code, 2)
	says(f, waiting.Stdout+waiting.Stderr, "delete pod app-2")
	f.OfflineEqualsLive("app")
	advised(f, "app", "delete pod app-2")
	r = settled(f, "app")
	equal(f, "revision", r.Rollout.UpdateRevision, before.Rollout.UpdateRevision)
	f.OfflineEqualsLive("app")
}
