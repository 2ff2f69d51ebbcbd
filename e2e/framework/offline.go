package framework

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// views are the commands whose screens have to be the same from a file as from the cluster.
var views = []string{"list", "status", "rollout", "identity", "tree", "storage", "revisions"}

// formats in which they are compared: everything there is to know, and what a person reads.
var formats = [][]string{{"-o", "json"}, {}}

// OfflineEqualsLive ends a scenario: what `snapshot` writes of a set gives every view byte for byte as the
// cluster gives it at the same --now. When the cluster moved in between, it tries again.
func (f *F) OfflineEqualsLive(set string) {
	f.Helper()
	const attempts = 8
	for i := 1; ; i++ {
		before := f.versions()
		diff := f.compareOffline(set, filepath.Join(f.TempDir(), strconv.Itoa(i)))
		if diff == "" {
			return
		}
		moved := before != f.versions()
		if !moved || i == attempts {
			f.Fatalf("offline differs from live (objects changed meanwhile: %t, attempt %d of %d)\n%s", moved, i, attempts, diff)
		}
		time.Sleep(pollInterval)
	}
}

func (f *F) compareOffline(set, dir string) string {
	f.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		f.Fatal(err)
	}
	ofSet, ofNamespace := filepath.Join(dir, "set.yaml"), filepath.Join(dir, "namespace.yaml")
	f.succeed(f.plugin(f.kubeconfig, "snapshot", set, "--output-file", ofSet))
	f.succeed(f.plugin(f.kubeconfig, "snapshot", "--output-file", ofNamespace))
	now := time.Now().UTC().Format(time.RFC3339)
	for _, view := range views {
		args, file := []string{view, set}, ofSet
		if view == "list" {
			args, file = []string{view}, ofNamespace
		}
		for _, format := range formats {
			args := append(append(args[:len(args):len(args)], format...), "-n", f.Namespace, "--now", now)
			live := f.plugin(f.kubeconfig, args...)
			// Without a kubeconfig: a file is all that the offline half may need.
			offline := f.plugin(os.DevNull, append(args, "-f", file)...)
			if live.Code != offline.Code || live.Stdout != offline.Stdout {
				return fmt.Sprintf("%s\n(-live +offline)\n%s\nexit code live %d, offline %d\nstderr live: %s\nstderr offline: %s", live.Command,
					cmp.Diff(strings.Split(live.Stdout, "\n"), strings.Split(offline.Stdout, "\n")), live.Code, offline.Code, live.Stderr, offline.Stderr)
			}
			if live.Code != 0 {
				f.Fatalf("%s: exit code %d\n%s", live.Command, live.Code, live.Stderr)
			}
		}
	}
	return ""
}

// versions is the resourceVersion of everything in the namespace that a view uses, to see whether it moved.
func (f *F) versions() string {
	f.Helper()
	ns, ctx, opts := f.Namespace, f.Context(), metav1.ListOptions{}
	var out strings.Builder
	add := func(list runtime.Object, err error) {
		if err == nil {
			err = meta.EachListItem(list, func(o runtime.Object) error {
				m, err := meta.Accessor(o)
				if err == nil {
					fmt.Fprintf(&out, "%T %s %s\n", o, m.GetName(), m.GetResourceVersion())
				}
				return err
			})
		}
		if err != nil {
			f.Fatalf("reading resourceVersions: %v", err)
		}
	}
	c := f.cluster
	add(c.apps.StatefulSets(ns).List(ctx, opts))
	add(c.apps.ControllerRevisions(ns).List(ctx, opts))
	add(c.core.Pods(ns).List(ctx, opts))
	add(c.core.PersistentVolumeClaims(ns).List(ctx, opts))
	add(c.core.Services(ns).List(ctx, opts))
	add(c.core.Events(ns).List(ctx, opts))
	add(c.discovery.EndpointSlices(ns).List(ctx, opts))
	add(c.policy.PodDisruptionBudgets(ns).List(ctx, opts))
	f.addNodes(&out)
	return out.String()
}

// addNodes adds what a view uses of the Nodes, which all scenarios share: their heartbeats change nothing.
func (f *F) addNodes(out *strings.Builder) {
	f.Helper()
	nodes, err := f.cluster.core.Nodes().List(f.Context(), metav1.ListOptions{})
	if err != nil {
		f.Fatalf("reading Nodes: %v", err)
	}
	for i := range nodes.Items {
		n := &nodes.Items[i]
		fmt.Fprintf(out, "%s %v %v %v", n.Name, n.Labels, n.Spec.Unschedulable, n.Spec.Taints)
		for _, c := range n.Status.Conditions {
			fmt.Fprintf(out, " %s=%s", c.Type, c.Status)
		}
		out.WriteByte('\n')
	}
}
