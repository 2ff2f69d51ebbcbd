package main

import (
	"context"
	"encoding/json"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/utils/gotpl"
	"sigs.k8s.io/kwok/pkg/utils/lifecycle"
)

const prefix = "sim.kubectl-sts.dev/"

// kubelet plays the Pod Stages as KWOK does, without a cluster.
type kubelet struct {
	*testing.T
	stages   lifecycle.Lifecycle
	renderer gotpl.Renderer
}

func newKubelet(t *testing.T) *kubelet {
	var stages []*internalversion.Stage
	for _, s := range podStages() {
		internal, err := internalversion.ConvertToInternalStage(s)
		if err != nil {
			t.Fatal(err)
		}
		stages = append(stages, internal)
	}
	lc, err := lifecycle.NewLifecycle(stages)
	if err != nil {
		t.Fatal(err)
	}
	return &kubelet{t, lc, gotpl.NewRenderer(gotpl.FuncMap{
		"NodeIPsWith": func(string) []string { return []string{"10.0.0.1"} },
		"PodIPsWith":  func(string, bool, string, string, string) ([]string, error) { return []string{"10.128.0.1"}, nil },
	})}
}

// next plays the one Stage that is true of the Pod and returns its name, "" for none.
func (k *kubelet) next(pod *corev1.Pod) string {
	k.Helper()
	event := &lifecycle.Event{Labels: pod.Labels, Annotations: pod.Annotations, Data: pod}
	matching, err := k.stages.ListAllPossible(context.Background(), event)
	if err != nil {
		k.Fatal(err)
	}
	if len(matching) == 0 {
		return ""
	}
	if len(matching) > 1 {
		k.Fatalf("both %s and %s are true of the Pod %+v", matching[0].Name(), matching[1].Name(), pod)
	}
	_, err = matching[0].DoSteps(0, nil, pod, k.renderer,
		func(*internalversion.StageEvent) error { return nil },
		func() error { return nil },
		func(p *lifecycle.Patch) error {
			before, _ := json.Marshal(pod)
			after, err := strategicpatch.StrategicMergePatch(before, p.Data, corev1.Pod{})
			if err != nil {
				return err
			}
			*pod = corev1.Pod{}
			return json.Unmarshal(after, pod)
		}, nil)
	if err != nil {
		k.Fatalf("stage %s: %v", matching[0].Name(), err)
	}
	return matching[0].Name()
}

func newPod(behavior string, images ...string) *corev1.Pod {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "web-0", Namespace: "default", UID: "u", ResourceVersion: "1", Annotations: map[string]string{}},
		Spec:       corev1.PodSpec{NodeName: "node-00"},
		Status:     corev1.PodStatus{Phase: corev1.PodPending},
	}
	if behavior != "" {
		pod.Annotations[prefix+"behavior"] = behavior
	}
	for i, image := range images {
		pod.Spec.Containers = append(pod.Spec.Containers, corev1.Container{Name: string(rune('a' + i)), Image: image})
	}
	return pod
}

func condition(pod *corev1.Pod, kind corev1.PodConditionType) corev1.ConditionStatus {
	for _, c := range pod.Status.Conditions {
		if c.Type == kind {
			return c.Status
		}
	}
	return "absent"
}

// podState is the Pod in one line: its phase, whether it is ready, and each container.
func podState(pod *corev1.Pod) string {
	out := string(pod.Status.Phase) + " " + string(condition(pod, corev1.PodReady))
	for _, c := range pod.Status.ContainerStatuses {
		switch {
		case c.State.Waiting != nil:
			out += " " + c.State.Waiting.Reason
		case c.Ready:
			out += " ready"
		default:
			out += " unready"
		}
	}
	return out
}

func TestFirstStage(t *testing.T) {
	for _, test := range []struct {
		behavior string
		images   []string
		stage    string
		want     string
	}{
		{"", []string{"app:1"}, "pod-ready", "Running True ready"},
		{"", []string{"app"}, "pod-ready", "Running True ready"},
		{"stuck-terminating", []string{"app:1"}, "pod-ready", "Running True ready"},
		{"unready", []string{"app:1", "side:1"}, "pod-unready", "Running False unready unready"},
		{"", []string{"app:unready", "side:1"}, "pod-unready", "Running False unready ready"},
		{"crashloop", []string{"app:1"}, "pod-crash", "Running False CrashLoopBackOff"},
		{"", []string{"app:crashloop", "side:1"}, "pod-crash", "Running False CrashLoopBackOff ready"},
		{"", []string{"registry:5000/app:no-such-image"}, "pod-image-pull", "Pending False ImagePullBackOff"},
		{"pending", []string{"app:1"}, "pod-pending", "Pending False ContainerCreating"},
		// The annotation has the last word.
		{"ready", []string{"app:crashloop"}, "pod-ready", "Running True ready"},
		{"nonsense", []string{"app:1"}, "", "Pending absent"},
	} {
		k, pod := newKubelet(t), newPod(test.behavior, test.images...)
		if got := k.next(pod); got != test.stage {
			t.Errorf("%s %v: stage %q, want %q", test.behavior, test.images, got, test.stage)
		}
		if got := podState(pod); got != test.want {
			t.Errorf("%s %v: %q, want %q", test.behavior, test.images, got, test.want)
		}
		again := k.next(pod)
		if test.stage == "pod-crash" && again == "pod-crash-again" {
			again = ""
		}
		if again != "" {
			t.Errorf("%s %v: %s is true right after %s", test.behavior, test.images, again, test.stage)
		}
	}
}

