//go:build e2e

package scenarios

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

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

// The runbook is followed to the letter, and asked again after every step. At the end template and claims have the
// size, every Pod is the one that it was, and the next apply of the owner's manifest, with the size changed, does nothing else.
func TestResizeFollowedToTheLetter(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits []framework.Edit
	}{
		{name: "plain"},
		{name: "whenDeleted Delete", edits: []framework.Edit{func(set *appsv1.StatefulSet) {
			set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
				WhenDeleted: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenScaled: appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
			}
		}}},
		{name: "Parallel", edits: []framework.Edit{func(set *appsv1.StatefulSet) { set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement }}},
		{name: "OnDelete", edits: []framework.Edit{func(set *appsv1.StatefulSet) {
			set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
		}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := framework.New(t)
			f.Require(framework.DriverVolumes)
			// Replicas are somebody else's, as with an autoscaler, and the Pods were restarted: the manifest has neither.
			edits := append([]framework.Edit{growable, func(set *appsv1.StatefulSet) { set.Spec.Replicas = nil }}, c.edits...)
			f.Apply("web", edits...)
			if c.name != "OnDelete" {
				f.Kubectl("rollout", "restart", "statefulset/web")
			}
			f.Kubectl("scale", "statefulset/web", "--replicas=3")
			f.WaitState("web", v1alpha1.StateComplete)
			before, uid := podUIDs(f, "web", 3), f.Set("web").UID
			volumes := volumeNames(f, "www-web", 3)
			revision := f.Set("web").Status.UpdateRevision
			resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")

			var taken []v1alpha1.ResizeAction
			var saved v1alpha1.StatefulSetResize
			dir := f.TempDir()
			for {
				if slices.Contains(taken, v1alpha1.ResizeDeleteSet) && !slices.Contains(taken, v1alpha1.ResizeCreateSet) {
					// Nothing is there to make a runbook of: the error says how to go on.
					r := f.TrySts("storage", "web", "--resize", "20Gi")
					command := "kubectl -n " + f.Namespace + " create -f web-20Gi.yaml"
					f.OneErrorLine(r, "not found", "www-web-0, www-web-1, www-web-2 have 20Gi", command)
					steps := saved.Steps
					i := slices.IndexFunc(steps, func(s v1alpha1.ResizeStep) bool { return s.Action == v1alpha1.ResizeCreateSet })
					if steps[i].Commands[0] != command {
						t.Errorf("the error says %q, the runbook said %q", command, steps[i].Commands[0])
					}
					follow(f, dir, &steps[i])
					taken = append(taken, v1alpha1.ResizeCreateSet)
					continue
				}
				book := runbook(f, 0, "web", "--resize", "20Gi")
				step := nextStep(book)
				if step == nil {
					if book.Outcome != v1alpha1.ResizeDone {
						t.Fatalf("no next step, and yet %s: %s", book.Outcome, book.Message)
					}
					break
				}
				if len(taken) > 12 {
					t.Fatalf("no end: took %v, and next is %s (%s)", taken, step.Action, step.Message)
				}
				if slices.Contains(taken, v1alpha1.ResizeSaveSet) && step.Action == v1alpha1.ResizeSaveSet {
					// Files are no state of the cluster: the runbook cannot know. It goes on with the step after it.
					step = &book.Steps[step.Number]
				}
				follow(f, dir, step)
				saved, taken = book, append(taken, step.Action)
			}
			want := []v1alpha1.ResizeAction{
				v1alpha1.ResizeGrowClaims, v1alpha1.ResizeAwaitGrowth, v1alpha1.ResizeSaveSet, v1alpha1.ResizeDeleteSet, v1alpha1.ResizeCreateSet,
			}
			// KWOK grows volumes at once, and the set may have seen its Pods before anybody looks.
			taken = slices.DeleteFunc(slices.Compact(taken), func(a v1alpha1.ResizeAction) bool { return a == v1alpha1.ResizeCheck })
			if !slices.Contains(taken, v1alpha1.ResizeAwaitGrowth) {
				want = slices.Delete(want, 1, 2)
			}
			if diff := cmp.Diff(want, taken); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}

			set := f.Set("web")
			if set.UID == uid {
				t.Error("the set was not replaced")
			}
			if got := set.Spec.VolumeClaimTemplates[0].Spec.Resources.Requests.Storage().String(); got != "20Gi" {
				t.Errorf("the template asks for %s, want 20Gi", got)
			}
			if diff := cmp.Diff(before, podUIDs(f, "web", 3)); diff != "" {
				t.Errorf("Pods are others than before, or restarted (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(volumes, volumeNames(f, "www-web", 3)); diff != "" {
				t.Errorf("volumes are others than before (-before +after):\n%s", diff)
			}
			if set.Status.UpdateRevision != revision {
				t.Errorf("update revision %s, want %s as before", set.Status.UpdateRevision, revision)
			}
			for i := range 3 {
				claim := f.Claim(fmt.Sprintf("www-web-%d", i))
				capacity := claim.Status.Capacity[corev1.ResourceStorage]
				owned := slices.ContainsFunc(claim.OwnerReferences, func(ref metav1.OwnerReference) bool { return ref.UID == set.UID })
				wants := set.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted == appsv1.DeletePersistentVolumeClaimRetentionPolicyType
				if capacity.String() != "20Gi" || owned != wants || claim.DeletionTimestamp != nil {
					t.Errorf("claim %s: capacity %s, owned by the new set: %t (want %t), being deleted: %t", claim.Name, capacity.String(), owned, wants, claim.DeletionTimestamp != nil)
				}
			}
			resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")

			// The owner's next apply, with the new size in the manifest.
			f.Apply("web", append(edits, func(set *appsv1.StatefulSet) {
				set.Spec.VolumeClaimTemplates[0].Spec.Resources.Requests[corev1.ResourceStorage] = *f.Claim("www-web-0").Spec.Resources.Requests.Storage()
			})...)
			if after := f.Set("web"); after.Generation != set.Generation {
				t.Errorf("applying the manifest changed the spec: generation %d, was %d", after.Generation, set.Generation)
			}
			if diff := cmp.Diff(before, podUIDs(f, "web", 3)); diff != "" {
				t.Errorf("applying the manifest replaced Pods (-before +after):\n%s", diff)
			}
			f.OfflineEqualsLive("web")
		})
	}
}

