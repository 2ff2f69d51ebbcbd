//go:build e2e

package scenarios

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// growable gives the set claims of the class that allows expansion.
func growable(set *appsv1.StatefulSet) {
	class := "fast"
	for i := range set.Spec.VolumeClaimTemplates {
		set.Spec.VolumeClaimTemplates[i].Spec.StorageClassName = &class
	}
}

// runbook reads `storage SET --resize SIZE -o json`; code is the exit code that it has to have.
func runbook(f *framework.F, code int, args ...string) v1alpha1.StatefulSetResize {
	f.Helper()
	r := f.TrySts(append(append([]string{"storage"}, args...), "-o", "json")...)
	if r.Code != code {
		f.Fatalf("%s: exit code %d, want %d\n%s%s", r.Command, r.Code, code, r.Stdout, r.Stderr)
	}
	var out v1alpha1.StatefulSetResize
	decoder := json.NewDecoder(strings.NewReader(r.Stdout))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil {
		f.Fatalf("%s: %v\n%s", r.Command, err, r.Stdout)
	}
	return out
}

// nextStep is the one to take, nil when everything is done.
func nextStep(r v1alpha1.StatefulSetResize) *v1alpha1.ResizeStep {
	for i := range r.Steps {
		if r.Steps[i].State == v1alpha1.StepNext {
			return &r.Steps[i]
		}
	}
	return nil
}

// follow takes one step as it was printed, in a folder of the scenario's.
func follow(f *framework.F, dir string, step *v1alpha1.ResizeStep) {
	f.Helper()
	for _, command := range step.Commands {
		f.Shell("cd '" + dir + "' && " + posix(command))
	}
}

// posix runs a command in the plainest of shells.
func posix(command string) string {
	return "sh -c '" + strings.ReplaceAll(command, "'", `'\''`) + "'"
}

// podUIDs are the uids of the Pods and how often their containers were restarted: what must not change.
func podUIDs(f *framework.F, set string, replicas int) map[string]string {
	f.Helper()
	out := map[string]string{}
	for i := range replicas {
		pod := f.Pod(fmt.Sprintf("%s-%d", set, i))
		restarts := int32(0)
		for _, c := range pod.Status.ContainerStatuses {
			restarts += c.RestartCount
		}
		out[pod.Name] = fmt.Sprintf("%s, %d restarts", pod.UID, restarts)
	}
	return out
}

// resizeOfflineEqualsLive proves that a snapshot leads to the same runbook, to the letter.
func resizeOfflineEqualsLive(f *framework.F, args ...string) {
	f.Helper()
	file := filepath.Join(f.TempDir(), "snapshot.yaml")
	f.Eventually("the runbook is the same live and from a snapshot", framework.Soon, func() (bool, string) {
		_ = os.Remove(file)
		f.Sts("snapshot", args[0], "--output-file", file)
		now := []string{"--now", "2036-01-01T00:00:00Z"}
		for _, format := range []string{"json", "table", "wide"} {
			all := slices.Concat([]string{"storage"}, args, now, []string{"-o", format})
			live, offline := f.TrySts(all...), f.TrySts(append(all, "-f", file)...)
			if live.Stdout != offline.Stdout || live.Code != offline.Code {
				return false, fmt.Sprintf("exit codes %d and %d\n%s\n%s", live.Code, offline.Code, cmp.Diff(live.Stdout, offline.Stdout), offline.Stderr)
			}
		}
		return true, ""
	})
}
