//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

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
