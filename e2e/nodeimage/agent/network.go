package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// network gives the Pods of this node addresses, and knows the way to those of the other nodes.
type network struct {
	node     string
	conflist string
	mtu      int
}

func newNetwork(node, root string) (*network, error) {
	link, err := netlink.LinkByName("eth0")
	if err != nil {
		return nil, fmt.Errorf("read the MTU of the node's eth0: %w", err)
	}
	return &network{node, filepath.Join(root, "etc/cni/net.d/10-kubectl-sts.conflist"), link.Attrs().MTU}, nil
}

func (n *network) watch(nodes cache.SharedIndexInformer) error {
	_, err := nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    n.sync,
		UpdateFunc: func(_, node any) { n.sync(node) },
		DeleteFunc: n.forget,
	})
	return err
}

func (n *network) sync(obj any) {
	node, ok := obj.(*corev1.Node)
	if !ok || len(node.Spec.PodCIDRs) == 0 {
		return
	}
	if node.Name == n.node {
		if err := n.configure(node.Spec.PodCIDRs); err != nil {
			klog.ErrorS(err, "The network of this node's Pods is not configured", "file", n.conflist)
		}
		return
	}
	for _, route := range routes(node) {
		if err := netlink.RouteReplace(&route); err != nil {
			klog.ErrorS(err, "No route to the Pods of a node", "node", node.Name, "route", route.String())
		}
	}
}

func (n *network) forget(obj any) {
	if gone, ok := obj.(cache.DeletedFinalStateUnknown); ok {
		obj = gone.Obj
	}
	node, ok := obj.(*corev1.Node)
	if !ok || node.Name == n.node {
		return
	}
	for _, route := range routes(node) {
		if err := netlink.RouteDel(&route); err != nil {
			klog.ErrorS(err, "The route to the Pods of a deleted node stays", "node", node.Name, "route", route.String())
		}
	}
}

// routes are the ways to the Pods of another node: all nodes are in one network, so the next hop is the node.
func routes(node *corev1.Node) []netlink.Route {
	var list []netlink.Route
	for _, cidr := range node.Spec.PodCIDRs {
		_, pods, err := net.ParseCIDR(cidr)
		if err != nil {
			continue
		}
		for _, address := range node.Status.Addresses {
			hop := net.ParseIP(address.Address)
			if address.Type == corev1.NodeInternalIP && hop != nil && (hop.To4() == nil) == (pods.IP.To4() == nil) {
				list = append(list, netlink.Route{Dst: pods, Gw: hop})
			}
		}
	}
	return list
}

// configure writes the CNI configuration. It appears whole or not at all: with it the kubelet says that the node is ready.
func (n *network) configure(podCIDRs []string) error {
	want, err := conflist(podCIDRs, n.mtu)
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(n.conflist); err == nil && bytes.Equal(have, want) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(n.conflist), 0o755); err != nil {
		return err
	}
	next := n.conflist + ".new"
	if err := os.WriteFile(next, want, 0o644); err != nil {
		return err
	}
	klog.InfoS("Configured the network of this node's Pods", "podCIDRs", podCIDRs, "mtu", n.mtu)
	return os.Rename(next, n.conflist)
}
