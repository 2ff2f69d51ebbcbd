//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// The only node of a zone is off: one set has its data on that node, the other in that zone. The node's data is given
// up, the zone comes back.
func TestZoneLost(t *testing.T) {
	f := framework.NewAlone(t)
	f.Require(framework.StoppableNodes)
	f.ApplyApp("web", framework.Replicas(2), apart, leaveSoon)
	r := settled(f, "web")
	node, zone := nodeOf(f, r, 1), f.Row(r, 1).Pod.Zone
	f.Exec("web-1", "sts-app", "write", "/data/who", "the first web-1")
	volume := f.Row(r, 1).Claims[0].VolumeName
	inZone(f, "data-db-0", zone)
	f.ApplyApp("db", framework.Replicas(1), leaveSoon, func(set *appsv1.StatefulSet) {
		set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = new("")
	})
	equal(f, "node of db-0", f.Row(settled(f, "db"), 0).Pod.Node, node)
	f.Exec("db-0", "sts-app", "write", "/data/who", "the one db-0")
	says(f, f.Sts("storage", "db"), zone+" (1 node)")

	f.StopNode(node)
	f.PutBack(node)
	for _, set := range []string{"web", "db"} {
		waitSaid(f, "status", set, "is terminating", "its node is not ready")
	}
	waitSaid(f, "storage", "db", fmt.Sprintf("its data is in %s, where no node can take it: %s is not ready; once gone, db-0 could not start again", zone, node))

	// What status says, in its order; the taint stays until the node is known to run again.
	advised := commands(f, "status", "web")
	says(f, obey(f, advised, "get node "+node), "NotReady")
	obey(f, advised, "taint node "+node+" "+corev1.TaintNodeOutOfService+"=")
	waits(f, "web", v1alpha1.WaitSchedule, "web-1", "didn't match PersistentVolume's node affinity")
	waits(f, "db", v1alpha1.WaitSchedule, "db-0", "node(s)")
	screen := obey(f, commands(f, "status", "web", later()), "sts storage web")
	says(f, screen, "its data is on "+node+", which is not ready; web-1 cannot start", "Bring node "+node+" back")
	f.OfflineEqualsLive("db")

	// It never comes back, says somebody.
	obey(f, commands(f, "storage", "web"), "delete node "+node)
	waitSaid(f, "storage", "db", "its data is in "+zone+", where there is no node; db-0 cannot start")
	waitSaid(f, "storage", "web", "its data is on "+node+", a node that does not exist any more; web-1 cannot start")
	f.OfflineEqualsLive("web")
	says(f, f.Sts("storage", "web"), "Only if its data is lost or given up, delete claim data-web-1")
	obey(f, commands(f, "storage", "web"), "delete persistentvolumeclaim data-web-1")
	r = settled(f, "web")
	if row := f.Row(r, 1); row.Pod.Node == node || row.Claims[0].VolumeName == volume {
		t.Errorf("web-1 is on %s with volume %s, want it elsewhere with a new one", row.Pod.Node, row.Claims[0].VolumeName)
	}
	if r := f.TryExec("web-1", "sts-app", "cat", "/data/who"); r.Code == 0 {
		t.Errorf("web-1 has data, and was to start with an empty claim: %s", r.Stdout)
	}
	waitReleased(f, volume, node)

	// It does come back after all: what waited for the zone goes on by itself, with its data.
	f.StartNode(node)
	equal(f, "node of db-0", f.Row(settled(f, "db"), 0).Pod.Node, node)
	equal(f, "data of db-0", strings.TrimSpace(f.Exec("db-0", "sts-app", "cat", "/data/who")), "the one db-0")
}

// inZone makes a volume for a claim by hand that every node of a zone can use, as disks of clouds are.
func inZone(f *framework.F, claim, zone string) {
	f.Helper()
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: v1
kind: PersistentVolume
metadata: {name: %[1]s-zonal}
spec:
  capacity: {storage: 64Mi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: %[1]s, name: %[2]s}
  hostPath: {path: /var/lib/%[1]s, type: DirectoryOrCreate}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: %[3]s, operator: In, values: [%[4]s]}]}]}}
`, f.Namespace, claim, corev1.LabelTopologyZone, zone))
	f.DeleteAtEnd("persistentvolume", f.Namespace+"-zonal")
}

// waitReleased waits until storage says what becomes of a volume on a node that is gone.
func waitReleased(f *framework.F, volume, node string) {
	f.Helper()
	f.WaitReport("storage", "web", "nobody reclaims the volume", func(r v1alpha1.StatefulSetReport) bool {
		for _, v := range r.Storage.ReleasedVolumes {
			if v.Name == volume {
				return strings.Contains(v.Message, "node "+node+", which does not exist any more")
			}
		}
		return false
	})
}
