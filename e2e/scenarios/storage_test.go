//go:build e2e

package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// class makes the set's claims of another StorageClass.
func class(name string) framework.Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.VolumeClaimTemplates[0].Spec.StorageClassName = &name }
}

// asksFor makes the set's claim template ask for so much.
func asksFor(size string) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		set.Spec.VolumeClaimTemplates[0].Spec.Resources.Requests = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)}
	}
}

func retention(whenDeleted, whenScaled string) framework.Edit {
	return func(set *appsv1.StatefulSet) {
		set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenDeleted: appsv1.PersistentVolumeClaimRetentionPolicyType(whenDeleted), WhenScaled: appsv1.PersistentVolumeClaimRetentionPolicyType(whenScaled),
		}
	}
}

// stored is what `storage` says of the claim of an ordinal.
func stored(f *framework.F, r v1alpha1.StatefulSetReport, ordinal int32) v1alpha1.ClaimStorage {
	f.Helper()
	row := f.Row(r, ordinal)
	if len(row.Claims) == 0 || row.Claims[0].Storage == nil {
		f.Fatalf("ordinal %d of %s has no claim with storage: %+v", ordinal, r.Name, row.Claims)
	}
	return *row.Claims[0].Storage
}

// waitStorage waits until `storage` says what is wanted.
func waitStorage(f *framework.F, set, what string, want func(r v1alpha1.StatefulSetReport) bool) v1alpha1.StatefulSetReport {
	f.Helper()
	return f.WaitReport("storage", set, what, want)
}

func destruction(f *framework.F, r v1alpha1.StatefulSetReport, event v1alpha1.FateEvent) v1alpha1.Destruction {
	f.Helper()
	for _, d := range r.Storage.Destructions {
		if d.Event == event {
			return d
		}
	}
	f.Fatalf("no word on %s: %+v", event, r.Storage.Destructions)
	return v1alpha1.Destruction{}
}

func TestStorageTellsClaimsFromTheirTemplate(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SizedVolumes)
	f.Apply("web", class("fast"))
	f.WaitState("web", v1alpha1.StateComplete)
	r := f.Report("storage", "web")
	for _, o := range r.Ordinals {
		s := stored(f, r, o.Ordinal)
		equal(f, "mismatches of "+o.PodName, len(s.Mismatches), 0)
		equal(f, "resize of "+o.PodName, s.Resize == nil, true)
		equal(f, "users of "+o.PodName, fmt.Sprint(s.MountedBy), fmt.Sprintf("[{%s %s true}]", o.PodName, o.Pod.Node))
		equal(f, "owners of "+o.PodName, s.Ownership.State, v1alpha1.OwnershipAsWanted)
	}
	equal(f, "capacity of all", r.Storage.Totals.Capacity, 3<<30)

	// A template that asks for more can be had by making the set anew, and the claims stay as they were.
	f.Kubectl("delete", "statefulset", "web", "--cascade=orphan")
	f.Apply("web", class("fast"), asksFor("2Gi"))
	r = waitStorage(f, "web", "claims behind their template", func(r v1alpha1.StatefulSetReport) bool {
		row, found := framework.Find(r, 0)
		return found && len(row.Claims) == 1 && row.Claims[0].Storage != nil && len(row.Claims[0].Storage.Mismatches) == 1
	})
	m := stored(f, r, 0).Mismatches[0]
	equal(f, "mismatch", fmt.Sprint(m.Field, " ", m.Template, " ", m.Claim), "Request 2Gi 1Gi")

	// Grown by hand past the template: the other way round, said differently.
	f.Kubectl("patch", "persistentvolumeclaim", "www-web-0", "-p", `{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}`)
	r = waitStorage(f, "web", "a claim that has grown", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 0)
		return row.Claims[0].Capacity == "3Gi" && row.Claims[0].Volume != nil && row.Claims[0].Volume.Capacity == "3Gi" && row.Claims[0].Storage.Resize == nil
	})
	m = stored(f, r, 0).Mismatches[0]
	equal(f, "mismatch", fmt.Sprint(m.Field, " ", m.Template, " ", m.Claim), "Request 2Gi 3Gi")
	if !strings.Contains(m.Message, "has been grown to 3Gi") {
		f.Errorf("the message takes a grown claim for one that is too small: %s", m.Message)
	}
	f.WaitState("web", v1alpha1.StateComplete)
	f.OfflineEqualsLive("web")
}

