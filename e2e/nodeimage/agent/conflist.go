package main

import (
	"encoding/json"
	"fmt"
	"net"
)

// The parts of a CNI network configuration list that we set:
// https://github.com/containernetworking/cni/blob/main/SPEC.md#section-1-network-configuration-format
type (
	networkList struct {
		CNIVersion string `json:"cniVersion"`
		Name       string `json:"name"`
		Plugins    []any  `json:"plugins"`
	}
	ptp struct {
		Type   string    `json:"type"`
		IPMasq bool      `json:"ipMasq"`
		MTU    int       `json:"mtu"`
		IPAM   hostLocal `json:"ipam"`
	}
	hostLocal struct {
		Type    string        `json:"type"`
		DataDir string        `json:"dataDir"`
		Routes  []destination `json:"routes"`
		Ranges  [][]subnet    `json:"ranges"`
	}
	destination struct {
		Dst string `json:"dst"`
	}
	subnet struct {
		Subnet string `json:"subnet"`
	}
	portmap struct {
		Type         string          `json:"type"`
		Capabilities map[string]bool `json:"capabilities"`
	}
)

// conflist is the CNI configuration of a node with these Pod networks, one of each IP family.
func conflist(podCIDRs []string, mtu int) ([]byte, error) {
	ipam := hostLocal{
		Type: "host-local",
		// Below /run: after a restart of the node no Pod has its old address, and none may stay taken.
		DataDir: "/run/cni-ipam-state",
	}
	for _, cidr := range podCIDRs {
		ip, pods, err := net.ParseCIDR(cidr)
		if err != nil {
			return nil, fmt.Errorf("the node's spec.podCIDRs: %w", err)
		}
		everywhere := "0.0.0.0/0"
		if ip.To4() == nil {
			everywhere = "::/0"
		}
		ipam.Routes = append(ipam.Routes, destination{everywhere})
		ipam.Ranges = append(ipam.Ranges, []subnet{{pods.String()}})
	}
	list := networkList{
		// What every containerd since 1.6 and the plugins of the node speak.
		CNIVersion: "1.0.0",
		Name:       "kubectl-sts",
		Plugins: []any{
			// Without masquerading a Pod is known by its own address everywhere: the nodes have routes to it.
			ptp{Type: "ptp", MTU: mtu, IPAM: ipam},
			portmap{Type: "portmap", Capabilities: map[string]bool{"portMappings": true}},
		},
	}
	text, err := json.MarshalIndent(list, "", "  ")
	return append(text, '\n'), err
}
