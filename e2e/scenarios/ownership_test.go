//go:build e2e

package scenarios

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// stranger is a Pod that nobody owns and that has the name of a set's Pod.
const stranger = `
apiVersion: v1
kind: Pod
metadata:
  name: NAME
  labels:
    app: somebody-else
spec:
  containers:
  - name: main
    image: busybox:1.37
    resources:
      requests:
        cpu: 10m
`

func TestNameTakenByAStranger(t *testing.T) {
	for _, tc := range []struct{ name, example, set string }{
		{"OrderedReady", "web", "web"},
		{"Parallel", "quiz", "quiz"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := framework.New(t)
			taken := podName(tc.set, 1)
			f.ApplyYAML(strings.ReplaceAll(stranger, "NAME", taken))
			f.Apply(tc.example)

			r := f.WaitState(tc.set, v1alpha1.StateBlocked)
			row := f.Row(r, 1)
			equal(f, "state of "+taken, row.State, v1alpha1.OrdinalStranger)
			w := firstWait(f, r)
			equal(f, "waits for", string(w.Reason)+" "+w.Object.Name, "NameTaken "+taken)
			f.WaitStatus(tc.set, "the other Pods", func(r v1alpha1.StatefulSetReport) bool {
				first, _ := framework.Find(r, 0)
				last, _ := framework.Find(r, 2)
				if tc.name == "Parallel" {
					return first.Pod != nil && first.Pod.Ready && last.Pod != nil && last.Pod.Ready
				}
				return first.Pod != nil && first.Pod.Ready && last.State == v1alpha1.OrdinalMissing
			})
			equal(f, "owner on the row", f.Row(f.Report("identity", tc.set), 1).Identity.Owner.Verdict, v1alpha1.VerdictWrong)
			f.OfflineEqualsLive(tc.set)

			f.Kubectl("delete", "pod", taken)
			f.WaitState(tc.set, v1alpha1.StateComplete)
		})
	}
}

func TestOrphansAreAdopted(t *testing.T) {
	f := framework.New(t)
	f.Apply("web")
	before := f.WaitState("web", v1alpha1.StateComplete)

	f.Kubectl("delete", "statefulset", "web", "--cascade=orphan")
	f.OneErrorLine(f.TrySts("status", "web"), "web", "not found")
	for _, o := range before.Ordinals {
		f.Eventually(o.PodName+" has no owner", framework.Soon, func() (bool, string) {
			refs := f.Pod(o.PodName).OwnerReferences
			return len(refs) == 0, strings.TrimSpace(f.Kubectl("get", "pod", o.PodName, "-o", "jsonpath={.metadata.ownerReferences}"))
		})
	}

	f.Apply("web")
	r := f.WaitState("web", v1alpha1.StateComplete)
	if r.UID == before.UID {
		f.Error("the set has the uid of the deleted one")
	}
	r = f.Report("identity", "web")
	for _, o := range r.Ordinals {
		old := f.Row(before, o.Ordinal)
		equal(f, "uid of "+o.PodName, o.Pod.UID, old.Pod.UID)
		equal(f, "volume of "+o.PodName, o.Claims[0].VolumeName, old.Claims[0].VolumeName)
		right(f, o.PodName+" owner", o.Identity.Owner, string(r.UID))
	}
	f.OfflineEqualsLive("web")
}

func TestSetThatIsBeingDeleted(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", func(set *appsv1.StatefulSet) { set.Finalizers = []string{"example.org/backup-first"} })
	f.WaitState("web", v1alpha1.StateComplete)
	f.Kubectl("delete", "statefulset", "web", "--wait=false")

	r := f.WaitState("web", v1alpha1.StateDeleting)
	if r.DeletionTimestamp == nil {
		f.Error("the report has no deletionTimestamp")
	}
	if w := firstWait(f, r); !strings.Contains(w.Message, "example.org/backup-first") {
		f.Errorf("the message does not name the finalizer: %q", w.Message)
	}
	// Nothing is healed any more.
	f.Kubectl("delete", "pod", "web-2")
	r = f.WaitStatus("web", "web-2 is missing", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 2)
		return row.State == v1alpha1.OrdinalMissing
	})
	equal(f, "state", r.Rollout.State, v1alpha1.StateDeleting)
	f.OfflineEqualsLive("web")

	f.Kubectl("patch", "statefulset", "web", "--type=merge", "-p", `{"metadata":{"finalizers":null}}`)
	f.Eventually("the set is gone", framework.Soon, func() (bool, string) {
		result := f.TrySts("status", "web")
		return result.Code == 1, result.Stdout
	})
}
