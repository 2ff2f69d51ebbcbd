//go:build e2e

package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// A partition is lowered as status advises it, one ordinal at a time to the end, beside a wait that ends with it.
func TestPartitionSteppedToTheEnd(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.RealKubelets, framework.AppImages)
	f.ApplyApp("app", rollingUpdate(appsv1.RollingUpdateStatefulSetStrategy{Partition: new(int32(2))}))
	before := settled(f, "app")
	observed := f.WatchPods("app")
	f.Kubectl("set", "image", "statefulset/app", "app="+framework.AppImageTwo)
	for partition := int32(2); partition > 0; partition-- {
		r := f.WaitStatus("app", fmt.Sprintf("held by partition %d", partition), func(r v1alpha1.StatefulSetReport) bool {
			return r.Rollout.State == v1alpha1.StateHeld && r.Spec.Partition == partition && r.Rollout.Updated == 3-partition
		})
		equal(f, "version of the highest one held", f.Row(r, partition-1).Pod.UID, f.Row(before, partition-1).Pod.UID)
		says(f, f.Exec("app-2", "sts-app", "get", "http://app-2.app:8080/"), "app-2")
		advised(f, "app", fmt.Sprintf(`"partition":%d`, partition-1))
	}
	waiting := f.StartSts("wait", "app", "--timeout=50s")
	if r := waiting.Wait(); r.Code != 0 {
		f.Errorf("%s: exit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
	}
	settled(f, "app")
	equal(f, "what happened", strings.Join(observed(), " "), "-app-2 +app-2 -app-1 +app-1 -app-0 +app-0")
	f.OfflineEqualsLive("app")
}

// What is planned and then done with real Pods goes as planned.
func TestPlanComesTrueOnKubelets(t *testing.T) {
	onDelete := func(set *appsv1.StatefulSet) {
		set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.OnDeleteStatefulSetStrategyType}
	}
	parallel := func(set *appsv1.StatefulSet) { set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement }
	two := rollingUpdate(appsv1.RollingUpdateStatefulSetStrategy{MaxUnavailable: new(intstr.FromInt32(2))})
	image := []string{"set", "image", "statefulset/app", "app=" + framework.AppImageTwo}
	for _, c := range []struct {
		name  string
		edits []framework.Edit
		plan  []string
		do    [][]string
	}{
		{"one by one", nil, []string{"--image=app=" + framework.AppImageTwo}, [][]string{image}},
		{"Parallel two at a time", []framework.Edit{framework.Replicas(4), parallel, two}, []string{"--image=app=" + framework.AppImageTwo}, [][]string{image}},
		{"OnDelete", []framework.Edit{onDelete}, []string{"--image=app=" + framework.AppImageTwo, "--delete-pod=app-0"},
			[][]string{image, {"delete", "pod", "app-0", "--wait=false"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := framework.New(t)
			f.Require(framework.RealKubelets, framework.AppImages)
			f.ApplyApp("app", append([]framework.Edit{stateless}, c.edits...)...)
			settled(f, "app")
			plan := f.Plan(append([]string{"app"}, c.plan...)...)
			observed := f.WatchPods("app")
			for _, command := range c.do {
				f.Kubectl(command...)
			}
			asPlanned(f, &plan, observed)
			f.OfflineEqualsLive("app")
		})
	}
}

// asPlanned waits until as much has happened as was planned and everything has settled, and compares deletions and
// creations, each in their order. Of Pods that are taken down side by side, kubelets decide which is gone first, and
// so which one is created first.
func asPlanned(f *framework.F, plan *v1alpha1.StatefulSetPlan, observed func() []string) {
	f.Helper()
	groups := framework.Moves(plan)
	planned := slices.Concat(groups...)
	if len(planned) == 0 {
		f.Fatalf("the plan moves no Pod: %s %s", plan.Outcome, plan.Message)
	}
	story := func() string { return fmt.Sprintf("planned %v\nobserved %v", groups, observed()) }
	f.Eventually("as many Pods are deleted and created as planned", framework.Soon, func() (bool, string) {
		return len(observed()) >= len(planned), story()
	})
	f.WaitStatus(plan.Name, "complete or held", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == r.Rollout.UpdateRevision || r.Rollout.State == v1alpha1.StateHeld
	})
	for _, sign := range []string{"-", "+"} {
		other := func(move string) bool { return !strings.HasPrefix(move, sign) }
		rest := slices.DeleteFunc(observed(), other)
		for _, group := range sideBySide(groups) {
			group = slices.DeleteFunc(slices.Clone(group), other)
			n := min(len(group), len(rest))
			if !slices.Equal(slices.Sorted(slices.Values(rest[:n])), slices.Sorted(slices.Values(group))) {
				f.Fatal(story())
			}
			rest = rest[n:]
		}
		if len(rest) > 0 {
			f.Fatal(story())
		}
	}
}

// sideBySide joins the creations between two deletions.
func sideBySide(groups [][]string) (out [][]string) {
	for _, group := range groups {
		last := len(out) - 1
		if last >= 0 && strings.HasPrefix(group[0], "+") && strings.HasPrefix(out[last][0], "+") {
			out[last] = slices.Concat(out[last], group)
			continue
		}
		out = append(out, group)
	}
	return out
}

func rollingUpdate(how appsv1.RollingUpdateStatefulSetStrategy) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.RollingUpdateStatefulSetStrategyType, RollingUpdate: &how}
	}
}
