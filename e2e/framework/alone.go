package framework

import (
	"context"
	"io"
	"os/exec"
	"strings"
)

// PutBack lets Pods on a node again when the scenario ends, whatever has become of it: neither a cordon nor a taint that
// somebody was told to set is left for the next one. Called after StopNode it comes before the wait for the node.
func (f *F) PutBack(node string) {
	f.Helper()
	f.undo(func() {
		for _, args := range [][]string{{"uncordon", node}, {"taint", "node", node, "node.kubernetes.io/out-of-service-"}} {
			r := f.exec(context.Background(), f.cluster.kubeconfig, "kubectl", args...)
			if r.Code != 0 && !strings.Contains(r.Stderr, "not found") {
				f.Errorf("%s\nexit code %d\n%s%s", r.Command, r.Code, r.Stdout, r.Stderr)
			}
		}
	})
}

// LoadImages puts the images of an archive, as `docker save` writes it, on the nodes that take Pods.
func (f *F) LoadImages(write func(ctx context.Context, w io.Writer) error) {
	f.Helper()
	f.Require(StoppableNodes)
	var archive strings.Builder
	if err := write(f.Context(), &archive); err != nil {
		f.Fatal(err)
	}
	for _, node := range f.Workers() {
		cmd := exec.CommandContext(f.Context(), "docker", "exec", "--privileged", "--interactive", node.Name,
			"ctr", "--namespace=k8s.io", "images", "import", "--all-platforms", "--digests", "-")
		cmd.Stdin = strings.NewReader(archive.String())
		if out, err := cmd.CombinedOutput(); err != nil {
			f.Fatalf("loading images on node %s: %v\n%s", node.Name, err, out)
		}
	}
}

// DeleteAtEnd deletes an object that is in no namespace when the scenario ends.
func (f *F) DeleteAtEnd(kind, name string) {
	f.Helper()
	f.Cleanup(func() {
		f.succeed(f.exec(context.Background(), f.cluster.kubeconfig, "kubectl", "delete", kind, name, "--ignore-not-found", "--wait=false"))
	})
}
