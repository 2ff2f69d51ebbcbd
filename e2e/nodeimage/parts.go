package nodeimage

import "strings"

// module is a Go module that parts of the image are built in. Each has its versions in its own go.mod.
type module struct {
	// dir is its folder, seen from the root of the repository.
	dir string
	// tags and variables are for the compiler and the linker; a variable is "import/path.Name=value".
	tags, variables []string
	parts           []part
}

// part is a program of the image: its file name, and the package it is built from.
type part struct{ name, pkg string }

const (
	containerd        = "github.com/containerd/containerd/v2"
	containerdVersion = "v2.3.7"
	plugins           = "github.com/containernetworking/plugins"
	pluginsVersion    = "v1.9.1"
	corednsVersion    = "v1.14.6"
)

// modules are all that is built from Go modules, the quick ones last.
var modules = []module{
	{
		dir:       "e2e/controlplane",
		variables: kubernetesVariables(),
		parts:     []part{{"sts-node", "./node"}},
	},
	{
		dir:   "e2e/nodeimage/agent",
		parts: []part{{"sts-node-agent", "."}},
	},
	{
		dir:       "e2e/nodeimage/containerd",
		tags:      []string{"no_aufs", "no_btrfs", "no_devmapper", "no_zfs"},
		variables: []string{containerd + "/version.Version=" + containerdVersion},
		parts: []part{
			{"containerd", containerd + "/cmd/containerd"},
			{"ctr", containerd + "/cmd/ctr"},
			{"containerd-shim-runc-v2", containerd + "/cmd/containerd-shim-runc-v2"},
		},
	},
	{
		dir:   "e2e/nodeimage/coredns",
		parts: []part{{"coredns", "."}},
	},
	{
		dir:       "e2e/nodeimage/cni",
		variables: []string{plugins + "/pkg/utils/buildversion.BuildVersion=" + pluginsVersion},
		parts: []part{
			{"cni-ptp", plugins + "/plugins/main/ptp"},
			{"cni-loopback", plugins + "/plugins/main/loopback"},
			{"cni-host-local", plugins + "/plugins/ipam/host-local"},
			{"cni-portmap", plugins + "/plugins/meta/portmap"},
		},
	},
	{
		dir:   ".",
		parts: []part{{"pause", "./e2e/nodeimage/pause"}},
	},
}

// compilerFlags are those of hack/controlplane: what both need of Kubernetes is compiled once.
var compilerFlags = []string{"-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"}

// kubernetesVariables are the version that the components report, as hack/controlplane sets it.
func kubernetesVariables() []string {
	number := strings.Split(strings.TrimPrefix(Kubernetes, "v"), ".")
	const component, client = "k8s.io/component-base/version.", "k8s.io/client-go/pkg/version."
	return []string{
		component + "gitVersion=" + Kubernetes,
		component + "gitMajor=" + number[0],
		component + "gitMinor=" + number[1],
		component + "gitTreeState=clean",
		component + "gitCommit=unknown",
		client + "gitCommit=unknown",
		client + "gitVersion=" + Kubernetes,
	}
}
