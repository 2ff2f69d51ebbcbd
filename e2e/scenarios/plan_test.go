//go:build e2e

package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// What was planned and then done goes as planned: the same deletions and creations of Pods in the same order, and
// the same revisions and claims at the end.
func TestPlanComesTrue(t *testing.T) {
	patch := func(spec string) []string {
		return []string{"patch", "statefulset", "SET", "--type=merge", "-p", `{"spec":` + spec + `}`}
	}
	image := []string{"set", "image", "statefulset/SET", "CONTAINER=other:2"}
	for _, c := range []struct {
		name    string
		example string
		set     string
		edits   []framework.Edit
		// before, if any, is done and settles before the plan is made.
		before [][]string
		plan   []string
		do     [][]string
		minor  string
		// apart: several Pods are on their way at the same time, and which is ready
		// first is up to their kubelets. Deletions and creations are compared apart.
		apart bool
	}{
		{name: "scale up", example: "web", set: "web", plan: []string{"--replicas=5"}, do: [][]string{{"scale", "statefulset", "SET", "--replicas=5"}}},
		{name: "scale down", example: "web", set: "web", plan: []string{"--replicas=1"}, do: [][]string{{"scale", "statefulset", "SET", "--replicas=1"}}},
		{name: "scale to nothing", example: "quiz", set: "quiz", plan: []string{"--replicas=0"}, do: [][]string{{"scale", "statefulset", "SET", "--replicas=0"}}},
		{name: "claims are deleted", example: "web", set: "web", edits: []framework.Edit{deleteClaims}, plan: []string{"--replicas=1"},
			do: [][]string{{"scale", "statefulset", "SET", "--replicas=1"}}},
		{name: "image", example: "web", set: "web", plan: []string{"--image=nginx=other:2"}, do: [][]string{image}},
		{name: "image and replicas", example: "web", set: "web", plan: []string{"--image=nginx=other:2", "--replicas=4"},
			do: [][]string{patch(`{"replicas":4,"template":{"spec":{"containers":[{"name":"nginx","image":"other:2","ports":[{"name":"web","containerPort":80}],` +
				`"resources":{"requests":{"cpu":"10m","memory":"16Mi"}},"volumeMounts":[{"name":"www","mountPath":"/usr/share/nginx/html"}]}]}}}`)}},
		{name: "minReadySeconds", example: "web", set: "web", edits: []framework.Edit{minReady(2)}, plan: []string{"--image=nginx=other:2"}, do: [][]string{image}},
		{name: "two at a time Parallel", example: "quiz", set: "quiz", minor: "37", apart: true, edits: []framework.Edit{framework.Replicas(5), maxUnavailable(2), framework.ReadyDelay("2s")},
			plan: []string{"--image=quiz-api=other:2"}, do: [][]string{image}},
		{name: "two at a time OrderedReady", example: "web", set: "web", minor: "37", edits: []framework.Edit{framework.Replicas(4), maxUnavailable(2), framework.ReadyDelay("1s")},
			plan: []string{"--image=nginx=other:2"}, do: [][]string{image}},
		{name: "partition", example: "held-partition", set: "kafka", before: [][]string{image}, plan: []string{"--partition=1"},
			do: [][]string{patch(`{"updateStrategy":{"rollingUpdate":{"partition":1}}}`)}},
		{name: "undo", example: "web", set: "web", before: [][]string{image}, plan: []string{"--undo"}, do: [][]string{{"rollout", "undo", "statefulset/SET"}}},
		{name: "restart", example: "web", set: "web", plan: []string{"--restart"}, do: [][]string{{"rollout", "restart", "statefulset/SET"}}},
		{name: "delete a Pod", example: "web", set: "web", plan: []string{"--delete-pod=web-1"}, do: [][]string{{"delete", "pod", "web-1", "--wait=false"}}},
		{name: "OnDelete", example: "ondelete", set: "elasticsearch", plan: []string{"--image=elasticsearch=other:2", "--delete-pod=elasticsearch-0"},
			do: [][]string{image, {"delete", "pod", "elasticsearch-0", "--wait=false"}}},
		{name: "ordinals start", example: "web", set: "web", plan: []string{"--ordinals-start=2"}, do: [][]string{patch(`{"ordinals":{"start":2}}`)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := framework.New(t)
			f.Require(framework.AppImages)
			if minor := f.ServerMinor(); minor < c.minor {
				f.Skipf("not run: Kubernetes 1.%s has no maxUnavailable", minor)
			}
			f.Apply(c.example, c.edits...)
			f.WaitState(c.set, v1alpha1.StateComplete)
			replacer := strings.NewReplacer("SET", c.set, "CONTAINER", f.Set(c.set).Spec.Template.Spec.Containers[0].Name)
			do := func(commands [][]string) {
				for _, command := range commands {
					args := slices.Clone(command)
					for i := range args {
						args[i] = replacer.Replace(args[i])
					}
					f.Kubectl(args...)
				}
			}
			if do(c.before); c.before != nil {
				waitDone(f, c.set)
			}
			plan := f.Plan(append([]string{c.set}, c.plan...)...)
			observed := f.WatchPods(c.set)
			do(c.do)
			if c.apart {
				for _, sign := range []string{"-", "+"} {
					compareMoves(f, &plan, observed, sign)
				}
			} else {
				compareMoves(f, &plan, observed, "-", "+")
			}
			compareEnd(f, c.set, &plan)
		})
	}
}

