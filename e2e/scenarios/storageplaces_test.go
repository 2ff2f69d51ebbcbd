//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// ownNode is a Node of the scenario, in a zone of its own, which takes Pods of the scenario alone. A dead one has
// no kubelet, and nobody ever says that it is ready.
func ownNode(f *framework.F, name string, dead bool) {
	f.Helper()
	annotations := "{kwok.x-k8s.io/node: fake}"
	if dead {
		annotations = "{}"
	}
	resources := `{cpu: "16", memory: 64Gi, pods: "110"}`
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: v1
kind: Node
metadata:
  name: %[1]s
  annotations: %[2]s
  labels: {kubernetes.io/hostname: %[1]s, topology.kubernetes.io/zone: %[3]s-zone, kubernetes.io/os: linux}
spec:
  taints: [{key: %[3]s, effect: NoSchedule}]
status: {capacity: %[4]s, allocatable: %[4]s}
`, name, annotations, f.Namespace, resources))
}

// tolerant lets the set's Pods run on the scenario's own nodes.
func tolerant(f *framework.F) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		set.Spec.Template.Spec.Tolerations = []corev1.Toleration{{Key: f.Namespace, Operator: corev1.TolerationOpExists}}
	}
}

// ownVolume is a volume made by hand for a claim, which nodes with this label alone can use.
func ownVolume(f *framework.F, claim, key, value string) string {
	f.Helper()
	name := f.Namespace + "-" + claim
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: v1
kind: PersistentVolume
metadata: {name: %[1]s}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: %[2]s
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: %[2]s, name: %[3]s}
  local: {path: /data}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: %[4]s, operator: In, values: [%[5]s]}]}]}}
`, name, f.Namespace, claim, key, value))
	return name
}

