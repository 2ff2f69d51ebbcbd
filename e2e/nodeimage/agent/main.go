// Command sts-node-agent runs on every node of a kind cluster, as a DaemonSet. It is the Pod network (a CNI
// configuration and routes to the other nodes) and the provisioner of the default StorageClass: volumes with a real
// size, real usage and a real resize, each a file system in a file of its node.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
)

// host is where the DaemonSet mounts the root of the node.
const host = "/host"

// resync repairs what somebody else has changed on the node, a route for instance.
const resync = 30 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Getenv("NODE_NAME")); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, node string) error {
	if node == "" {
		return fmt.Errorf("NODE_NAME is not set; the DaemonSet takes it from spec.nodeName")
	}
	// Before anything that needs the API server: after a restart of the node the kubelet wants the volumes at once.
	disks := newDisks(host)
	if err := disks.mountAll(ctx); err != nil {
		// The other volumes, and the network, are needed all the same.
		klog.ErrorS(err, "Some volumes of this node are not mounted", "folder", folder)
	}
	client, err := connect()
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, resync)
	network, err := newNetwork(node, host)
	if err != nil {
		return err
	}
	if err := network.watch(factory.Core().V1().Nodes().Informer()); err != nil {
		return err
	}
	runVolumes := newVolumes(ctx, client, factory, node, disks)
	factory.StartWithContext(ctx)
	runVolumes()
	return nil
}

// connect goes to the API server as the kubelet does, with the DaemonSet's own credentials: the address of the
// Service only works once kube-proxy does, and a connection that is begun before hangs for half a minute.
func connect() (kubernetes.Interface, error) {
	config, err := rest.InClusterConfig()
	if err != nil {
		return nil, fmt.Errorf("this runs in a Pod only: %w", err)
	}
	kubelet, err := clientcmd.LoadFromFile(host + "/etc/kubernetes/kubelet.conf")
	if err != nil {
		return nil, fmt.Errorf("find the API server's address: %w", err)
	}
	for _, cluster := range kubelet.Clusters {
		config.Host = cluster.Server
	}
	config.QPS, config.Burst = 50, 100
	return kubernetes.NewForConfig(config)
}
