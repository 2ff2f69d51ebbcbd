//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestDeletedPodComesBackAsItself(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	before := f.WaitState("web", v1alpha1.StateComplete)
	old, claim := f.Row(before, 1), f.Claim("www-web-1")

	f.Kubectl("delete", "pod", "web-1", "--wait=false")
	after := f.WaitStatus("web", "another web-1, all complete", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 1)
		return row.Pod != nil && row.Pod.UID != old.Pod.UID && r.Rollout.State == v1alpha1.StateComplete
	})
	row := f.Row(after, 1)
	equal(f, "name", row.Pod.Name, "web-1")
	equal(f, "revision", row.Pod.Revision, old.Pod.Revision)
	equal(f, "claim", row.Claims[0].Name, "www-web-1")
	equal(f, "volume", row.Claims[0].VolumeName, old.Claims[0].VolumeName)
	equal(f, "claim uid", f.Claim("www-web-1").UID, claim.UID)
	for _, other := range []int32{0, 2} {
		equal(f, "uid of "+podName("web", other), f.Row(after, other).Pod.UID, f.Row(before, other).Pod.UID)
	}

	tree := f.Sts("tree", "web")
	for _, name := range []string{"web-0", "web-1", "web-2", "www-web-1", row.Claims[0].VolumeName, "nginx", row.Pod.Revision} {
		if !strings.Contains(tree, name) {
			f.Errorf("`kubectl sts tree web` does not show %q:\n%s", name, tree)
		}
	}
	f.OfflineEqualsLive("web")
}
