//go:build e2e

package scenarios

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// plenty is more than any volume here holds.
const plenty = "1000000000"

// measured waits until a kubelet's figures of an ordinal's volume are as wanted. Kubelets measure a volume every
// minute or two, unless they are told to do it more often.
func measured(f *framework.F, set string, ordinal int32, what string, want func(u *v1alpha1.VolumeUsage) bool) *v1alpha1.VolumeUsage {
	f.Helper()
	var u *v1alpha1.VolumeUsage
	f.Eventually(fmt.Sprintf("storage --usage says of %s-%d: %s", set, ordinal, what), framework.Soonish, func() (bool, string) {
		r := f.Report("storage", set, "--usage")
		row, ok := framework.Find(r, ordinal)
		if !ok || len(row.Claims) != 1 || row.Claims[0].Storage == nil || row.Claims[0].Storage.Usage == nil {
			return false, "no figures"
		}
		u = row.Claims[0].Storage.Usage
		figures, _ := json.Marshal(u)
		return u.Used != nil && u.Capacity != nil && u.Available != nil && want(u), string(figures)
	})
	return u
}

// filled fills the volume before the application starts. It writes no more when it is started again.
func filled(bytes string) framework.Edit {
	return template(func(spec *corev1.PodSpec) {
		spec.InitContainers = []corev1.Container{{Name: "fill", Image: framework.AppImage, VolumeMounts: spec.Containers[0].VolumeMounts,
			Command: []string{"sts-app", "fill", "/data", bytes}}}
	})
}

// The figures are those of what was written, and a snapshot with --usage has them too.
func TestUsageOfRealVolumes(t *testing.T) {
	const written = 20 << 20
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages, framework.SizedVolumes)
	f.ApplyApp("app", framework.Replicas(1), filled(fmt.Sprint(written)))
	settled(f, "app")
	u := measured(f, "app", 0, "20Mi and what the file system needs itself", func(u *v1alpha1.VolumeUsage) bool {
		return *u.Used >= written && *u.Used < written+16<<20
	})
	const mi = 1 << 20
	if *u.Capacity < 40*mi || *u.Capacity > 64*mi || *u.Available > *u.Capacity-*u.Used {
		f.Errorf("capacity %d, available %d; the claim has 64Mi", *u.Capacity, *u.Available)
	}
	if u.Inodes == nil || u.InodesUsed == nil || *u.InodesUsed == 0 || *u.InodesUsed > *u.Inodes {
		f.Errorf("inodes %v, used %v", u.Inodes, u.InodesUsed)
	}
	equal(f, "node", u.Node, f.Pod("app-0").Spec.NodeName)
	screen := f.Sts("storage", "app", "--usage", "-o", "wide")
	says(f, screen, "█", "%", "data-app-0")
	if strings.Contains(f.Sts("storage", "app"), "█") {
		f.Errorf("nobody asked for usage")
	}

	file := filepath.Join(f.TempDir(), "usage.yaml")
	f.Eventually("the snapshot says what the cluster says", framework.Soon, func() (bool, string) {
		f.Shell("kubectl sts snapshot app -n " + f.Namespace + " --usage > " + file)
		now := time.Now().UTC().Format(time.RFC3339)
		args := []string{"storage", "app", "--usage", "-o", "json", "--now", now}
		live, offline := f.Sts(args...), f.Sts(append(args, "-f", file)...)
		return live == offline, live + offline
	})
	f.OfflineEqualsLive("app")
}

// A disk that is full: the runbook of storage --resize, followed to the letter, makes the file system larger under the
// same Pods, none of which is restarted.
func TestFullDiskGrowsUnderItsPod(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages, framework.SizedVolumes)
	f.ApplyApp("app", framework.Replicas(2))
	settled(f, "app")
	says(f, f.Exec("app-1", "sts-app", "fill", "/data", plenty), "disk full after")
	before := podUIDs(f, "app", 2)
	u := measured(f, "app", 1, "nothing is left", func(u *v1alpha1.VolumeUsage) bool { return *u.Available < 1<<20 })
	equal(f, "most of it is used", *u.Used > *u.Capacity*8/10, true)
	says(f, f.Sts("storage", "app", "--usage"), "█████████")

	takeRunbook(f, "app", "128Mi")
	equal(f, "template", f.Set("app").Spec.VolumeClaimTemplates[0].Spec.Resources.Requests.Storage().String(), "128Mi")
	for i := range 2 {
		claim := f.Claim(fmt.Sprintf("data-app-%d", i))
		equal(f, "capacity of "+claim.Name, claim.Status.Capacity.Storage().String(), "128Mi")
	}
	if after := podUIDs(f, "app", 2); !slices.Equal(before, after) {
		f.Errorf("Pods are others than before, or restarted: %q, were %q", after, before)
	}
	says(f, f.Exec("app-1", "sts-app", "fill", "/data", "30000000"), "wrote 30000000 bytes")
	measured(f, "app", 1, "there is room", func(u *v1alpha1.VolumeUsage) bool { return *u.Capacity > 100<<20 })
	settled(f, "app")
	f.OfflineEqualsLive("app")
}

// podUIDs are the uids of the Pods and how often their containers were restarted: what must not change.
func podUIDs(f *framework.F, set string, replicas int) (out []string) {
	f.Helper()
	for i := range replicas {
		p := f.Pod(fmt.Sprintf("%s-%d", set, i))
		out = append(out, fmt.Sprintf("%s %s %d restarts", p.Name, p.UID, p.Status.ContainerStatuses[0].RestartCount))
	}
	return out
}

// runbookOf is `storage SET --resize SIZE`.
func runbookOf(f *framework.F, set, size string) (book v1alpha1.StatefulSetResize) {
	f.Helper()
	if err := json.Unmarshal([]byte(f.Sts("storage", set, "--resize", size, "-o", "json")), &book); err != nil {
		f.Fatal(err)
	}
	return book
}

// takeRunbook follows it step by step, as a person does: asks, takes the next step, asks again.
func takeRunbook(f *framework.F, set, size string) {
	f.Helper()
	dir := f.TempDir()
	for range 12 {
		book := runbookOf(f, set, size)
		next := slices.IndexFunc(book.Steps, func(s v1alpha1.ResizeStep) bool { return s.State == v1alpha1.StepNext })
		if next < 0 {
			equal(f, "outcome of the runbook", book.Outcome, v1alpha1.ResizeDone)
			return
		}
		steps := book.Steps[next : next+1]
		if steps[0].Action == v1alpha1.ResizeSaveSet {
			// Without the set nobody can be asked: what was printed is followed until there is one again.
			steps = book.Steps[next:]
		}
		for _, step := range steps {
			for _, command := range step.Commands {
				f.Shell("cd '" + dir + "' && " + command)
			}
		}
	}
	f.Fatalf("no end of the runbook:\n%s", f.Sts("storage", set, "--resize", size))
}