func volumeNames(f *framework.F, prefix string, n int) map[string]types.UID {
	f.Helper()
	out := map[string]types.UID{}
	for i := range n {
		claim := f.Claim(fmt.Sprintf("%s-%d", prefix, i))
		out[claim.Name+" "+claim.Spec.VolumeName] = claim.UID
	}
	return out
}

// What comes in between must cost nothing: an autoscaler after the set was saved, and somebody who pastes the step
// that saves it once more when it is gone. With whenScaled Delete, replicas that the successor does not know take their data with them.
func TestResizeLosesNothingInBetween(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.DriverVolumes)
	f.Apply("web", growable, func(set *appsv1.StatefulSet) {
		set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenDeleted: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenScaled: appsv1.DeletePersistentVolumeClaimRetentionPolicyType,
		}
	})
	f.WaitState("web", v1alpha1.StateComplete)
	dir, uid := f.TempDir(), f.Set("web").UID
	step := func(action v1alpha1.ResizeAction) *v1alpha1.ResizeStep {
		book := runbook(f, 0, "web", "--resize", "20Gi")
		i := slices.IndexFunc(book.Steps, func(s v1alpha1.ResizeStep) bool { return s.Action == action })
		if i < 0 || len(book.Steps[i].Commands) == 0 {
			f.Fatalf("no commands to %s: %+v", action, book.Steps)
		}
		return &book.Steps[i]
	}
	save, remove, create := step(v1alpha1.ResizeSaveSet), step(v1alpha1.ResizeDeleteSet), step(v1alpha1.ResizeCreateSet)

	follow(f, dir, save)
	f.Kubectl("scale", "statefulset", "web", "--replicas=4")
	f.WaitState("web", v1alpha1.StateComplete)
	f.Shell("cd '" + dir + "' && ! " + posix(remove.Commands[0]))
	if set := f.Set("web"); set.UID != uid || set.DeletionTimestamp != nil {
		t.Fatal("the set was deleted, and what was saved has fewer replicas")
	}

	// The claim of the new replica grows like the others.
	follow(f, dir, step(v1alpha1.ResizeGrowClaims))
	before := podUIDs(f, "web", 4)
	follow(f, dir, save)
	follow(f, dir, remove)
	for _, command := range save.Commands[:3] {
		f.Shell("cd '" + dir + "' && " + posix(command) + " || true") // Most fail; what they leave is what counts.
	}
	follow(f, dir, create)
	f.WaitState("web", v1alpha1.StateComplete)
	if diff := cmp.Diff(before, podUIDs(f, "web", 4)); diff != "" {
		t.Errorf("Pods are others than before (-before +after):\n%s", diff)
	}
	for i := range 4 {
		if claim := f.Claim(fmt.Sprintf("www-web-%d", i)); claim.DeletionTimestamp != nil || claim.Spec.Resources.Requests.Storage().String() != "20Gi" {
			t.Errorf("claim %s: %s, being deleted: %t", claim.Name, claim.Spec.Resources.Requests.Storage(), claim.DeletionTimestamp != nil)
		}
	}
	resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")
	f.OfflineEqualsLive("web")
}

