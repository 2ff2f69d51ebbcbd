//go:build e2e

package scenarios

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

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