// The trap of a forced roll-back: the plan says that undoing alone does not help, and what does.
func TestPlanSeesTheTrap(t *testing.T) {
	f := framework.New(t)
	stuckRollout(f)
	plan := f.Plan("postgres", "--undo")
	equal(f, "outcome of undoing", plan.Outcome, v1alpha1.PlanStuck)
	equal(f, "waits for", plan.WaitsFor.Object.Name, "postgres-2")
	if r := f.TrySts("plan", "postgres", "--undo"); r.Code != 2 || !strings.Contains(r.Stdout, plan.Advice[0].Commands[0]) {
		f.Errorf("exit code %d, want 2 and the way out on the screen:\n%s", r.Code, r.Stdout)
	}
	plan = f.Plan("postgres", "--undo", "--delete-pod=postgres-2")
	equal(f, "outcome of undoing and deleting", plan.Outcome, v1alpha1.PlanDone)

	observed := f.WatchPods("postgres")
	f.Kubectl("rollout", "undo", "statefulset/postgres")
	f.WaitState("postgres", v1alpha1.StateTrapped)
	f.Kubectl("delete", "pod", "postgres-2", "--wait=false")
	compareMoves(f, &plan, observed, "-", "+")
	compareEnd(f, "postgres", &plan)
}

// What the API server refuses, the plan says beforehand; and the way around it goes as planned.
func TestPlanOfWhatIsRefused(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	waitDone(f, "web")
	example, err := os.ReadFile(framework.Example("web/web.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	file := f.File("web.yaml", strings.NewReplacer("storage: 1Gi", "storage: 2Gi", "replicas: 3", "replicas: 4").Replace(string(example)))
	plan := f.Plan("web", "--manifest", file)
	equal(f, "outcome", plan.Outcome, v1alpha1.PlanRejected)
	equal(f, "field", plan.Rejections[0].Field, "spec.volumeClaimTemplates")
	if r := f.TryKubectl("apply", "-f", file); r.Code == 0 {
		f.Errorf("the API server takes it: %s", r.Stdout)
	}
	if plan.IfRecreated == nil {
		f.Fatalf("the plan does not say what follows its advice: %+v", plan)
	}

	advice := plan.Advice
	plan.PlanResult = *plan.IfRecreated
	observed := f.WatchPods("web")
	for _, command := range advice[len(advice)-1].Commands {
		f.Shell(command)
	}
	compareMoves(f, &plan, observed, "-", "+")
	compareEnd(f, "web", &plan)
	f.OfflineEqualsLive("web")
}

// A plan from a snapshot is the live one.
func TestPlanOffline(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	waitDone(f, "web")
	file := filepath.Join(f.TempDir(), "snapshot.yaml")
	f.Sts("snapshot", "web", "--output-file", file)
	args := []string{"plan", "web", "--replicas=5", "--image=nginx=other:2", "-o", "json", "--now", time.Now().UTC().Format(time.RFC3339)}
	live, offline := f.Sts(args...), f.Sts(append(args, "-f", file)...)
	if live != offline {
		f.Errorf("live\n%s\noffline\n%s", live, offline)
	}
}

func deleteClaims(set *appsv1.StatefulSet) {
	set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
		WhenScaled: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenDeleted: appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
	}
}

func minReady(seconds int32) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.MinReadySeconds = seconds }
}

