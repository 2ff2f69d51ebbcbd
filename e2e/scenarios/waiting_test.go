//go:build e2e

package scenarios

import (
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// in is an instant from now, for --now: what the screen will say if nothing changes until then.
func in(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }

func TestMinReadySeconds(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(2), func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = 8 })
	r := f.WaitStatus("web", "web-0 is ready and not yet available", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && row.Pod.Ready && !row.Pod.Available
	})
	row := f.Row(r, 0)
	equal(f, "state of web-1", f.Row(r, 1).State, v1alpha1.OrdinalMissing)
	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodAvailable web-0")
	if row.Pod.AvailableAt == nil || w.Until == nil || !w.Until.Equal(row.Pod.AvailableAt) {
		f.Fatalf("available at %v, waits until %v; want the same instant", row.Pod.AvailableAt, w.Until)
	}
	ready := readyAt(f, f.Pod("web-0"))
	equal(f, "seconds from ready to available", int(row.Pod.AvailableAt.Sub(ready).Seconds()), 8)
	screen := f.Sts("status", "web", "--now", ready.Add(3*time.Second).UTC().Format(time.RFC3339))
	if !strings.Contains(screen, "5s") {
		f.Errorf("three seconds after web-0 is ready the screen does not count the other five down:\n%s", screen)
	}

	f.WaitState("web", v1alpha1.StateComplete)
	if created := f.Pod("web-1").CreationTimestamp.Time; created.Before(row.Pod.AvailableAt.Time) {
		f.Errorf("web-1 was created at %s, before web-0 was available at %s", created, row.Pod.AvailableAt)
	}
	f.OfflineEqualsLive("web")
}

func TestPodWithoutANode(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", func(set *appsv1.StatefulSet) {
		set.Spec.Template.Spec.NodeSelector = map[string]string{"topology.kubernetes.io/zone": "nowhere"}
	})
	r := f.WaitStatus("web", "web-0 is unschedulable", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && row.Pod.Reason == "Unschedulable"
	})
	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodScheduling web-0")
	if !strings.Contains(w.Message, "nodes are available") {
		f.Errorf("the scheduler's own words are missing: %q", w.Message)
	}
	equalOrdinals(f, "behind web-0", w.Behind, 2, 1)
	// A cluster autoscaler may still bring a node; after a while nobody believes that any more.
	r = f.Report("status", "web", "--now", in(5*time.Minute))
	equal(f, "state after five minutes", r.Rollout.State, v1alpha1.StateBlocked)
	f.OfflineEqualsLive("web")
}

func TestPodThatMayNotBeCreated(t *testing.T) {
	f := framework.New(t)
	f.Kubectl("create", "quota", "two-pods", "--hard=pods=2")
	f.Eventually("the quota counts", framework.Soon, func() (bool, string) {
		hard := f.Kubectl("get", "quota", "two-pods", "-o", "jsonpath={.status.hard.pods}")
		return hard == "2", hard
	})
	f.Apply("web")
	r := f.WaitState("web", v1alpha1.StateBlocked)
	equal(f, "state of web-2", f.Row(r, 2).State, v1alpha1.OrdinalMissing)
	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodCreation web-2")
	if !strings.Contains(w.Message, "exceeded quota: two-pods") {
		f.Errorf("the server's own words are missing: %q", w.Message)
	}
	f.OfflineEqualsLive("web")

	f.Kubectl("delete", "quota", "two-pods")
	// The controller tries again, less and less often.
	f.WaitState("web", v1alpha1.StateComplete)
}

func TestClaimOfAClassThatDoesNotExist(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", func(set *appsv1.StatefulSet) {
		class := "no-such-class"
		set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = &class
	})
	r := f.WaitStatus("web", "www-web-0 exists", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && row.Pod.Reason == "Unschedulable" && len(row.Claims) == 1 && row.Claims[0].State == v1alpha1.ClaimPending
	})
	claim := f.Row(r, 0).Claims[0]
	if !strings.Contains(claim.Message, "no-such-class") || !strings.Contains(claim.Message, "does not exist") {
		f.Errorf("message of %s = %q, want it to say which class is missing", claim.Name, claim.Message)
	}
	equal(f, "waits for", firstWait(f, r).Object.Name, "web-0")
	equal(f, "claims", *r.Claims, v1alpha1.ClaimCounts{Expected: 3})
	if screen := f.Sts("status", "web"); !strings.Contains(screen, "www-web-0") || !strings.Contains(screen, "no-such-class") {
		f.Errorf("the screen names neither claim nor class:\n%s", screen)
	}
	f.OfflineEqualsLive("web")
}

func TestPodThatDoesNotTerminate(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("web", framework.Behavior("ready"), framework.Grace(120))
	before := f.WaitState("web", v1alpha1.StateComplete)
	f.SetBehavior("web-1", "stuck-terminating")
	f.Kubectl("delete", "pod", "web-1", "--wait=false")

	r := f.WaitStatus("web", "web-1 is terminating", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 1)
		return row.Pod != nil && row.Pod.Terminating != nil
	})
	pod := f.Row(r, 1).Pod
	equal(f, "grace period", pod.Terminating.GraceSeconds, 120)
	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodTermination web-1")
	// Within its grace period that is ordinary; long after it, it is not.
	r = f.Report("status", "web", "--now", pod.Terminating.Deadline.Add(-time.Second).UTC().Format(time.RFC3339))
	equal(f, "failing within the grace period", firstWait(f, r).Failing, false)
	r = f.Report("status", "web", "--now", in(10*time.Minute))
	equal(f, "failing ten minutes later", firstWait(f, r).Failing, true)
	equal(f, "a person should look", len(r.Attention) > 0, true)
	f.OfflineEqualsLive("web")

	f.SetBehavior("web-1", "ready")
	f.WaitStatus("web", "another web-1, complete", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 1)
		return row.Pod != nil && row.Pod.UID != f.Row(before, 1).Pod.UID && r.Rollout.State == v1alpha1.StateComplete
	})
}
