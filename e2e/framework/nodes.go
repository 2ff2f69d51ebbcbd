package framework

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Soonish is how long a node may take to be noticed, gone or back, when Eventually waits for it: several heartbeats.
const Soonish = time.Minute

// NewAlone is New for a scenario that others would notice, because it stops nodes: it has the cluster to itself.
func NewAlone(t *testing.T) *F {
	t.Helper()
	f := begin(t)
	f.alone = true
	return f
}

// Workers are the nodes that take the Pods of scenarios, by name.
func (f *F) Workers() []corev1.Node {
	f.Helper()
	nodes, err := f.cluster.core.Nodes().List(f.Context(), metav1.ListOptions{LabelSelector: "!node-role.kubernetes.io/control-plane"})
	if err != nil {
		f.Fatalf("listing Nodes: %v", err)
	}
	return nodes.Items
}

// StopNode stops the node's machine, as a power cut would; the scenario's end starts it again.
func (f *F) StopNode(name string) { f.Helper(); f.halt(name, "stop", "start") }

// StartNode starts a node that was stopped and waits until it is ready.
func (f *F) StartNode(name string) { f.Helper(); f.resume(f.Context(), name, "start") }

// PauseNode freezes the node: nothing on it runs, and its connections hang. The scenario's end lets it go on.
func (f *F) PauseNode(name string) { f.Helper(); f.halt(name, "pause", "unpause") }

// UnpauseNode lets a frozen node go on and waits until it is ready.
func (f *F) UnpauseNode(name string) { f.Helper(); f.resume(f.Context(), name, "unpause") }

func (f *F) halt(name, how, back string) {
	f.Helper()
	f.Require(StoppableNodes)
	if !f.alone {
		f.Fatalf("%s of node %s: a scenario that does this begins with NewAlone", how, name)
	}
	f.undo(func() { f.resume(context.Background(), name, back) })
	args := []string{how, name}
	if how == "stop" {
		args = []string{how, "--time", "1", name}
	}
	f.docker(f.Context(), args...)
}

func (f *F) resume(ctx context.Context, name, how string) {
	f.Helper()
	running := strings.TrimSpace(f.docker(ctx, "inspect", "--format", "{{.State.Running}} {{.State.Paused}}", name))
	if (how == "start" && running == "false false") || (how == "unpause" && running == "true true") {
		f.docker(ctx, how, name)
	}
	f.eventually(ctx, "node "+name+" is ready", Soonish, func() (bool, string) {
		node, err := f.cluster.core.Nodes().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err.Error()
		}
		return NodeReady(node), asJSON(node.Status.Conditions)
	})
}

// NodeReady reports whether the control plane takes the node for ready and lets Pods run there.
func NodeReady(node *corev1.Node) bool {
	for _, taint := range node.Spec.Taints {
		if strings.HasPrefix(taint.Key, "node.kubernetes.io/") {
			return false
		}
	}
	for _, c := range node.Status.Conditions {
		if c.Type == corev1.NodeReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

// OnNode runs a command on a node, as root, which has to succeed, and returns what it printed.
func (f *F) OnNode(name string, command ...string) string {
	f.Helper()
	f.Require(StoppableNodes)
	return f.docker(f.Context(), append([]string{"exec", "--privileged", name}, command...)...)
}

// docker runs the engine's own command line, the one that kind uses too.
func (f *F) docker(ctx context.Context, args ...string) string {
	f.Helper()
	ctx, cancel := context.WithTimeout(ctx, f.patient(commandTimeout))
	defer cancel()
	var complaints strings.Builder
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		f.Fatalf("docker %s: %v\n%s%s", strings.Join(args, " "), err, out, complaints.String())
	}
	return string(out)
}
