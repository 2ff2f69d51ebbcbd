package framework

import "strings"

// A Capability is something that not every cluster can do.
type Capability string

// Capabilities to ask for.
const (
	// SimulatedKubelets run no containers: what a scenario writes into a Pod's status stays there.
	SimulatedKubelets Capability = "simulated kubelets"
	// RealKubelets run containers, probe them, and mount volumes that can be filled.
	RealKubelets Capability = "real kubelets"
	// AppImages are on the nodes, or nobody needs them: every image that the examples and scenarios name.
	AppImages Capability = "the images of e2e/images on its nodes"
	// SizedVolumes are as large as their claims ask for, and can grow.
	SizedVolumes Capability = "volumes that can grow"
	// DriverVolumes are of a kind that Kubernetes knows drivers for, so that the runbook for growing them applies. Those
	// of kind's nodes are local ones, whatever somebody there may do to them.
	DriverVolumes Capability = "volumes of a driver"
	// StoppableNodes are containers of this machine's Docker engine, which can be stopped and paused.
	StoppableNodes Capability = "nodes that can be stopped"
	// AuditLog is readable from this machine.
	AuditLog Capability = "readable audit log"
	// PausableController can be stopped and resumed from here.
	PausableController Capability = "controller that can be paused"
)

// has says which capabilities the cluster has.
func (c *cluster) has(what Capability) bool {
	switch what {
	case SimulatedKubelets, DriverVolumes:
		return c.simulated
	case RealKubelets:
		return !c.simulated
	case AppImages:
		return c.simulated || c.kind != ""
	case SizedVolumes:
		return c.simulated || c.sized
	case StoppableNodes:
		return c.kind != ""
	case AuditLog:
		return c.auditLog != ""
	case PausableController:
		return c.simulated && c.stop != nil || c.kind != ""
	}
	return false
}

// NotHere begins the reason of a scenario that is for another kind of cluster: it is not left out, it runs there.
const NotHere = "for another cluster: this one has no "

// Require ends the scenario, saying why, on a cluster that lacks one of these capabilities.
func (f *F) Require(all ...Capability) {
	f.Helper()
	var lacks []string
	for _, c := range all {
		if !f.cluster.has(c) {
			lacks = append(lacks, string(c))
		}
	}
	if len(lacks) > 0 {
		f.Skip(NotHere + strings.Join(lacks, ", no "))
	}
}

// Has reports whether the cluster has a capability, for a scenario that says more where it can.
func (f *F) Has(c Capability) bool { return f.cluster.has(c) }