// ownClass is a StorageClass of the scenario's own, called as its namespace.
func ownClass(f *framework.F, provisioner, more string) {
	f.Helper()
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: %s}
provisioner: %s
volumeBindingMode: WaitForFirstConsumer
%s
`, f.Namespace, provisioner, more))
}

// waitPlacement waits until `storage` says this of an ordinal's placement.
func waitPlacement(f *framework.F, ordinal int32, state v1alpha1.PlacementState, words ...string) v1alpha1.Placement {
	f.Helper()
	r := waitStorage(f, "web", fmt.Sprintf("ordinal %d is %s: %s", ordinal, state, strings.Join(words, " ")), func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, ordinal)
		if row.Placement == nil || row.Placement.State != state {
			return false
		}
		for _, word := range words {
			if !strings.Contains(row.Placement.Message, word) {
				return false
			}
		}
		return true
	})
	return *f.Row(r, ordinal).Placement
}

// pendingPod waits until a Pod is there and the scheduler has found no node for it.
func pendingPod(f *framework.F, name string) {
	f.Helper()
	f.WaitStatus("web", name+" finds no node", func(r v1alpha1.StatefulSetReport) bool {
		for _, o := range r.Ordinals {
			if o.PodName == name {
				return o.Pod != nil && o.Pod.Reason == corev1.PodReasonUnschedulable && o.Pod.Terminating == nil
			}
		}
		return false
	})
}

func TestStorageOfVolumesThatTieToNodes(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	a, b := f.Namespace+"-a", f.Namespace+"-b"
	ownNode(f, a, false)
	ownNode(f, b, false)
	ownClass(f, "kubernetes.io/no-provisioner", "")
	local := ownVolume(f, "www-web-0", corev1.LabelHostname, a)
	zonal := ownVolume(f, "www-web-1", corev1.LabelTopologyZone, f.Namespace+"-zone")
	f.Apply("web", framework.Replicas(2), class(f.Namespace), tolerant(f))
	f.WaitState("web", v1alpha1.StateComplete)

	p := waitPlacement(f, 0, v1alpha1.PlacementOneNode, "its data is on "+a+", and on no other node")
	equal(f, "nodes of web-0", strings.Join(p.Nodes, " "), a)
	p = waitPlacement(f, 1, v1alpha1.PlacementTied, "its data is in "+f.Namespace+"-zone: 2 nodes there")
	equal(f, "nodes of web-1", strings.Join(p.Nodes, " "), a+" "+b)
	topology := stored(f, f.Report("storage", "web"), 1).Topology
	equal(f, "zones of the volume of web-1", strings.Join(topology.Zones, " "), f.Namespace+"-zone")
	f.OfflineEqualsLive("web")

	// Cordoned: what runs, runs; what is deleted does not come back, as foretold.
	f.Kubectl("cordon", a)
	waitPlacement(f, 0, v1alpha1.PlacementNowhere, "which is cordoned; web-0 runs on "+a+", and once deleted it could not start again")
	waitPlacement(f, 1, v1alpha1.PlacementTied, "1 of 2 can take it ("+a+" is cordoned)")
	f.Kubectl("delete", "pod", "web-0")
	pendingPod(f, "web-0")
	waitPlacement(f, 0, v1alpha1.PlacementNowhere, "which is cordoned; web-0 cannot start")
	f.OfflineEqualsLive("web")
	f.Kubectl("uncordon", a)
	f.WaitState("web", v1alpha1.StateComplete)
	waitPlacement(f, 0, v1alpha1.PlacementOneNode)

	// The nodes go, and with them the data of what is left over.
	f.Kubectl("scale", "statefulset", "web", "--replicas=0")
	waitPlacement(f, 0, v1alpha1.PlacementOneNode)
	f.WaitStatus("web", "no Pods", func(r v1alpha1.StatefulSetReport) bool {
		return r.Claims != nil && r.Claims.Leftover == 2 && r.Replicas.Counted.Replicas == 0
	})
	f.Kubectl("delete", "node", a, b)
	waitPlacement(f, 0, v1alpha1.PlacementNowhere, "its data is on "+a+", a node that does not exist any more; scaled up to it, web-0 could not start")
	waitPlacement(f, 1, v1alpha1.PlacementNowhere, "its data is in "+f.Namespace+"-zone, where there is no node; scaled up to it, web-1 could not start")
	f.OfflineEqualsLive("web")
	f.Kubectl("scale", "statefulset", "web", "--replicas=1")
	pendingPod(f, "web-0")

	// Who may not read Nodes is not told that all is well.
	user := f.ServiceAccount("no-nodes", "statefulsets.apps", "pods", "persistentvolumeclaims")
	f.Kubectl("create", "clusterrole", f.Namespace, "--verb=get,list", "--resource=persistentvolumes")
	f.Kubectl("create", "clusterrolebinding", f.Namespace, "--clusterrole="+f.Namespace, "--serviceaccount="+f.Namespace+":no-nodes")
	r := user.Report("storage", "web")
	equal(f, "placement without Nodes", f.Row(r, 0).Placement.State, v1alpha1.PlacementUnknown)
	if !strings.Contains(forbidden(r), "nodes") {
		f.Errorf("the gaps do not tell of Nodes: %s", forbidden(r))
	}
	f.Kubectl("delete", "clusterrolebinding,clusterrole", f.Namespace)
	f.Kubectl("delete", "persistentvolume", local, zonal, "--wait=false")
	f.Kubectl("delete", "storageclass", f.Namespace)
}

// A claim that waits for its Pod is in order; a class that makes volumes where no node is, is not.
func TestStorageTellsWaitingFromTrouble(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(1), class("standard-wffc"), func(set *appsv1.StatefulSet) {
		set.Spec.Template.Spec.Containers[0].Resources.Requests[corev1.ResourceCPU] = resource.MustParse("100000")
	})
	pendingPod(f, "web-0")
	p := waitPlacement(f, 0, v1alpha1.PlacementUndecided, "claim www-web-0 is bound once its Pod is scheduled (WaitForFirstConsumer)")
	equal(f, "some nodes could take it", *p.NodesUsable > 0, true)
	f.OfflineEqualsLive("web")

	f.Kubectl("delete", "statefulset,persistentvolumeclaim", "--all")
	ownClass(f, "sim.kubectl-sts.dev", "allowedTopologies: [{matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: ["+f.Namespace+"-zone]}]}]")
	f.Apply("web", framework.Replicas(1), class(f.Namespace))
	pendingPod(f, "web-0")
	waitPlacement(f, 0, v1alpha1.PlacementNowhere, "StorageClass "+f.Namespace+" makes volumes on nodes with topology.kubernetes.io/zone in "+f.Namespace+"-zone only, where there is no node; web-0 cannot start")
	f.OfflineEqualsLive("web")
	f.Kubectl("delete", "storageclass", f.Namespace)
}

// A volume for one node at a time that a dead node still has.
func TestStorageOfAVolumeThatIsAttachedElsewhere(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	old := f.Namespace + "-old"
	ownNode(f, old, true)
	f.Apply("web", framework.Replicas(1), framework.Behavior("pending"))
	r := f.WaitStatus("web", "web-0 is being created on a node", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Pod != nil && row.Pod.Node != "" && len(row.Claims) == 1 && row.Claims[0].State == v1alpha1.ClaimBound
	})
	row := f.Row(r, 0)
	volume := row.Claims[0].VolumeName
	waitPlacement(f, 0, v1alpha1.PlacementFree)
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: storage.k8s.io/v1
kind: VolumeAttachment
metadata: {name: %[1]s}
spec: {attacher: %[1]s.example.com, nodeName: %[2]s, source: {persistentVolumeName: %[3]s}}
`, f.Namespace, old, volume))
	f.Kubectl("patch", "volumeattachment", f.Namespace, "--subresource=status", "--type=merge", "-p", `{"status":{"attached":true}}`)
	waitPlacement(f, 0, v1alpha1.PlacementAttached,
		fmt.Sprintf("web-0 is to run on %s, and volume %s is still attached to %s: %s is not ready", row.Pod.Node, volume, old, old), "6 minutes", corev1.TaintNodeOutOfService)
	equal(f, "attached to", strings.Join(stored(f, f.Report("storage", "web"), 0).Topology.AttachedTo, " "), old)
	f.OfflineEqualsLive("web")

	f.Kubectl("taint", "node", old, corev1.TaintNodeOutOfService+"=nodeshutdown:NoExecute")
	waitPlacement(f, 0, v1alpha1.PlacementAttached, old+" is out of service: it is being detached by force")

	// Detached, nothing is in the way; and of a Pod that runs nobody says otherwise, whatever is attached.
	f.Kubectl("delete", "volumeattachment", f.Namespace)
	waitPlacement(f, 0, v1alpha1.PlacementFree)
	f.SetBehavior("web-0", "ready")
	f.WaitAvailable("web", 1)
	waitPlacement(f, 0, v1alpha1.PlacementFree)
	f.OfflineEqualsLive("web")
	f.Kubectl("delete", "node", old)
}
