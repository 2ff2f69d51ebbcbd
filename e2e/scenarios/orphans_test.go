//go:build e2e

package scenarios

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// orphaned is what `storage --orphans` finds, by claim: "Orphaned SetGone".
func orphaned(f *framework.F, args ...string) (map[string]string, v1alpha1.OrphanedClaims) {
	f.Helper()
	var r v1alpha1.OrphanedClaims
	if err := json.Unmarshal([]byte(f.Sts(append([]string{"storage", "--orphans", "-o", "json"}, args...)...)), &r); err != nil {
		f.Fatal(err)
	}
	found := map[string]string{}
	for _, c := range r.Claims {
		found[c.Name] = string(c.Verdict) + " " + string(c.Reason)
	}
	return found, r
}

// same is equal for what cannot be compared with ==.
func same[T any](f *framework.F, what string, got, want T) {
	f.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		f.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

const byHand = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data-report-0}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
`

const reader = `apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  containers: [{name: app, image: app:1}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data-redis-0}}]
`

func TestOrphanedClaims(t *testing.T) {
	f := framework.New(t)
	f.Apply("orphaned")
	f.WaitAvailable("redis", 2)
	f.Apply("web")
	f.WaitAvailable("web", 3)
	f.ApplyYAML(byHand)
	found, _ := orphaned(f)
	same(f, "found while the sets are there", found, map[string]string{"data-report-0": "Doubtful SetGone"})

	// The set goes, its claims stay.
	f.Kubectl("delete", "statefulset", "redis")
	f.Kubectl("wait", "--for=delete", "pod/redis-0", "pod/redis-1", f.Patience())
	found, r := orphaned(f)
	same(f, "found", found, map[string]string{
		"data-redis-0": "Orphaned SetGone", "data-redis-1": "Orphaned SetGone", "data-report-0": "Doubtful SetGone"})
	same(f, "bytes", []int64{r.OrphanedBytes, r.DoubtfulBytes}, []int64{8 << 30, 1 << 30})
	same(f, "the largest first", []string{r.Claims[0].Capacity, r.Claims[2].Name}, []string{"4Gi", "data-report-0"})
	equal(f, "data", r.Claims[0].Data, v1alpha1.DataOutcomeDestroyed)
	evidence := strings.Join(r.Claims[0].Evidence, "; ")
	for _, want := range []string{"there is no StatefulSet redis", "kube-controller-manager made it", "label app=redis", "no Pod mounts it"} {
		if !strings.Contains(evidence, want) {
			f.Errorf("the evidence lacks %q: %s", want, evidence)
		}
	}

	// What a Pod mounts, whoever owns it, is in use; of a set that is only smaller, claims are left over.
	f.ApplyYAML(reader)
	f.Kubectl("scale", "statefulset", "web", "--replicas=1")
	f.WaitStatus("web", "one Pod", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Replicas.Reported.Replicas == 1
	})
	found, _ = orphaned(f)
	same(f, "found with a reader", found, map[string]string{"data-redis-1": "Orphaned SetGone", "data-report-0": "Doubtful SetGone"})

	// A set of the name that has another template does not use them.
	f.Kubectl("delete", "pod", "reader", "--grace-period=0", "--force")
	f.Apply("orphaned", func(set *appsv1.StatefulSet) {
		set.Spec.VolumeClaimTemplates[0].Name = "db"
		set.Spec.Template.Spec.Containers[0].VolumeMounts[0].Name = "db"
	})
	f.WaitAvailable("redis", 2)
	found, _ = orphaned(f)
	same(f, "found beside a set of the name", found, map[string]string{
		"data-redis-0": "Orphaned TemplateGone", "data-redis-1": "Orphaned TemplateGone", "data-report-0": "Doubtful SetGone"})

	// Offline it is the same: all of a namespace is in its snapshot.
	file := filepath.Join(f.TempDir(), "all.yaml")
	f.Sts("snapshot", "--output-file", file)
	now := in(0)
	for _, format := range []string{"json", "table", "wide", "markdown"} {
		equal(f, "offline "+format, f.Sts("storage", "--orphans", "-o", format, "--now", now, "-f", file, "-n", f.Namespace),
			f.Sts("storage", "--orphans", "-o", format, "--now", now))
	}
	// A snapshot of one set does not know of the others, and accuses none.
	one := filepath.Join(f.TempDir(), "one.yaml")
	f.Sts("snapshot", "web", "--output-file", one)
	found, r = orphaned(f, "-f", one)
	equal(f, "found in a snapshot of one set", len(found), 0)
	equal(f, "gaps of it", len(r.Gaps) > 0, true)
	if screen := f.Sts("storage", "--orphans", "-f", one); !strings.Contains(screen, "statefulsets") {
		f.Errorf("the screen does not say that sets are missing:\n%s", screen)
	}
	f.OfflineEqualsLive("web")
}

// Who may not read Pods does not know whether they mount a claim.
func TestOrphanedClaimsWithoutPods(t *testing.T) {
	f := framework.New(t)
	f.Apply("orphaned")
	f.WaitAvailable("redis", 2)
	f.Kubectl("delete", "statefulset", "redis")
	user := f.ServiceAccount("auditor", "statefulsets.apps", "persistentvolumeclaims")
	found, r := orphaned(user)
	same(f, "found", found, map[string]string{"data-redis-0": "Doubtful SetGone", "data-redis-1": "Doubtful SetGone"})
	equal(f, "data", r.Claims[0].Data, v1alpha1.DataOutcomeUnknown)
	var gaps []string
	for _, g := range r.Gaps {
		gaps = append(gaps, string(g.Reason)+" "+g.Resource)
	}
	equal(f, "gaps", strings.Join(gaps, ", "), "Forbidden persistentvolumes, Forbidden pods")
	f.OneErrorLine(f.ServiceAccount("nobody").TrySts("storage", "--orphans"), "statefulsets", "forbidden")
}