// A resize that has to be finished on a node, as a driver that cannot do it online leaves it.
func TestStorageOfAResizeThatWaits(t *testing.T) {
	f := framework.New(t)
	f.Require(framework.SimulatedKubelets)
	f.Apply("web", framework.Replicas(1), class("fast"))
	f.WaitAvailable("web", 1)
	status := `{"status":{"allocatedResourceStatuses":{"storage":"NodeResizePending"},"conditions":[{"type":"FileSystemResizePending","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`
	f.Kubectl("patch", "persistentvolumeclaim", "www-web-0", "--subresource=status", "-p", status)
	r := f.Report("storage", "web")
	resize := stored(f, r, 0).Resize
	if resize == nil || resize.State != v1alpha1.ResizeNodePending || resize.Since == nil {
		f.Fatalf("resize %+v, want NodePending and since when", resize)
	}
	f.OfflineEqualsLive("web")
}

func TestStorageSaysWhatScalingUpBringsBack(t *testing.T) {
	f := framework.New(t)
	f.Apply("leftover")
	before := volumes(f, f.WaitState("rabbitmq", v1alpha1.StateComplete))
	f.Kubectl("scale", "statefulset", "rabbitmq", "--replicas=2")
	f.WaitStatus("rabbitmq", "two Pods, three claims left", func(r v1alpha1.StatefulSetReport) bool {
		return r.Rollout.State == v1alpha1.StateComplete && r.Claims.Leftover == 3
	})
	// From 1.37 the server says since when a claim is not used.
	r := waitStorage(f, "rabbitmq", "three readoptions that say how old the data is", func(r v1alpha1.StatefulSetReport) bool {
		back := r.Storage.Readoptions
		return len(back) == 3 && (back[2].UnusedSince != nil || f.ServerMinor() < "1.37")
	})
	for i, back := range r.Storage.Readoptions {
		ordinal := int32(2 + i)
		equal(f, "ordinal that comes back", back.Ordinal, ordinal)
		equal(f, "replicas that bring it back", *back.Replicas, ordinal+1)
		equal(f, "claims that come back", strings.Join(back.Claims, " "), fmt.Sprintf("data-rabbitmq-%d", ordinal))
		if !strings.HasPrefix(back.Message, fmt.Sprintf("scaling up to %d re-adopts data-rabbitmq-%d with data from ", ordinal+1, ordinal)) {
			f.Errorf("message %q", back.Message)
		}
	}
	equal(f, "capacity that is left over", r.Storage.Totals.LeftoverCapacity, 3*8<<30)
	equal(f, "placement of ordinal 4", f.Row(r, 4).Placement != nil, true)
	f.OfflineEqualsLive("rabbitmq")

	// It is so: the volumes of before.
	f.Kubectl("scale", "statefulset", "rabbitmq", fmt.Sprintf("--replicas=%d", *r.Storage.Readoptions[2].Replicas))
	r = f.WaitStatus("rabbitmq", "five Pods", func(r v1alpha1.StatefulSetReport) bool {
		return r.Spec.Replicas == 5 && r.Rollout.State == v1alpha1.StateComplete
	})
	for o, volume := range volumes(f, r) {
		equal(f, fmt.Sprintf("volume of ordinal %d", o), volume, before[o])
	}
	equal(f, "readoptions", len(f.Report("storage", "rabbitmq").Storage.Readoptions), 0)
}

// Every policy and reclaim policy: what is foretold comes true.
func TestStorageForetellsWhatIsDestroyed(t *testing.T) {
	for _, whenDeleted := range []string{"Retain", "Delete"} {
		for _, whenScaled := range []string{"Retain", "Delete"} {
			t.Run(whenDeleted+whenScaled, func(t *testing.T) {
				f := framework.New(t)
				f.Apply("web", framework.Replicas(4), retention(whenDeleted, whenScaled), func(set *appsv1.StatefulSet) {
					set.Spec.PodManagementPolicy = appsv1.ParallelPodManagement
				})
				r := f.WaitState("web", v1alpha1.StateComplete)
				var kept []string
				for _, o := range []int32{1, 3} {
					kept = append(kept, f.Row(r, o).Claims[0].VolumeName)
					f.Kubectl("patch", "persistentvolume", f.Row(r, o).Claims[0].VolumeName, "-p", `{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}`)
				}
				waitStorage(f, "web", "claims whose owners are written", func(r v1alpha1.StatefulSetReport) bool {
					for _, o := range r.Ordinals {
						if o.Claims[0].Storage.Ownership.State != v1alpha1.OwnershipAsWanted {
							return false
						}
					}
					return len(r.Ordinals) == 4
				})
				f.OfflineEqualsLive("web")

				r = f.Report("storage", "web", "--replicas=2")
				equal(f, "replicas left", *destruction(f, r, v1alpha1.FateScaledAway).Replicas, 2)
				f.Kubectl("scale", "statefulset", "web", "--replicas=2")
				comeTrue(f, r, v1alpha1.FateScaledAway, 2, 3)

				r = waitStorage(f, "web", "two Pods", func(r v1alpha1.StatefulSetReport) bool { return r.Rollout.State == v1alpha1.StateComplete })
				left := []int32{0, 1}
				if whenScaled == "Retain" {
					left = append(left, 2, 3)
				}
				f.OfflineEqualsLive("web")
				f.Kubectl("delete", "statefulset", "web")
				comeTrue(f, r, v1alpha1.FateSetDeleted, left...)

				// A set of the name again: what volumes kept it says, and the namespace goes with all.
				f.Apply("web", framework.Replicas(2), retention(whenDeleted, whenScaled))
				r = waitStorage(f, "web", "two Pods", func(r v1alpha1.StatefulSetReport) bool { return r.Rollout.State == v1alpha1.StateComplete })
				released(f, r)
				f.Kubectl("delete", "namespace", f.Namespace)
				comeTrue(f, r, v1alpha1.FateNamespaceDeleted, 0, 1)
				f.Kubectl(append([]string{"delete", "persistentvolume", "--ignore-not-found"}, kept...)...)
			})
		}
	}
}

