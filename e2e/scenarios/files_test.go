//go:build e2e

package scenarios

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// A file need not come from `kubectl sts snapshot`.
func TestFilesThatKubectlWrites(t *testing.T) {
	f := framework.New(t)
	r := stuckRollout(f)

	now := in(0)
	for _, format := range []string{"yaml", "json"} {
		// A kubelet that tries again and again changes its mind on why it cannot pull: in one moment both are the same.
		f.Eventually("`kubectl get -o "+format+"` tells what is read live", framework.Soon, func() (bool, string) {
			live := f.Report("status", "postgres", "--now", now)
			content := f.Kubectl("get", "statefulsets,controllerrevisions,pods,persistentvolumeclaims,services,endpointslices,poddisruptionbudgets",
				"--show-managed-fields", "-o", format)
			// Who changed it is in the managed fields, the server's version is in no object.
			offline := f.Report("status", "postgres", "--now", now, "--server-version", live.Rollout.Rules.ServerVersion,
				"-f", f.File("objects."+format, content))
			diff := cmp.Diff(live.Ordinals, offline.Ordinals) + cmp.Diff(live.Rollout, offline.Rollout)
			return diff == "", "(-live +offline)\n" + diff
		})
	}
	// A dump has no StatefulSets, so they are added; everything else in it that a view cannot use is passed over.
	dump := f.TempDir()
	f.Kubectl("cluster-info", "dump", "--namespaces", f.Namespace, "--output-directory", dump, "-o", "yaml")
	sets := f.Kubectl("get", "statefulsets", "-o", "yaml")
	if err := os.WriteFile(filepath.Join(dump, "statefulsets.yaml"), []byte(sets), 0o600); err != nil {
		f.Fatal(err)
	}
	offline := f.Report("status", "postgres", "--now", now, "-f", dump)
	equal(f, "state", offline.Rollout.State, v1alpha1.StateBlocked)
	equal(f, "waits for", firstWait(f, offline).Object.Name, firstWait(f, r).Object.Name)
	gaps := map[string]v1alpha1.GapReason{}
	for _, g := range offline.Gaps {
		gaps[g.Resource] = g.Reason
	}
	equal(f, "gap of what is not in the dump", gaps["persistentvolumeclaims"], v1alpha1.GapNotInInput)
	f.OfflineEqualsLive("postgres")
}
