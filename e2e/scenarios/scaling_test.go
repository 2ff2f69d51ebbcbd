//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

func TestScaleDownFromTheTopLeavesClaimsThatScaleUpAdopts(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.AppImages)
	f.Apply("leftover", framework.Behavior("ready"), framework.Grace(120))
	before := volumes(f, f.WaitState("rabbitmq", v1alpha1.StateComplete))
	equal(f, "number of volumes", len(before), 5)

	// The highest one does not go: now everybody can see that the others wait for it.
	f.SetBehavior("rabbitmq-4", "stuck-terminating")
	f.Kubectl("scale", "statefulset", "rabbitmq", "--replicas=2")
	r := f.WaitStatus("rabbitmq", "rabbitmq-4 is terminating", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 4)
		return row.Pod != nil && row.Pod.Terminating != nil
	})
	for _, o := range []int32{4, 3, 2} {
		row := f.Row(r, o)
		equal(f, "state of "+row.PodName, row.State, v1alpha1.OrdinalOutOfRange)
		equal(f, row.PodName+" is terminating", row.Pod.Terminating != nil, o == 4)
	}
	w := firstWait(f, r)
	equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "PodTermination rabbitmq-4")
	equalOrdinals(f, "behind rabbitmq-4", w.Behind, 3, 2)

	f.SetBehavior("rabbitmq-4", "ready")
	r = f.WaitState("rabbitmq", v1alpha1.StateComplete)
	equal(f, "claims", *r.Claims, v1alpha1.ClaimCounts{Expected: 2, Bound: 2, Leftover: 3})
	for _, o := range []int32{4, 3, 2} {
		equal(f, "state of ordinal", f.Row(r, o).State, v1alpha1.OrdinalLeftover)
	}
	for o, volume := range volumes(f, r) {
		equal(f, "volume of ordinal", volume, before[o])
	}
	if screen := f.Sts("status", "rabbitmq"); strings.Count(screen, "leftover") != 3 {
		f.Errorf("`kubectl sts status rabbitmq` does not show the claims that are left:\n%s", screen)
	}
	for _, view := range [][]string{{"list"}, {"tree", "rabbitmq"}} {
		if screen := f.Sts(view...); !strings.Contains(screen, "leftover") {
			f.Errorf("`kubectl sts %s` does not tell of the claims that are left:\n%s", view[0], screen)
		}
	}
	f.OfflineEqualsLive("rabbitmq")

	f.Kubectl("scale", "statefulset", "rabbitmq", "--replicas=5")
	r = f.WaitStatus("rabbitmq", "five Pods, complete", func(r v1alpha1.StatefulSetReport) bool {
		return r.Spec.Replicas == 5 && r.Rollout.State == v1alpha1.StateComplete
	})
	equal(f, "claims", *r.Claims, v1alpha1.ClaimCounts{Expected: 5, Bound: 5})
	for o, volume := range volumes(f, r) {
		equal(f, "volume of ordinal", volume, before[o])
	}
	f.OfflineEqualsLive("rabbitmq")
}

func TestNoReplicas(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(0))
	r := f.WaitState("web", v1alpha1.StateComplete)
	equal(f, "number of rows", len(r.Ordinals), 0)
	equal(f, "claims", *r.Claims, v1alpha1.ClaimCounts{})
	if first, _, _ := strings.Cut(f.Sts("status", "web"), "\n"); !strings.Contains(first, "0") {
		f.Errorf("the first line of the screen does not say that nothing is wanted: %q", first)
	}
	f.OfflineEqualsLive("web")

	f.Kubectl("scale", "statefulset", "web", "--replicas=1")
	f.WaitAvailable("web", 1)
	f.Kubectl("scale", "statefulset", "web", "--replicas=0")
	r = f.WaitStatus("web", "no Pod, one claim", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Spec.Replicas == 0 && len(r.Ordinals) == 1
	})
	equal(f, "state of ordinal 0", f.Row(r, 0).State, v1alpha1.OrdinalLeftover)
	equal(f, "claims", *r.Claims, v1alpha1.ClaimCounts{Leftover: 1})
	f.OfflineEqualsLive("web")
}