func maxUnavailable(n int32) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		value := intstr.FromInt32(n)
		set.Spec.UpdateStrategy = appsv1.StatefulSetUpdateStrategy{Type: appsv1.RollingUpdateStatefulSetStrategyType,
			RollingUpdate: &appsv1.RollingUpdateStatefulSetStrategy{MaxUnavailable: &value}}
	}
}

// waitDone waits until the controller has seen the newest spec and has nothing left to do but what is held.
func waitDone(f *framework.F, set string) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitStatus(set, "complete or held", func(r v1alpha1.StatefulSetReport) bool {
		s := f.Set(set)
		return s.Status.ObservedGeneration == s.Generation &&
			(r.Rollout.State == v1alpha1.StateComplete && r.Rollout.CurrentRevision == r.Rollout.UpdateRevision || r.Rollout.State == v1alpha1.StateHeld)
	})
}

// compareMoves waits until as much has happened as was planned, and compares the order of deletions ("-") and
// creations ("+"), or of those alone that have one of the signs.
func compareMoves(f *framework.F, plan *v1alpha1.StatefulSetPlan, observed func() []string, signs ...string) {
	f.Helper()
	others := func(move string) bool { return !slices.Contains(signs, move[:1]) }
	var want []string
	var groups [][]string
	for _, group := range framework.Moves(plan) {
		want = append(want, group...)
		if !others(group[0]) {
			groups = append(groups, group)
		}
	}
	if len(want) == 0 {
		f.Fatalf("the plan moves no Pod: %s %s", plan.Outcome, plan.Message)
	}
	story := func() string { return fmt.Sprintf("planned %v\nobserved %v", framework.Moves(plan), observed()) }
	f.Eventually("as many Pods are deleted and created as planned", framework.Soon, func() (bool, string) {
		return len(observed()) >= len(want), story()
	})
	waitDone(f, plan.Name)
	rest := observed()
	if len(rest) != len(want) {
		f.Fatal(story())
	}
	rest = slices.DeleteFunc(rest, others)
	for _, group := range groups {
		n := min(len(group), len(rest))
		if now := slices.Sorted(slices.Values(rest[:n])); !slices.Equal(now, slices.Sorted(slices.Values(group))) {
			f.Fatalf("planned %v, and %v happened\n%s", group, now, story())
		}
		rest = rest[n:]
	}
}

// compareEnd compares revisions and claims with those that were planned.
func compareEnd(f *framework.F, set string, plan *v1alpha1.StatefulSetPlan) {
	f.Helper()
	r := waitDone(f, set)
	known := map[string]bool{}
	for _, revision := range plan.Revisions {
		known[revision.Name] = revision.NameKnown
	}
	for _, o := range plan.Ordinals {
		row, ok := framework.Find(r, o.Ordinal)
		switch {
		case o.After == "":
			equal(f, o.PodName+" is gone", !ok || row.Pod == nil, true)
		case !known[o.After]:
			equal(f, "role of "+o.PodName, row.Pod.RevisionRole, v1alpha1.RevisionBoth)
		default:
			equal(f, "revision of "+o.PodName, row.Pod.Revision, o.After)
		}
	}
	for _, c := range plan.Claims {
		f.Eventually(fmt.Sprintf("claim %s is %s", c.Name, c.Fate), framework.Soon, func() (bool, string) {
			exists := strings.TrimSpace(f.Kubectl("get", "persistentvolumeclaim", c.Name, "--ignore-not-found", "-o", "name")) != ""
			return exists == (c.Fate != v1alpha1.ClaimDeleted), fmt.Sprintf("exists: %t", exists)
		})
	}
}
