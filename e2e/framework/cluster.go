package framework

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	appsv1client "k8s.io/client-go/kubernetes/typed/apps/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	discoveryv1client "k8s.io/client-go/kubernetes/typed/discovery/v1"
	policyv1client "k8s.io/client-go/kubernetes/typed/policy/v1"
	storagev1client "k8s.io/client-go/kubernetes/typed/storage/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// cluster is where the scenarios of this process run.
type cluster struct {
	// dir holds everything that this process writes; bin in it is first in every scenario's PATH.
	dir, bin   string
	kubeconfig string
	auditLog   string
	// simulated says that KWOK plays the kubelets, which then do what SetBehavior asks of a Pod.
	simulated bool
	// kind is the name of a kind cluster whose node containers this machine's Docker engine runs, empty for any other.
	kind string
	// sized says that volumes are as large as was asked for, and can grow.
	sized bool
	// addedClasses are StorageClasses that go when the run is over.
	addedClasses []string
	// stop ends a control plane that this process started; nil for a cluster that was there before.
	stop func() error

	config    *rest.Config
	apps      *appsv1client.AppsV1Client
	core      *corev1client.CoreV1Client
	discovery *discoveryv1client.DiscoveryV1Client
	policy    *policyv1client.PolicyV1Client
	storage   *storagev1client.StorageV1Client
}

func openCluster(ctx context.Context, flags []string) (*cluster, error) {
	plugin, err := program("STS_PLUGIN_BIN", "bin/kubectl-sts")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kubectl-sts-e2e-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, bin: filepath.Join(dir, "bin")}
	if err := c.open(ctx, plugin, flags); err != nil {
		return nil, errors.Join(err, c.close(true))
	}
	return c, nil
}

func (c *cluster) open(ctx context.Context, plugin string, flags []string) error {
	var kubectl string
	var err error
	if c.kubeconfig = os.Getenv("E2E_KUBECONFIG"); c.kubeconfig != "" {
		c.auditLog, c.kind = os.Getenv("E2E_AUDIT_LOG"), os.Getenv("STS_E2E_KIND")
		kubectl, err = findKubectl()
	} else if kubectl, err = program("STS_CONTROLPLANE_BIN", "bin/sts-controlplane"); err == nil {
		// The control plane's binary is kubectl when it is called so.
		err = c.startControlPlane(ctx, kubectl, flags)
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(c.dir, "home"), 0o700); err != nil {
		return err
	}
	if err := c.linkTools(kubectl, plugin); err != nil {
		return err
	}
	return c.connect(ctx)
}

func findKubectl() (string, error) {
	if p := filepath.Join(Root(), "bin", "kubectl"); exists(p) {
		return filepath.Abs(p)
	}
	return exec.LookPath("kubectl")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (c *cluster) connect(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", c.kubeconfig)
	if err != nil {
		return fmt.Errorf("reading %s: %w", c.kubeconfig, err)
	}
	// The framework polls; the plugin under test has its own clients.
	config.QPS, config.Burst = -1, -1
	c.config = config
	var errs [4]error
	c.apps, errs[0] = appsv1client.NewForConfig(config)
	c.core, errs[1] = corev1client.NewForConfig(config)
	c.discovery, errs[2] = discoveryv1client.NewForConfig(config)
	c.policy, errs[3] = policyv1client.NewForConfig(config)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	nodes, err := c.core.Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return fmt.Errorf("reaching the cluster of %s: %w", c.kubeconfig, err)
	}
	for _, n := range nodes.Items {
		c.simulated = c.simulated || n.Annotations["kwok.x-k8s.io/node"] == "fake"
	}
	if c.simulated {
		return nil // it has them all
	}
	return c.addClasses(ctx)
}

// close stops what openCluster started and removes its files; of a failed run it keeps the logs where E2E_ARTIFACTS says.
func (c *cluster) close(failed bool) error {
	var errs []error
	if c.stop != nil {
		if to := os.Getenv("E2E_ARTIFACTS"); failed && to != "" {
			from := filepath.Join(c.dir, "controlplane", "logs")
			to = filepath.Join(to, filepath.Base(c.dir))
			errs = append(errs, os.CopyFS(to, os.DirFS(from)))
			fmt.Fprintf(os.Stderr, "logs of the control plane: %s\n", to)
		}
		errs = append(errs, c.stop())
	}
	if c.stop == nil && c.core != nil {
		errs = append(errs, c.removeNamespaces(), c.removeClasses())
	}
	return errors.Join(append(errs, os.RemoveAll(c.dir))...)
}
