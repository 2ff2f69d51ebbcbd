package kind

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kind/pkg/apis/config/v1alpha4"
)

//go:embed audit-policy.yaml
var auditPolicy string

// Where the control plane's node has the audit policy and the log.
const (
	nodePolicy = "/etc/kubernetes/audit/policy.yaml"
	nodeLog    = "/var/log/kubernetes/audit/audit.log"
)

// AuditLog is where the framework finds the cluster's audit log (E2E_AUDIT_LOG).
func AuditLog(name string) string { return "docker:" + name + "-control-plane:" + nodeLog }

func policyFile(dir string) string { return filepath.Join(dir, "audit-policy.yaml") }

// writeAuditPolicy writes the policy where kind mounts it from; the engine wants an absolute path.
func writeAuditPolicy(dir string) (string, error) {
	path, err := filepath.Abs(policyFile(dir))
	if err != nil {
		return "", err
	}
	return path, os.WriteFile(path, []byte(auditPolicy), 0o644)
}

// config is a control plane and a worker in each of two zones, so that a zone can be lost.
func config(name, policy string) *v1alpha4.Cluster {
	node := func(role v1alpha4.NodeRole, zone string) v1alpha4.Node {
		return v1alpha4.Node{Role: role, Labels: map[string]string{"topology.kubernetes.io/region": "kind", "topology.kubernetes.io/zone": zone}}
	}
	control := node(v1alpha4.ControlPlaneRole, "zone-c")
	control.ExtraMounts = []v1alpha4.Mount{{HostPath: policy, ContainerPath: nodePolicy, Readonly: true}}
	return &v1alpha4.Cluster{
		TypeMeta: v1alpha4.TypeMeta{Kind: "Cluster", APIVersion: "kind.x-k8s.io/v1alpha4"},
		Name:     name,
		Nodes:    []v1alpha4.Node{control, node(v1alpha4.WorkerRole, "zone-a"), node(v1alpha4.WorkerRole, "zone-b")},
		// What scenarios ask of the control plane of e2e/controlplane as well.
		FeatureGates: map[string]bool{"StatefulSetRecreateStrategy": true},
		KubeadmConfigPatchesJSON6902: []v1alpha4.PatchJSON6902{{
			Group: "kubeadm.k8s.io", Version: "v1beta4", Kind: "ClusterConfiguration", Patch: kubeadmPatch(),
		}},
		// How soon a kubelet on a busy machine comes back to a volume that it has not brought up to date, and how old
		// its figures of how full volumes are may be: a minute, by default.
		KubeadmConfigPatches: []string{"kind: KubeletConfiguration\nsyncFrequency: 5s\nvolumeStatsAggPeriod: 5s\n"},
	}
}

// kubeadmPatch adds arguments to those that kind gives. A merge patch would replace its lists.
func kubeadmPatch() string {
	var ops []string
	add := func(path, value string) {
		ops = append(ops, fmt.Sprintf(`{"op": "add", "path": %q, "value": %s}`, path, value))
	}
	argument := func(component, name, value string) {
		add("/"+component+"/extraArgs/-", fmt.Sprintf(`{"name": %q, "value": %q}`, name, value))
	}
	argument("apiServer", "audit-policy-file", nodePolicy)
	argument("apiServer", "audit-log-path", nodeLog)
	add("/apiServer/extraVolumes", fmt.Sprintf(`[
  {"name": "audit-policy", "hostPath": %[1]q, "mountPath": %[1]q, "readOnly": true, "pathType": "File"},
  {"name": "audit-log", "hostPath": %[2]q, "mountPath": %[2]q, "pathType": "DirectoryOrCreate"}]`, nodePolicy, filepath.ToSlash(filepath.Dir(nodeLog))))
	// One that scenarios stop for a moment must not lose an election meanwhile.
	argument("controllerManager", "leader-elect", "false")
	argument("scheduler", "leader-elect", "false")
	// Node scenarios wait for this, and a busy machine must not lose a node to it.
	argument("controllerManager", "node-monitor-grace-period", "20s")
	// The default of 15 s is how long a claim may wait when two controllers change it at once.
	argument("controllerManager", "pvclaimbinder-sync-period", "5s")
	return "[" + strings.Join(ops, ",\n") + "]"
}
