//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// leaving reports whether a claim is being deleted and still there.
func leaving(f *framework.F, claim string) bool {
	r := f.TryKubectl("get", "persistentvolumeclaim", claim, "-o", "jsonpath={.metadata.deletionTimestamp}")
	return r.Code == 0 && strings.TrimSpace(r.Stdout) != ""
}

// What keeps a claim that is deleted: a finalizer of others, a Pod of others; and what spares it: --cascade=orphan.
func TestStorageNamesWhatHoldsAClaim(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", retention("Delete", "Delete"))
	f.WaitState("web", v1alpha1.StateComplete)
	f.Kubectl("patch", "persistentvolumeclaim", "www-web-2", "--type=merge", "-p", `{"metadata":{"finalizers":["kubernetes.io/pvc-protection","example.com/backup"]}}`)
	f.ApplyYAML(`
apiVersion: v1
kind: Pod
metadata: {name: debug}
spec:
  containers: [{name: sh, image: busybox:1.37}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: www-web-1}}]
`)
	r := waitStorage(f, "web", "a Pod of others that uses www-web-1, and owners that are written", func(r v1alpha1.StatefulSetReport) bool {
		row, found := framework.Find(r, 1)
		s := row.Claims[0].Storage
		return found && len(s.MountedBy) == 2 && s.MountedBy[0].Node != "" && s.Ownership.State == v1alpha1.OwnershipAsWanted
	})
	equal(f, "user of www-web-1", firstUser(f, r, 1), "debug, of the set: false")
	f.OfflineEqualsLive("web")

	// Orphaned, nothing goes, and a set of the name takes all back.
	if m := destruction(f, r, v1alpha1.FateSetDeleted).Message; !strings.Contains(m, "kubectl delete --cascade=orphan spares them") {
		f.Errorf("the message does not say how to spare them: %s", m)
	}
	f.Kubectl("delete", "statefulset", "web", "--cascade=orphan")
	time.Sleep(2 * time.Second)
	for o := range 3 {
		claim := fmt.Sprintf("www-web-%d", o)
		equal(f, claim+" is leaving", leaving(f, claim), false)
		f.Claim(claim)
	}
	f.Apply("web", retention("Delete", "Delete"))
	waitStorage(f, "web", "owners of the new set", func(r v1alpha1.StatefulSetReport) bool {
		for _, o := range r.Ordinals {
			if len(o.Claims) != 1 || o.Claims[0].Storage.Ownership.State != v1alpha1.OwnershipAsWanted || o.State != v1alpha1.OrdinalPresent {
				return false
			}
		}
		return len(r.Ordinals) == 3
	})

	r = f.Report("storage", "web", "--replicas=1")
	fates := map[int32]string{
		1: "deleted with its data: whenScaled is Delete, volume %s goes with it; not before Pod debug is deleted, which uses it",
		2: "deleted with its data: whenScaled is Delete, volume %s goes with it; not before finalizer example.com/backup is taken away",
	}
	for o, want := range fates {
		c := f.Row(r, o).Claims[0]
		equal(f, "fate of "+c.Name, c.Storage.Fates[0].Message, fmt.Sprintf(want, c.VolumeName))
	}
	equal(f, "outcome for www-web-2", stored(f, r, 2).Fates[0].Claim, v1alpha1.OutcomeHeld)
	f.Kubectl("scale", "statefulset", "web", "--replicas=1")
	f.Eventually("both claims leaving", time.Minute, func() (bool, string) {
		return leaving(f, "www-web-1") && leaving(f, "www-web-2"), "not yet"
	})
	r = waitStorage(f, "web", "one Pod", func(r v1alpha1.StatefulSetReport) bool {
		return len(r.Storage.Readoptions) == 2 && strings.Contains(r.Storage.Readoptions[0].Message, "is being deleted")
	})
	if m := r.Storage.Readoptions[1].Message; !strings.Contains(m, "brings no data back; www-web-2 is being deleted") {
		f.Errorf("message %q", m)
	}
	f.OfflineEqualsLive("web")
	time.Sleep(2 * time.Second)
	equal(f, "www-web-1 is held by the Pod", leaving(f, "www-web-1"), true)
	equal(f, "www-web-2 is held by the finalizer", leaving(f, "www-web-2"), true)

	f.Kubectl("delete", "pod", "debug")
	f.Kubectl("patch", "persistentvolumeclaim", "www-web-2", "--type=json", "-p", `[{"op":"remove","path":"/metadata/finalizers"}]`)
	f.Eventually("both claims gone", time.Minute, func() (bool, string) {
		r := f.TryKubectl("get", "persistentvolumeclaims", "-o", "name")
		return strings.TrimSpace(r.Stdout) == "persistentvolumeclaim/www-web-0", r.Stdout
	})
}

// firstUser is the first of the Pods that use a claim.
func firstUser(f *framework.F, r v1alpha1.StatefulSetReport, ordinal int32) string {
	f.Helper()
	user := stored(f, r, ordinal).MountedBy[0]
	return fmt.Sprintf("%s, of the set: %t", user.Pod, user.Own)
}
