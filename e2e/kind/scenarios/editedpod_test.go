//go:build e2e

package scenarios

import (
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// differs runs `kubectl sts diff`, which has to end with code, and returns its screen.
func differs(f *framework.F, code int, args ...string) string {
	f.Helper()
	r := f.TrySts(append([]string{"diff"}, args...)...)
	if r.Code != code || r.Stderr != "" {
		f.Fatalf("%s: exit code %d, want %d\n%s%s", r.Command, r.Code, code, r.Stdout, r.Stderr)
	}
	return r.Stdout
}

// A live Pod gets another image: its kubelet starts the container anew in the same Pod, whose revision label does not
// tell. Then it gets another label, and another size.
func TestPodEditedInPlace(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", stateless, framework.Replicas(2))
	before := settled(f, "app")
	says(f, differs(f, 0, "app", "--pod=app-1"), "It runs as its own revision makes it")

	f.Kubectl("set", "image", "pod/app-1", "app="+framework.AppImageTwo)
	p := pod(f, "app", 1, "its container runs anew", func(p *v1alpha1.Pod) bool { return p.Restarts == 1 && p.Ready })
	equal(f, "uid", p.UID, f.Row(before, 1).Pod.UID)
	equal(f, "revision", p.Revision, f.Row(before, 1).Pod.Revision)
	equal(f, "exit code", p.LastExit.ExitCode, 0)
	settled(f, "app")
	screen := differs(f, 2, "app", "--pod=app-1")
	says(f, screen, "spec.containers[app].image: sts-app:1 → sts-app:2", "edited in place by kubectl-set", "Replacing app-1 loses what was edited in place")
	says(f, f.Sts("revisions", "app"), "ordinal 1 runs image sts-app:2 as container app", "has sts-app:1")
	says(f, f.Sts("status", "app"), "1 (exit 0, ")

	f.Kubectl("label", "pod/app-1", "debug=yes")
	says(f, differs(f, 2, "app", "--pod=app-1"), "debug")
	f.Kubectl("patch", "pod", "app-0", "--subresource=resize", "--type=strategic", "-p",
		`{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"20m"}}}]}}`)
	f.Eventually("the kubelet has resized app-0", framework.Soon, func() (bool, string) {
		s := f.Pod("app-0").Status.ContainerStatuses[0]
		return s.Resources != nil && s.Resources.Requests.Cpu().String() == "20m", f.Kubectl("get", "pod", "app-0", "-o", "yaml")
	})
	equal(f, "restarts of app-0", f.Row(f.Report("status", "app"), 0).Pod.Restarts, 0)
	says(f, differs(f, 2, "app", "--pod=app-0"), "10m", "20m")
	f.OfflineEqualsLive("app")

	// Replaced, it is as its revision makes it again.
	f.Kubectl("delete", "pod", "app-1", "--wait=false")
	pod(f, "app", 1, "another Pod", func(p *v1alpha1.Pod) bool { return p.UID != f.Row(before, 1).Pod.UID && p.Ready })
	says(f, differs(f, 0, "app", "--pod=app-1"), "It runs as its own revision makes it")
	settled(f, "app")
	f.OfflineEqualsLive("app")
}
