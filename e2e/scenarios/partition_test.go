//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestPartitionCountsFromTheFirstOrdinal(t *testing.T) {
	f := framework.New(t)
	f.Apply("held-partition")
	r := f.WaitState("kafka", v1alpha1.StateComplete)
	equal(f, "rows", len(r.Ordinals), 4)
	for _, o := range r.Ordinals {
		equal(f, "held by the partition: "+o.PodName, o.HeldByPartition, o.Ordinal < 7)
	}

	f.Apply("held-partition/step-2")
	r = f.WaitState("kafka", v1alpha1.StateHeld)
	equal(f, "held by", r.Rollout.HeldBy, v1alpha1.HeldByPartition)
	equal(f, "first updated ordinal", *r.Rollout.FirstUpdatedOrdinal, 7)
	equalOrdinals(f, "held", r.Rollout.Held, 6, 5)
	equal(f, "updated", r.Rollout.Updated, 2)
	equal(f, "reasons to look at the set", len(r.Attention), 0)
	for o, role := range map[int32]v1alpha1.RevisionRole{8: "Update", 7: "Update", 6: "Current", 5: "Current"} {
		equal(f, "role of "+podName("kafka", o), f.Row(r, o).Pod.RevisionRole, role)
	}

	// A held Pod comes back on the old revision, as its row says.
	old := f.Row(r, 5)
	equal(f, "revision of the next kafka-5", old.ExpectedRevision, r.Rollout.CurrentRevision)
	f.Kubectl("delete", "pod", "kafka-5", "--wait=false")
	r = f.WaitStatus("kafka", "another kafka-5, held again", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 5)
		return row.Pod != nil && row.Pod.UID != old.Pod.UID && r.Rollout.State == v1alpha1.StateHeld
	})
	equal(f, "revision of kafka-5", f.Row(r, 5).Pod.Revision, old.Pod.Revision)
	f.OfflineEqualsLive("kafka")

	// The advice frees one ordinal at a time, the highest first.
	if len(r.Rollout.Advice) == 0 || len(r.Rollout.Advice[0].Commands) == 0 {
		f.Fatalf("no command in the advice %+v", r.Rollout.Advice)
	}
	f.Shell(r.Rollout.Advice[0].Commands[0])
	r = f.WaitStatus("kafka", "kafka-6 updated, kafka-5 held", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateHeld && r.Rollout.Updated == 3
	})
	equalOrdinals(f, "held", r.Rollout.Held, 5)
	equal(f, "first updated ordinal", *r.Rollout.FirstUpdatedOrdinal, 6)

	f.Kubectl("patch", "statefulset", "kafka", "--type=merge", "-p", `{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}`)
	r = waitSettled(f, "kafka")
	equal(f, "partition", r.Spec.Partition, 0)
	equal(f, "Pods on the update revision", r.Rollout.Updated, 4)
	f.OfflineEqualsLive("kafka")
}

func TestOnDeleteHalfReplaced(t *testing.T) {
	f := framework.New(t)
	f.Apply("ondelete")
	f.WaitState("elasticsearch", v1alpha1.StateComplete)

	f.Apply("ondelete/step-2")
	r := f.WaitState("elasticsearch", v1alpha1.StateHeld)
	equal(f, "held by", r.Rollout.HeldBy, v1alpha1.HeldByOnDelete)
	equalOrdinals(f, "held", r.Rollout.Held, 3, 2, 1, 0)
	if r.Rollout.FirstUpdatedOrdinal != nil {
		f.Errorf("first updated ordinal = %d: OnDelete has none", *r.Rollout.FirstUpdatedOrdinal)
	}

	half := func(updated int32) v1alpha1.StatefulSetReport {
		return f.WaitStatus("elasticsearch", "Pods replaced by hand", func(r v1alpha1.StatefulSetReport) bool {
			settled := r.Rollout.State == v1alpha1.StateHeld || r.Rollout.State == v1alpha1.StateComplete
			return r.Rollout.Updated == updated && settled
		})
	}
	f.Kubectl("delete", "pod", "elasticsearch-3", "elasticsearch-2")
	r = half(2)
	equal(f, "state", r.Rollout.State, v1alpha1.StateHeld)
	equalOrdinals(f, "held", r.Rollout.Held, 1, 0)
	if screen := f.Sts("status", "elasticsearch"); !strings.Contains(screen, "OnDelete") {
		f.Errorf("the screen does not say that OnDelete holds the rest:\n%s", screen)
	}
	f.OfflineEqualsLive("elasticsearch")

	f.Kubectl("delete", "pod", "elasticsearch-1", "elasticsearch-0")
	r = half(4)
	equal(f, "state", r.Rollout.State, v1alpha1.StateComplete)
	// completeUpdate does not ask for the strategy: once all Pods are updated and ready, the current revision
	// becomes the update revision. In older releases it stayed behind (kubernetes#73492).
	r = waitSettled(f, "elasticsearch")
	for _, o := range r.Ordinals {
		equal(f, "role of "+o.PodName, o.Pod.RevisionRole, v1alpha1.RevisionBoth)
	}
	f.OfflineEqualsLive("elasticsearch")
}
