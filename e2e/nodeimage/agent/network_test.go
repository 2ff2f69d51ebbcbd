package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

func TestRoutes(t *testing.T) {
	addresses := []corev1.NodeAddress{
		{Type: corev1.NodeHostName, Address: "kind-worker"},
		{Type: corev1.NodeInternalIP, Address: "172.18.0.3"},
		{Type: corev1.NodeInternalIP, Address: "fc00::3"},
	}
	tests := []struct {
		name      string
		cidrs     []string
		addresses []corev1.NodeAddress
		want      []string
	}{
		{"go to the node's own address of the same family", []string{"10.244.1.0/24", "fd00:1::/64"}, addresses,
			[]string{"10.244.1.0/24 via 172.18.0.3", "fd00:1::/64 via fc00::3"}},
		{"do not exist before the node has an address", []string{"10.244.1.0/24"}, nil, nil},
		{"do not exist for what is no network", []string{"nonsense"}, addresses, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			node := &corev1.Node{Spec: corev1.NodeSpec{PodCIDRs: tt.cidrs}, Status: corev1.NodeStatus{Addresses: tt.addresses}}
			var got []string
			for _, route := range routes(node) {
				got = append(got, route.Dst.String()+" via "+route.Gw.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