// comeTrue waits until claims and volumes are as the report foretold, and stay so.
func comeTrue(f *framework.F, r v1alpha1.StatefulSetReport, event v1alpha1.FateEvent, ordinals ...int32) {
	f.Helper()
	said := destruction(f, r, event)
	check := func() (bool, string) {
		for _, o := range ordinals {
			c := f.Row(r, o).Claims[0]
			var fate v1alpha1.ClaimFate
			for _, one := range c.Storage.Fates {
				if one.Event == event {
					fate = one
				}
			}
			listed := strings.Contains(" "+strings.Join(said.Claims, " ")+" ", " "+c.Name+" ")
			if listed != (fate.Claim == v1alpha1.OutcomeDeleted) && (event != v1alpha1.FateScaledAway || o >= 2) {
				return false, fmt.Sprintf("%s: its fate is %s, and %s names %v", c.Name, fate.Claim, event, said.Claims)
			}
			there := f.TryKubectl("get", "persistentvolumeclaim", c.Name, "-o", "name").Code == 0
			phase := strings.TrimSpace(f.TryKubectl("get", "persistentvolume", c.VolumeName, "-o", "jsonpath={.status.phase}").Stdout)
			got := fmt.Sprintf("claim there %t, volume %q", there, phase)
			want := map[v1alpha1.ClaimOutcome]map[v1alpha1.DataOutcome]string{
				v1alpha1.OutcomeKept:    {v1alpha1.DataOutcomeKept: `claim there true, volume "Bound"`},
				v1alpha1.OutcomeDeleted: {v1alpha1.DataOutcomeDestroyed: `claim there false, volume ""`, v1alpha1.DataOutcomeRetained: `claim there false, volume "Released"`},
			}[fate.Claim][fate.Data]
			if got != want {
				return false, fmt.Sprintf("%s after %s: %s; foretold %q", c.Name, event, got, fate.Message)
			}
		}
		return true, ""
	}
	f.Eventually(fmt.Sprintf("what %s was to do", event), time.Minute, check)
	// Nothing comes to those that stay a moment later.
	time.Sleep(2 * time.Second)
	if ok, state := check(); !ok {
		f.Errorf("it did not stay so: %s", state)
	}
}

// released compares the volumes that outlived their claims with what the report says of them.
func released(f *framework.F, r v1alpha1.StatefulSetReport) {
	f.Helper()
	for _, v := range r.Storage.ReleasedVolumes {
		if v.ReclaimPolicy != "Retain" {
			continue // On its way.
		}
		phase := strings.TrimSpace(f.Kubectl("get", "persistentvolume", v.Name, "-o", "jsonpath={.status.phase}"))
		equal(f, "phase of "+v.Name, v.Phase, phase)
		equal(f, "phase of a volume that outlived its claim", phase, "Released")
	}
}

