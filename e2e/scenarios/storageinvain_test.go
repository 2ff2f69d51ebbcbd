//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// freeVolume is a volume of the scenario's class that nobody has claimed.
func freeVolume(f *framework.F, name, size string) {
	f.Helper()
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: v1
kind: PersistentVolume
metadata: {name: %[1]s-%[2]s}
spec:
  capacity: {storage: %[3]s}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: %[1]s
  hostPath: {path: /data}
`, f.Namespace, name, size))
}

// Nobody makes volumes of a class without a provisioner: whether a claim waits for its
// Pod or in vain depends on the volumes that are free.
func TestStorageOfAClaimThatWaitsInVain(t *testing.T) {
	f := framework.New(t)
	ownClass(f, "kubernetes.io/no-provisioner", "")
	freeVolume(f, "small", "100Mi")
	f.Apply("web", framework.Replicas(1), class(f.Namespace))
	pendingPod(f, "web-0")
	waitPlacement(f, 0, v1alpha1.PlacementNowhere, "claim www-web-0 is not bound", "no free volume of it fits", "web-0 cannot start")
	f.OfflineEqualsLive("web")

	freeVolume(f, "large", "2Gi")
	r := waitStorage(f, "web", "a claim that got the free volume", func(r v1alpha1.StatefulSetReport) bool {
		row, found := framework.Find(r, 0)
		return found && len(row.Claims) == 1 && row.Claims[0].State == v1alpha1.ClaimBound
	})
	equal(f, "volume", f.Row(r, 0).Claims[0].VolumeName, f.Namespace+"-large")
	f.Kubectl("delete", "statefulset", "web")
	f.Kubectl("delete", "persistentvolumeclaim", "--all")
	f.Kubectl("delete", "persistentvolume", f.Namespace+"-small", f.Namespace+"-large")
	f.Kubectl("delete", "storageclass", f.Namespace)
}

// fillClaim gives a claim its volume where that waits for a Pod: by one that uses it and goes.
func fillClaim(f *framework.F, claim string) {
	f.Helper()
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: v1
kind: Pod
metadata: {name: first}
spec:
  containers: [{name: app, image: busybox:1.37}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
`, claim))
	f.Kubectl("wait", "persistentvolumeclaim/"+claim, "--for=jsonpath={.status.phase}=Bound", f.Patience())
	f.Kubectl("delete", "pod", "first")
}

// The controller asks for a claim by its name alone, and so does what is foretold.
func TestStorageOfAClaimWithOtherLabels(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(1))
	f.ApplyYAML(`
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: www-web-1, labels: {app: other}}
spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}
`)
	fillClaim(f, "www-web-1")
	f.WaitState("web", v1alpha1.StateComplete)
	r := waitStorage(f, "web", "a claim that is taken by its name", func(r v1alpha1.StatefulSetReport) bool {
		back := r.Storage.Readoptions
		return len(back) == 1 && strings.Contains(back[0].Message, "re-adopts www-web-1") && strings.Contains(back[0].Message, "the labels of www-web-1 are not those of web's claims")
	})
	equal(f, "replicas that bring it back", *r.Storage.Readoptions[0].Replicas, 2)
	f.OfflineEqualsLive("web")

	uid := f.Kubectl("get", "persistentvolumeclaim", "www-web-1", "-o", "jsonpath={.metadata.uid}")
	f.Kubectl("scale", "statefulset", "web", "--replicas=2")
	f.WaitAvailable("web", 2)
	equal(f, "claim of web-1", f.Kubectl("get", "persistentvolumeclaim", "www-web-1", "-o", "jsonpath={.metadata.uid}"), uid)
	equal(f, "user of it", fmt.Sprint(stored(f, f.Report("storage", "web"), 1).MountedBy[0].Pod), "web-1")
}
