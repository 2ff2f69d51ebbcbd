//go:build e2e

package scenarios

import (
	"path/filepath"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// usageGap is what a report says of nodes/proxy, empty when it was read.
func usageGap(r v1alpha1.StatefulSetReport) string { return gapOf(r, "nodes/proxy") }

// Simulated nodes have no kubelet that could be asked how full a volume is, and that is said: no figure is made up.
func TestUsageWithoutKubelets(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	f.Apply("web")
	r := f.WaitState("web", v1alpha1.StateComplete)
	node := f.Row(r, 0).Pod.Node

	r = f.Report("storage", "web", "--usage")
	if gap := usageGap(r); !strings.HasPrefix(gap, "Failed: ") || !strings.Contains(gap, node) {
		f.Errorf("the gap does not name %s, or why: %q", node, gap)
	}
	for _, o := range r.Ordinals {
		if u := o.Claims[0].Storage.Usage; u != nil {
			f.Errorf("%s: nobody measured it, and yet: %+v", o.Claims[0].Name, u)
		}
	}
	equal(f, "sum of what is used is known", r.Storage.Totals.Used != nil, false)
	if screen := f.Sts("storage", "web", "--usage"); !strings.Contains(screen, "nodes/proxy") || !strings.Contains(screen, node) {
		f.Errorf("the screen does not say that %s did not tell:\n%s", node, screen)
	}
	// Who does not ask for it is not told of it.
	equal(f, "gap without --usage", usageGap(f.Report("storage", "web")), "")

	// A user who may not ask kubelets is told so, for all nodes at once.
	user := f.ServiceAccount("on-call", "statefulsets.apps", "pods", "persistentvolumeclaims")
	if gap := usageGap(user.Report("storage", "web", "--usage")); !strings.HasPrefix(gap, "Forbidden: ") || !strings.Contains(gap, node) {
		f.Errorf("the gap does not say that %s is refused: %q", node, gap)
	}

	// The snapshot says the same.
	file, now := filepath.Join(f.TempDir(), "usage.yaml"), in(0)
	f.Sts("snapshot", "web", "--usage", "--output-file", file)
	equal(f, "offline", f.Sts("storage", "web", "--usage", "-o", "json", "--now", now, "-f", file), f.Sts("storage", "web", "--usage", "-o", "json", "--now", now))
	f.OfflineEqualsLive("web")
}
