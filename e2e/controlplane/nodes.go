package main

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var zones = []string{"zone-a", "zone-b", "zone-c"}

// node is a machine of ordinary size. Its zone follows from its number, which is how the volume Stage knows
// the zone of the node the scheduler chose: a Stage cannot read other objects.
func node(i, pods int) *corev1.Node {
	name := fmt.Sprintf("node-%02d", i)
	resources := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("16"),
		corev1.ResourceMemory:           resource.MustParse("64Gi"),
		corev1.ResourceEphemeralStorage: resource.MustParse("100Gi"),
		corev1.ResourcePods:             *resource.NewQuantity(int64(pods), resource.DecimalSI),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{
			Name: name,
			Labels: map[string]string{
				corev1.LabelHostname:           name,
				corev1.LabelOSStable:           "linux",
				corev1.LabelArchStable:         "amd64",
				corev1.LabelInstanceTypeStable: "fake.4xlarge",
				corev1.LabelTopologyRegion:     "region-1",
				corev1.LabelTopologyZone:       zones[i%len(zones)],
			},
			// The nodes that KWOK looks after.
			Annotations: map[string]string{"kwok.x-k8s.io/node": "fake"},
		},
		Status: corev1.NodeStatus{
			Capacity: resources, Allocatable: resources,
			Addresses: []corev1.NodeAddress{
				// The API server passes no request on to a loopback address: whoever asks for a kubelet
				// (nodes/proxy) is told so at once, on every network this may run in.
				{Type: corev1.NodeInternalIP, Address: fmt.Sprintf("127.1.%d.%d", i/250, i%250+1)},
				{Type: corev1.NodeHostName, Address: name},
			},
			NodeInfo: corev1.NodeSystemInfo{KubeletVersion: "v1.37.1", OperatingSystem: "linux", Architecture: "amd64"},
		},
	}
}
