package kind

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"sigs.k8s.io/kind/pkg/cluster"
	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/cluster/nodeutils"
	"sigs.k8s.io/kind/pkg/errors"

	"github.com/kubectl-sts/kubectl-sts/e2e/images"
)

// LoadImages puts the images of e2e/images on every node of a cluster. It is run from the root of the repository.
func LoadImages(ctx context.Context, name string) error {
	arch, err := docker(ctx, "version", "--format", "{{.Server.Arch}}")
	if err != nil {
		return err
	}
	var archive bytes.Buffer
	if err := images.Write(ctx, &archive, ".", strings.TrimSpace(arch)); err != nil {
		return err
	}
	all, err := newProvider(io.Discard).ListInternalNodes(name)
	if err != nil {
		return oneLine(err)
	}
	var loads []func() error
	for _, node := range all {
		loads = append(loads, func() error {
			if err := nodeutils.LoadImageArchive(node, bytes.NewReader(archive.Bytes())); err != nil {
				return fmt.Errorf("load the scenarios' images on %s: %w", node, err)
			}
			return nil
		})
	}
	return errors.UntilErrorConcurrent(loads)
}

// waitReady waits for the nodes, for DNS and for the ServiceAccount without which no Pod can be created.
func waitReady(ctx context.Context, provider *cluster.Provider, name string) error {
	deadline := time.Now().Add(ready)
	for _, args := range [][]string{
		{"wait", "nodes", "--all", "--for=condition=Ready"},
		{"rollout", "status", "deployment/coredns", "--namespace=kube-system"},
		{"wait", "serviceaccount/default", "--for=create"},
	} {
		args = append(args, fmt.Sprintf("--timeout=%ds", int(time.Until(deadline).Seconds())))
		if err := kubectl(ctx, provider, name, "", args...); err != nil {
			return err
		}
	}
	return nil
}

// addClasses adds the StorageClasses that the examples name. The class `standard` and its driver are the node image's.
func addClasses(ctx context.Context, provider *cluster.Provider, name string) error {
	const get = `-o=jsonpath={.provisioner}`
	var provisioner bytes.Buffer
	control, err := controlPlane(provider, name)
	if err != nil {
		return err
	}
	if err := control.CommandContext(ctx, "kubectl", "--kubeconfig="+adminConfig, "get", "storageclass", "standard", get).SetStdout(&provisioner).Run(); err != nil {
		return fmt.Errorf("the cluster has no StorageClass standard: %w", err)
	}
	var classes strings.Builder
	for class, expand := range map[string]bool{"fast": true, "standard-wffc": false} {
		fmt.Fprintf(&classes, `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: %s}
provisioner: %s
volumeBindingMode: WaitForFirstConsumer
allowVolumeExpansion: %t
`, class, provisioner.String(), expand)
	}
	return kubectl(ctx, provider, name, classes.String(), "apply", "-f", "-")
}

// adminConfig is where kubeadm leaves the administrator's kubeconfig.
const adminConfig = "/etc/kubernetes/admin.conf"

// kubectl runs the control plane's own.
func kubectl(ctx context.Context, provider *cluster.Provider, name, input string, args ...string) error {
	control, err := controlPlane(provider, name)
	if err != nil {
		return err
	}
	var said bytes.Buffer
	cmd := control.CommandContext(ctx, "kubectl", append([]string{"--kubeconfig=" + adminConfig}, args...)...)
	if input != "" {
		cmd.SetStdin(strings.NewReader(input))
	}
	if err := cmd.SetStderr(&said).Run(); err != nil {
		return fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, lastLine(said.String()))
	}
	return nil
}

func controlPlane(provider *cluster.Provider, name string) (nodes.Node, error) {
	all, err := provider.ListInternalNodes(name)
	if err != nil {
		return nil, oneLine(err)
	}
	found, err := nodeutils.ControlPlaneNodes(all)
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("cluster %s has no control plane node", name)
	}
	return found[0], nil
}
