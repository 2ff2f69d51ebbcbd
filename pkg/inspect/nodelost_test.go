package inspect

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// lostNode leaves a ready Pod as the node lifecycle controller does when its node is not ready.
func lostNode(since time.Duration) podOption {
	return func(p *corev1.Pod) {
		p.Status.Conditions = []corev1.PodCondition{
			{Type: corev1.PodReady, Status: corev1.ConditionFalse, LastTransitionTime: ago(since)},
			{Type: corev1.ContainersReady, Status: corev1.ConditionTrue, LastTransitionTime: ago(time.Hour)},
		}
	}
}

func disrupted(reason string) podOption {
	return func(p *corev1.Pod) {
		p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue, Reason: reason})
	}
}

func gate(status corev1.ConditionStatus) podOption {
	return func(p *corev1.Pod) {
		p.Spec.ReadinessGates = []corev1.PodReadinessGate{{ConditionType: "example.com/lb"}}
		p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: "example.com/lb", Status: status})
	}
}

// unreadyFor is the reason that a kubelet gives; the node lifecycle controller gives none.
func unreadyFor(reason string) podOption {
	return func(p *corev1.Pod) { p.Status.Conditions[0].Reason = reason }
}

func finalizer(p *corev1.Pod) { p.Finalizers = []string{"example.com/backup"} }

const (
	shortWhile = 10 * time.Second
	free       = "kubectl -n shop delete pod web-1 --force --grace-period=0"
	checkNode  = "kubectl get node node-a"
	taint      = "kubectl taint node node-a node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"
	untaint    = "kubectl taint node node-a node.kubernetes.io/out-of-service:NoExecute-"
)

// What a set says while a node is away, how urgent that is, and the commands in safe order.
func TestANodeThatIsNotReady(t *testing.T) {
	deleting := func(s *appsv1.StatefulSet) { d := ago(time.Second); s.DeletionTimestamp = &d }
	tests := []struct {
		name  string
		world *world
		state v1alpha1.RolloutState
		wait  string
		want  []string
	}{
		{"the Pod is unready because its node is", newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(shortWhile)), v1alpha1.StateDegraded,
			"web-1 is running but not ready (its node node-a is not ready)", []string{"kubectl describe node node-a"}},
		{"a rollout waits for the node, and is not trapped", newWorld(2, rolling).pod(0, oldRev).pod(1, oldRev, lostNode(shortWhile)), v1alpha1.StateBlocked,
			"web-1 is running but not ready (its node node-a is not ready)", []string{"kubectl describe node node-a"}},
		{"a readiness gate is another matter", newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(shortWhile), gate(corev1.ConditionFalse)), v1alpha1.StateProgressing,
			"web-1 is running but not ready (readiness gate example.com/lb is not True)", nil},
		{"a gate that is open hides nothing", newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(shortWhile), gate(corev1.ConditionTrue)), v1alpha1.StateDegraded,
			"web-1 is running but not ready (its node node-a is not ready)", []string{"kubectl describe node node-a"}},
		{"a gate that has just opened, and the kubelet has yet to say so", newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(shortWhile), gate(corev1.ConditionTrue), unreadyFor("ReadinessGatesNotReady")), v1alpha1.StateProgressing,
			"web-1 is running but not ready", nil},
		{"terminating there takes no grace period to be stuck", newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(time.Minute), terminating(time.Second)), v1alpha1.StateDegraded,
			"web-1 is terminating (its node is not ready; no other web-1 is created before node node-a confirms its end)", []string{checkNode, taint, untaint, free}},
		{"nobody waits for another of an ordinal that is to go", newWorld(1).pod(0, newRev).pod(1, newRev, lostNode(time.Minute), terminating(time.Second)), v1alpha1.StateBlocked,
			"web-1 is terminating (its node is not ready; only node node-a can confirm its end)", []string{checkNode, taint, untaint, free}},
		{"a finalizer is no business of the node's", newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(time.Minute), terminating(time.Second), finalizer), v1alpha1.StateDegraded,
			"web-1 is terminating (its node is not ready; finalizer example.com/backup)", nil},
		{"drained", newWorld(2).pod(0, newRev).pod(1, newRev, terminating(time.Second), disrupted("EvictionByEvictionAPI")), v1alpha1.StateProgressing,
			"web-1 is terminating (evicted from node node-a, as kubectl drain does)", nil},
		{"evicted by a taint", newWorld(2).pod(0, newRev).pod(1, newRev, terminating(time.Second), disrupted("DeletionByTaintManager")), v1alpha1.StateProgressing,
			"web-1 is terminating (evicted from node node-a by a NoExecute taint)", nil},
		{"overdue, whoever wanted it gone", newWorld(2).pod(0, newRev).pod(1, newRev, terminating(time.Hour), disrupted("EvictionByEvictionAPI")), v1alpha1.StateDegraded,
			"web-1 is terminating (past its grace period; no other web-1 is created before node node-a confirms its end)", []string{checkNode, taint, untaint, free}},
		{"deleted as ever", newWorld(2).pod(0, newRev).pod(1, newRev, terminating(time.Second)), v1alpha1.StateProgressing, "web-1 is terminating", nil},
		{"a set that is being deleted has other worries", newWorld(2, deleting).pod(0, newRev).pod(1, newRev, lostNode(shortWhile)), v1alpha1.StateDeleting, "web is being deleted", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.world.report()
			if len(r.Rollout.WaitsFor) == 0 {
				t.Fatalf("waits for nothing; summary %q", r.Summary)
			}
			if got := r.Rollout.WaitsFor[0].Message; got != tt.wait || r.Rollout.State != tt.state {
				t.Errorf("%s, waits for %q; want %s, %q", r.Rollout.State, got, tt.state, tt.wait)
			}
			var commands []string
			for _, a := range r.Rollout.Advice {
				commands = append(commands, a.Commands...)
			}
			if diff := cmp.Diff(tt.want, commands); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}

// A deadline that nobody is there to keep is not counted down to.
func TestNoCountdownOnANodeThatIsNotReady(t *testing.T) {
	r := newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(time.Minute), terminating(time.Second)).report()
	if w := r.Rollout.WaitsFor[0]; w.Until != nil || !w.Failing {
		t.Errorf("until %v, failing %t; want no end in sight", w.Until, w.Failing)
	}
}

// The last resort says what it may cost.
func TestForcingSaysWhatItMayCost(t *testing.T) {
	advice := newWorld(2).pod(0, newRev).pod(1, newRev, lostNode(time.Minute), terminating(time.Second)).report().Rollout.Advice
	want := "Who may not taint nodes can free web-1 alone, and only when node-a is certainly off: two web-1 at once may corrupt data"
	if len(advice) == 0 || advice[len(advice)-1].Message != want {
		t.Errorf("advice %+v, want last %q", advice, want)
	}
}

// A Pod that has failed does not go on with its node; one without a node was not taken from any.
func TestNoNodeToBlame(t *testing.T) {
	pod := &corev1.Pod{Spec: corev1.PodSpec{NodeName: "node-a"}}
	lostNode(time.Minute)(pod)
	pod.Status.Phase = corev1.PodFailed
	if nodeLost(pod) {
		t.Error("a Pod that has failed waits for its node")
	}
	pod.Spec.NodeName = ""
	disrupted("EvictionByEvictionAPI")(pod)
	if words := takenAway(pod); words != "" {
		t.Errorf("%q of a Pod without a node", words)
	}
}