// The volume of a claim that is gone can be had again, as the report says.
func TestStorageOfAVolumeThatOutlivedItsClaim(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(2), retention("Retain", "Delete"))
	before := volumes(f, f.WaitState("web", v1alpha1.StateComplete))
	f.Kubectl("patch", "persistentvolume", before[1], "-p", `{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}`)
	f.Kubectl("scale", "statefulset", "web", "--replicas=1")
	r := waitStorage(f, "web", "a volume without its claim", func(r v1alpha1.StatefulSetReport) bool { return len(r.Storage.ReleasedVolumes) == 1 })
	equal(f, "volume", r.Storage.ReleasedVolumes[0].Name, before[1])
	if m := r.Storage.ReleasedVolumes[0].Message; !strings.Contains(m, "once spec.claimRef.uid is removed, the next claim www-web-1 is bound to it") {
		f.Fatalf("the message does not say how to have the data again: %s", m)
	}
	f.OfflineEqualsLive("web")
	f.Kubectl("patch", "persistentvolume", before[1], "--type=json", "-p", `[{"op":"remove","path":"/spec/claimRef/uid"}]`)
	f.Kubectl("scale", "statefulset", "web", "--replicas=2")
	r = f.WaitStatus("web", "two Pods", func(r v1alpha1.StatefulSetReport) bool {
		return r.Spec.Replicas == 2 && r.Rollout.State == v1alpha1.StateComplete
	})
	equal(f, "volume of web-1", volumes(f, r)[1], before[1])
	f.Kubectl("patch", "persistentvolume", before[1], "-p", `{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}`)
}

// A claim that somebody else manages: the policy has no effect on it, as foretold.
func TestStorageOfAClaimThatAnotherManages(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", framework.Replicas(2), retention("Delete", "Delete"))
	f.WaitState("web", v1alpha1.StateComplete)
	f.Kubectl("create", "configmap", "nightly")
	uid := strings.TrimSpace(f.Kubectl("get", "configmap", "nightly", "-o", "jsonpath={.metadata.uid}"))
	f.Kubectl("patch", "persistentvolumeclaim", "www-web-1", "--type=merge", "-p",
		fmt.Sprintf(`{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"nightly","uid":%q,"controller":true}]}}`, uid))
	r := waitStorage(f, "web", "a claim of another", func(r v1alpha1.StatefulSetReport) bool {
		row, _ := framework.Find(r, 1)
		return row.Claims[0].Storage.Ownership.State == v1alpha1.OwnershipForeign
	})
	if m := stored(f, r, 1).Ownership.Message; !strings.Contains(m, "ConfigMap/nightly") {
		f.Errorf("the message does not name who manages it: %s", m)
	}
	f.OfflineEqualsLive("web")
	r = f.Report("storage", "web", "--replicas=1")
	equal(f, "claims that scaling down deletes", len(destruction(f, r, v1alpha1.FateScaledAway).Claims), 0)
	f.Kubectl("scale", "statefulset", "web", "--replicas=1")
	comeTrue(f, r, v1alpha1.FateScaledAway, 1)
	r = waitStorage(f, "web", "one Pod", func(r v1alpha1.StatefulSetReport) bool { return len(r.Storage.Readoptions) == 1 })
	if m := r.Storage.Readoptions[0].Message; !strings.Contains(m, "it stayed although whenScaled is Delete: ConfigMap/nightly manages the claim") {
		f.Errorf("the message does not say why it is there: %s", m)
	}
}

func TestStorageOfUsersWhoMayReadLittle(t *testing.T) {
	f := framework.New(t)
	f.Apply("web", retention("Delete", "Delete"))
	f.WaitState("web", v1alpha1.StateComplete)

	user := f.ServiceAccount("on-call", "statefulsets.apps", "pods")
	r := user.Report("storage", "web")
	for _, o := range r.Ordinals {
		equal(f, "claim of "+o.PodName, o.Claims[0].State, v1alpha1.ClaimUnknown)
		equal(f, "owners of "+o.PodName, o.Claims[0].Storage.Ownership.State, v1alpha1.OwnershipUnknown)
		equal(f, "placement of "+o.PodName, o.Placement.State, v1alpha1.PlacementUnknown)
	}
	for _, d := range r.Storage.Destructions {
		if !strings.Contains(d.Message, "not known") {
			f.Errorf("%s sounds as if it were known: %s", d.Event, d.Message)
		}
	}
	user.OfflineEqualsLive("web")

	user = f.ServiceAccount("storage", "statefulsets.apps", "pods", "persistentvolumeclaims")
	r = user.Report("storage", "web")
	d := destruction(f, r, v1alpha1.FateSetDeleted)
	equal(f, "claims that go with the set", len(d.Claims), 3)
	equal(f, "claims whose data nobody knows of", len(d.DataUnknown), 3)
	equal(f, "placement of web-0", f.Row(r, 0).Placement.State, v1alpha1.PlacementUnknown)
	user.OfflineEqualsLive("web")
}