// Every behaviour can follow every other one on a living Pod.
func TestChangesOfMind(t *testing.T) {
	want := map[string]string{
		"ready": "Running True ready", "unready": "Running False unready",
		"crashloop": "Running False CrashLoopBackOff", "imagepull": "Running False ImagePullBackOff",
	}
	for from := range want {
		for to := range want {
			k, pod := newKubelet(t), newPod(from, "app:1")
			k.next(pod)
			address := pod.Status.PodIP
			pod.Annotations[prefix+"behavior"] = to
			k.next(pod)
			got := podState(pod)
			if from == "imagepull" && to == "imagepull" {
				got = want[to]
			}
			if got != want[to] || pod.Status.PodIP != address || len(pod.Status.PodIPs) != 1 {
				t.Errorf("%s then %s: %q at %v, want %q", from, to, got, pod.Status.PodIPs, want[to])
			}
		}
	}
}

func TestRestartsAreCounted(t *testing.T) {
	k, pod := newKubelet(t), newPod("crashloop", "app:1")
	for range 3 {
		k.next(pod)
	}
	c := pod.Status.ContainerStatuses[0]
	if c.RestartCount != 3 || c.LastTerminationState.Terminated == nil || c.LastTerminationState.Terminated.ExitCode != 1 {
		t.Errorf("after three crashes: %+v", c)
	}
	delete(pod.Annotations, prefix+"behavior")
	k.next(pod)
	if c := pod.Status.ContainerStatuses[0]; c.RestartCount != 3 || !c.Ready || c.LastTerminationState.Terminated == nil {
		t.Errorf("after it recovered: %+v", c)
	}
}

func TestReadinessGates(t *testing.T) {
	const gate = "example.com/lb"
	k, pod := newKubelet(t), newPod("", "app:1")
	pod.Spec.ReadinessGates = []corev1.PodReadinessGate{{ConditionType: gate}}
	pod.Annotations[prefix+"gates"] = "hold"
	expect := func(stage string, ready corev1.ConditionStatus) {
		t.Helper()
		if got := k.next(pod); got != stage || condition(pod, corev1.PodReady) != ready || condition(pod, corev1.ContainersReady) != corev1.ConditionTrue {
			t.Errorf("stage %q, ready %s; want %q, %s", got, condition(pod, corev1.PodReady), stage, ready)
		}
	}
	expect("pod-ready", corev1.ConditionFalse)
	expect("", corev1.ConditionFalse)
	pod.Status.Conditions = append(pod.Status.Conditions, corev1.PodCondition{Type: gate, Status: corev1.ConditionTrue})
	expect("pod-gates", corev1.ConditionTrue)
	pod.Status.Conditions[len(pod.Status.Conditions)-1].Status = corev1.ConditionFalse
	expect("pod-gates", corev1.ConditionFalse)
	delete(pod.Annotations, prefix+"gates")
	expect("pod-gates", corev1.ConditionTrue)
	expect("", corev1.ConditionTrue)
}

func TestReadyDelayAndDeletion(t *testing.T) {
	k, pod := newKubelet(t), newPod("", "app:1")
	pod.Annotations[prefix+"ready-delay"] = "5s"
	for _, want := range []string{"pod-start", "pod-ready-late", ""} {
		if got := k.next(pod); got != want {
			t.Errorf("stage %q, want %q", got, want)
		}
	}
	now := metav1.Now()
	pod.DeletionTimestamp = &now
	if got := k.next(pod); got != "pod-delete" {
		t.Errorf("a Pod to be deleted: %q", got)
	}
	pod.Annotations[prefix+"behavior"] = "stuck-terminating"
	if got := k.next(pod); got != "" {
		t.Errorf("a Pod that is stuck: %q", got)
	}
}