// A class that does not allow it: the answer is no, before anything irreversible.
func TestResizeRefusedByTheClass(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", class("standard-wffc"))
	f.WaitState("web", v1alpha1.StateComplete)
	book := runbook(f, 2, "web", "--resize", "20Gi")
	if book.Outcome != v1alpha1.ResizeBlocked || !strings.Contains(book.Message, "StorageClass standard-wffc does not allow expansion") {
		t.Errorf("outcome %s: %s", book.Outcome, book.Message)
	}
	for _, step := range book.Steps {
		if len(step.Commands) > 0 {
			t.Errorf("step %s has commands, and must not be taken: %q", step.Action, step.Commands)
		}
	}
	// The API server agrees.
	r := f.TryKubectl("patch", "persistentvolumeclaim", "www-web-0", "--type=merge", "-p", `{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}`)
	if r.Code == 0 || !strings.Contains(r.Stderr, "must support resize") {
		t.Errorf("the API server lets the claim grow: %s%s", r.Stdout, r.Stderr)
	}
	resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")
	f.OfflineEqualsLive("web")
}

// A canary: the partition holds Pods on an older revision. They stay as they are, and the new set is told
// which revision that is, so that one of them that dies comes back with it.
func TestResizeUnderAPartition(t *testing.T) {
	for _, restore := range []bool{true, false} {
		t.Run(fmt.Sprintf("restored %t", restore), func(t *testing.T) {
			f := framework.New(t)
			f.Require(framework.DriverVolumes)
			f.Apply("web", growable, func(set *appsv1.StatefulSet) {
				two := int32(2)
				set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{
					Type: appsv1.RollingUpdateStatefulSetStrategyType, RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{Partition: &two},
				}
			})
			f.WaitState("web", v1alpha1.StateComplete)
			f.Kubectl("set", "image", "statefulset/web", "nginx=other:2")
			f.WaitState("web", v1alpha1.StateHeld)
			before, status := podUIDs(f, "web", 3), f.Set("web").Status
			old, canary := status.CurrentRevision, status.UpdateRevision
			resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")

			book := runbook(f, 0, "web", "--resize", "20Gi")
			dir := f.TempDir()
			for i := range book.Steps {
				if step := &book.Steps[i]; restore || step.Action != v1alpha1.ResizeRestoreRevision {
					if step.Action == v1alpha1.ResizeRestoreRevision {
						// As a person would: when the new set has been seen.
						f.Eventually("the new set is observed", framework.Soon, func() (bool, string) { return f.Set("web").Status.ObservedGeneration > 0, "" })
					}
					follow(f, dir, step)
				}
			}
			if diff := cmp.Diff(before, podUIDs(f, "web", 3)); diff != "" {
				t.Errorf("Pods are others than before (-before +after):\n%s", diff)
			}
			want := canary
			if restore {
				want = old
			}
			book = runbook(f, 0, "web", "--resize", "20Gi")
			if step := nextStep(book); restore && step != nil || !restore && (step == nil || step.Action != v1alpha1.ResizeRestoreRevision) {
				t.Errorf("next step %+v", step)
			}
			uid := f.Pod("web-0").UID
			f.Kubectl("delete", "pod", "web-0")
			f.Eventually("web-0 is back", framework.Soon, func() (bool, string) {
				r := f.TryKubectl("get", "pod", "web-0", "-o", "jsonpath={.metadata.uid}")
				return r.Code == 0 && r.Stdout != string(uid), r.Stdout + r.Stderr
			})
			if got := f.Pod("web-0").Labels[appsv1.StatefulSetRevisionLabel]; got != want {
				t.Errorf("web-0 came back with %s, want %s", got, want)
			}
			f.OfflineEqualsLive("web")
		})
	}
}

