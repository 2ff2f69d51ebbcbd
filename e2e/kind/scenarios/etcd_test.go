//go:build e2e

package scenarios

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
	"github.com/kubectl-sts/kubectl-sts/e2e/images"
)

const etcdNew = "registry.k8s.io/etcd:3.7.0-0"

// A real quorum: deployed, upgraded, broken by a bad image and by a lost volume, and repaired by what is advised. Every
// write that etcd has acknowledged meanwhile is there at the end.
func TestEtcd(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.StoppableNodes)
	f.LoadImages(func(ctx context.Context, w io.Writer) error {
		return images.WriteEtcd(ctx, w, framework.Root(), runtime.GOARCH)
	})
	f.Apply("etcd")
	settled(f, "etcd")
	etcd := dialEtcd(f)
	equal(f, "version", etcd.versions(), "3.6.8 3.6.8 3.6.8")
	written := etcd.writeOn()

	t.Log("upgraded, as plan foretells")
	plan := f.Plan("etcd", "--image", "etcd="+etcdNew)
	moves := f.WatchPods("etcd")
	f.Kubectl("set", "image", "statefulset/etcd", "etcd="+etcdNew)
	settled(f, "etcd")
	asPlanned(f, &plan, moves)
	equal(f, "version", etcd.versions(), "3.7.0 3.7.0 3.7.0")
	f.OfflineEqualsLive("etcd")

	t.Log("broken by an image that does not exist")
	f.Kubectl("set", "image", "statefulset/etcd", "etcd=registry.k8s.io/etcd:no-such-image")
	r := waits(f, "etcd", v1alpha1.WaitReady, "etcd-2", "no-such-image")
	equal(f, "state", r.Rollout.State, v1alpha1.StateBlocked)
	for _, ordinal := range []int32{0, 1} {
		equal(f, f.Row(r, ordinal).PodName+" is left alone", f.Row(r, ordinal).Pod.Ready, true)
	}
	says(f, f.Sts("rollout", "etcd"), "etcd-2", "rollout undo")
	says(f, f.Sts("status", "etcd", "-o", "wide"), "PodDisruptionBudget etcd: disruptions allowed now: 0")
	undone := f.Plan("etcd", "--undo")
	equal(f, "what plan says of undoing it", undone.Outcome, v1alpha1.PlanDone)
	repair(f, "etcd")
	settled(f, "etcd")

	t.Log("a member's volume is lost")
	f.Kubectl("delete", "persistentvolumeclaim", "data-etcd-2", "--wait=false")
	f.WaitStatus("etcd", "the claim is going", func(r v1alpha1.StatefulSetReport) bool { return framework.HasAttention(r, "ClaimTerminating") })
	f.Kubectl("delete", "pod", "etcd-2")
	waits(f, "etcd", v1alpha1.WaitReady, "etcd-2", "exit 1")
	f.WaitState("etcd", v1alpha1.StateDegraded)
	says(f, obey(f, commands(f, "status", "etcd"), "logs etcd-2"), "has already been bootstrapped")
	etcd.replaceMember("etcd-2")
	// The new member joins what exists: another template, which reaches the broken Pod first.
	f.Kubectl("set", "env", "statefulset/etcd", "STATE=existing")
	repair(f, "etcd")
	settled(f, "etcd")
	equal(f, "members", etcd.members(), "etcd-0 etcd-1 etcd-2")

	etcd.expect(written())
	f.OfflineEqualsLive("etcd")
}

// repair follows what status advises until nothing fails any more: looking changes nothing, and each command that
// changes something is run once.
func repair(f *framework.F, set string) {
	f.Helper()
	done := map[string]bool{}
	f.Eventually("the advice repairs "+set, framework.Soonish, func() (bool, string) {
		r := f.Report("status", set)
		if r.Rollout.State == v1alpha1.StateComplete {
			return true, ""
		}
		for _, a := range r.Rollout.Advice {
			for _, c := range a.Commands {
				if looks := strings.Contains(c, " logs ") || strings.Contains(c, " describe "); !done[c] && !looks {
					f.Logf("%s: %s", a.Message, c)
					done[c] = true
					f.Shell(c)
					return false, "after " + c
				}
			}
		}
		return false, strings.Join(r.Summary, "\n")
	})
}
