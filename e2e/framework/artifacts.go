package framework

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// screens are the views of a set that a failed scenario leaves.
var screens = []string{"status", "rollout", "storage", "identity"}

// leaveArtifacts writes what a person wants to see of a failed scenario's namespace, before it is gone, into a folder
// of E2E_ARTIFACTS: a snapshot for `kubectl sts … -f`, objects and events, and the screens of each set.
func (f *F) leaveArtifacts(ctx context.Context) {
	f.Helper()
	root := os.Getenv("E2E_ARTIFACTS")
	if root == "" {
		return
	}
	dir := filepath.Join(root, artifactName(f.Name()))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		f.Logf("no artefacts: %v", err)
		return
	}
	keep := func(file, program string, args ...string) {
		r := f.exec(ctx, f.cluster.kubeconfig, program, append(args, "-n", f.Namespace)...)
		if err := os.WriteFile(filepath.Join(dir, file), []byte(kept(r)), 0o600); err != nil {
			f.Logf("no artefact %s: %v", file, err)
		}
	}
	if f.cluster.stop == nil && f.cluster.kind == "" {
		// Somebody's cluster may add to Pods what is nobody else's business.
		keep("snapshot.yaml", "kubectl-sts", "snapshot", "--redact")
	} else {
		keep("snapshot.yaml", "kubectl-sts", "snapshot")
		keep("pods.yaml", "kubectl", "get", "pods", "-o", "yaml")
	}
	keep("objects.txt", "kubectl", "get", "statefulsets,pods,persistentvolumeclaims,services,endpointslices", "-o", "wide")
	keep("events.txt", "kubectl", "get", "events", "--sort-by=.lastTimestamp")
	sets, err := f.cluster.apps.StatefulSets(f.Namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		f.Logf("listing StatefulSets: %v", err)
		return
	}
	for i := range sets.Items {
		for _, view := range screens {
			keep(sets.Items[i].Name+"-"+view+".txt", "kubectl-sts", view, sets.Items[i].Name)
		}
	}
	f.Logf("artefacts: %s", dir)
}

// kept is what a command printed, and its complaints and notes as comments: a snapshot stays one that can be read.
func kept(r Result) string {
	text := r.Stdout
	if r.Code != 0 || r.Stderr != "" {
		for _, line := range strings.Split(r.Command+"\n"+strings.TrimSpace(r.Stderr), "\n") {
			text += "# " + line + "\n"
		}
	}
	return text
}

var awkward = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// artifactName makes a file name of a test's name: subtests of a table have spaces and slashes in theirs.
func artifactName(test string) string { return strings.Trim(awkward.ReplaceAllString(test, "-"), "-.") }
