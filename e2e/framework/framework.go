package framework

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// F is one scenario: a test with a namespace of its own and a user in it.
type F struct {
	*testing.T
	// Namespace is the scenario's own, and the current one of its kubeconfig.
	Namespace string

	cluster    *cluster
	kubeconfig string
	// alone says that no other scenario runs at the same time.
	alone bool
	// asker starts the Pod that asks the cluster's DNS; a pointer, because As copies the scenario.
	asker *sync.Once
	// shown says that what there is to know of a failure is written down.
	shown *sync.Once
}

// New begins a scenario, which runs beside the others.
func New(t *testing.T) *F {
	t.Helper()
	t.Parallel()
	return begin(t)
}

func begin(t *testing.T) *F {
	t.Helper()
	f := &F{T: t, cluster: shared, Namespace: namespaceName(t.Name()), asker: new(sync.Once), shown: new(sync.Once)}
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: f.Namespace, Labels: map[string]string{ours: f.cluster.run()}}}
	if _, err := f.cluster.core.Namespaces().Create(f.Context(), ns, metav1.CreateOptions{}); err != nil {
		t.Fatalf("creating namespace %s: %v", f.Namespace, err)
	}
	t.Cleanup(f.end)
	f.kubeconfig = f.writeKubeconfig(f.cluster.kubeconfig, "")
	return f
}

// namespaceName is short: DNS names are built from it.
func namespaceName(test string) string {
	name := strings.ToLower(strings.NewReplacer("Test", "", "/", "-", "_", "-").Replace(test))
	return strings.Trim(name[:min(len(name), 30)], "-") + "-" + strings.ToLower(rand.Text()[:4])
}

// undo is Cleanup for what puts the cluster back as it was: of a scenario that failed, what there is to know is
// written down before.
func (f *F) undo(do func()) {
	f.Helper()
	f.Cleanup(do)
	// The last one runs first, and one that fails does not keep the others from running.
	f.Cleanup(f.show)
}

// show says what there is to know of a failed scenario, once.
func (f *F) show() {
	if !f.Failed() {
		return
	}
	f.shown.Do(func() {
		// The scenario's context and its own kubeconfig are gone by now.
		ctx := context.Background()
		for _, args := range [][]string{
			{"get", "statefulsets,pods,persistentvolumeclaims,services", "-o", "wide"},
			{"get", "events", "--sort-by=.lastTimestamp"},
		} {
			r := f.exec(ctx, f.cluster.kubeconfig, "kubectl", append(args, "-n", f.Namespace)...)
			f.Logf("%s\n%s%s", r.Command, r.Stdout, r.Stderr)
		}
		f.leaveArtifacts(ctx)
	})
}

// end shows the namespace of a failed scenario and, on a cluster that outlives the run, removes it.
func (f *F) end() {
	f.show()
	if f.cluster.stop != nil {
		return
	}
	if err := f.cluster.core.Namespaces().Delete(context.Background(), f.Namespace, metav1.DeleteOptions{}); err != nil {
		f.Logf("deleting namespace %s: %v", f.Namespace, err)
	}
}

// As is the same scenario as another user: the one of a kubeconfig.
func (f *F) As(kubeconfig string) *F {
	other := *f
	other.kubeconfig = kubeconfig
	return &other
}

// writeKubeconfig copies a kubeconfig, with the scenario's namespace as the current one and, when token is
// not empty, with that token as its only credential.
func (f *F) writeKubeconfig(from, token string) string {
	f.Helper()
	config, err := clientcmd.LoadFromFile(from)
	if err != nil {
		f.Fatalf("reading kubeconfig: %v", err)
	}
	current := config.Contexts[config.CurrentContext]
	current.Namespace = f.Namespace
	if token != "" {
		config.AuthInfos = map[string]*clientcmdapi.AuthInfo{current.AuthInfo: {Token: token}}
	}
	path := filepath.Join(f.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		f.Fatalf("writing kubeconfig: %v", err)
	}
	return path
}

// Server is the URL of the API server.
func (f *F) Server() string { return f.cluster.config.Host }

// Config is how the administrator reaches the API server, for clients of a test's own.
func (f *F) Config() *rest.Config { return rest.CopyConfig(f.cluster.config) }

// File writes a file for this scenario and returns its path.
func (f *F) File(name, content string) string {
	f.Helper()
	path := filepath.Join(f.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		f.Fatal(err)
	}
	return path
}

// Example is the path of a folder or file under examples/.
func Example(name string) string { return filepath.Join(Root(), "examples", name) }