// Claims that are left over keep their size unless they are grown too; nobody has to.
func TestResizeLeftovers(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.DriverVolumes)
	f.Apply("web", growable)
	f.WaitState("web", v1alpha1.StateComplete)
	f.Kubectl("scale", "statefulset", "web", "--replicas=2")
	f.WaitState("web", v1alpha1.StateComplete)
	f.Eventually("web-2 is gone", framework.Soon, func() (bool, string) {
		r := f.TryKubectl("get", "pod", "web-2")
		return r.Code != 0, r.Stdout
	})
	resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")
	dir := f.TempDir()
	book := runbook(f, 0, "web", "--resize", "20Gi")
	last := book.Steps[len(book.Steps)-1]
	if last.Action != v1alpha1.ResizeGrowLeftovers || !last.Optional || !strings.Contains(last.Why, "www-web-2") {
		t.Fatalf("the last step is %+v", last)
	}
	for i := range book.Steps[:len(book.Steps)-1] {
		follow(f, dir, &book.Steps[i])
	}
	f.WaitState("web", v1alpha1.StateComplete)
	if book = runbook(f, 0, "web", "--resize", "20Gi"); book.Outcome != v1alpha1.ResizeDone || nextStep(book) == nil {
		t.Errorf("outcome %s with next step %+v: what is optional has to be left, and nothing else", book.Outcome, nextStep(book))
	}
	if got := f.Claim("www-web-2").Spec.Resources.Requests.Storage().String(); got != "1Gi" {
		t.Errorf("the leftover claim asks for %s, and nobody changed it", got)
	}
	follow(f, dir, &last)
	f.Eventually("the leftover has grown too", framework.Soon, func() (bool, string) {
		book := runbook(f, 0, "web", "--resize", "20Gi")
		return nextStep(book) == nil, book.Message
	})
	f.OfflineEqualsLive("web")
}

// A driver takes its time: until the volume has grown, and then the file system, the set is not to be touched.
func TestResizeWaitsForTheDriver(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	f.Apply("web", growable, framework.Replicas(1))
	f.WaitState("web", v1alpha1.StateComplete)
	f.Sts("storage", "web", "--resize", "20Gi")
	// A resizer of no driver here: KWOK grows the volumes of its own provisioner alone.
	f.Kubectl("annotate", "persistentvolumeclaim", "www-web-0", "volume.kubernetes.io/storage-provisioner=nobody.example", "--overwrite")
	follow(f, f.TempDir(), nextStep(runbook(f, 0, "web", "--resize", "20Gi")))
	for _, c := range []struct {
		what, status string
		state        v1alpha1.ClaimGrowth
		code         int
	}{
		{"nothing yet", "", v1alpha1.GrowthUnderWay, 0},
		{"the controller is at work", `{"allocatedResourceStatuses":{"storage":"ControllerResizeInProgress"}}`, v1alpha1.GrowthUnderWay, 0},
		{"the volume cannot grow", `{"allocatedResources":{"storage":"20Gi"},"allocatedResourceStatuses":{"storage":"ControllerResizeInfeasible"}}`, v1alpha1.GrowthFailed, 2},
		{"the node is to go on", `{"allocatedResourceStatuses":{"storage":"NodeResizePending"}}`, v1alpha1.GrowthNeedsNode, 0},
		// What a resizer and a kubelet write in the end.
		{"done", `{"capacity":{"storage":"21Gi"},"allocatedResourceStatuses":null}`, v1alpha1.GrowthDone, 0},
	} {
		if c.status != "" {
			f.Kubectl("patch", "persistentvolumeclaim", "www-web-0", "--subresource=status", "--type=merge", "-p", `{"status":`+c.status+`}`)
		}
		book := runbook(f, c.code, "web", "--resize", "20Gi")
		if book.Claims[0].State != c.state {
			t.Errorf("%s: %s (%s), want %s", c.what, book.Claims[0].State, book.Claims[0].Message, c.state)
		}
		next := v1alpha1.ResizeAwaitGrowth
		if c.state == v1alpha1.GrowthDone {
			next = v1alpha1.ResizeSaveSet
		}
		if step := nextStep(book); c.code == 0 && (step == nil || step.Action != next) {
			t.Errorf("%s: next step %+v, want %s", c.what, step, next)
		}
		if c.state == v1alpha1.GrowthFailed {
			// Less than what failed, more than it has: that is allowed.
			smaller := runbook(f, 0, "web", "--resize", "10Gi")
			f.Shell(smaller.Steps[0].Commands[0])
			f.Kubectl("patch", "persistentvolumeclaim", "www-web-0", "--type=merge", "-p", `{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}`)
		}
	}
	resizeOfflineEqualsLive(f, "web", "--resize", "20Gi")
	f.OfflineEqualsLive("web")
}
