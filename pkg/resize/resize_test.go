package resize

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// words are the steps with their states: "GrowClaims Next".
func words(book *v1alpha1.StatefulSetResize) []string {
	var out []string
	for _, s := range book.Steps {
		w := string(s.Action) + " " + string(s.State)
		if s.Optional {
			w += " optional"
		}
		out = append(out, w)
	}
	return out
}

func (f *fixture) grow(size string) {
	for _, c := range f.claims {
		c.Spec.Resources = storage(size)
		c.Status.Capacity = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(size)}
	}
}

func (f *fixture) replaced(size string) {
	f.set.Spec.VolumeClaimTemplates[0].Spec.Resources = storage(size)
}

// canary holds web-0 and web-1 on the first revision by a partition of 2.
func (f *fixture) canary() (old string) {
	old = f.set.Status.UpdateRevision
	newer := f.revision("app:2", 2)
	f.set.Spec.Template.Spec.Containers[0].Image = "app:2"
	*f.set.Spec.UpdateStrategy.RollingUpdate.Partition = 2
	f.pods[2].Labels[appsv1.StatefulSetRevisionLabel] = newer
	f.set.Status.UpdateRevision, f.set.Status.CurrentReplicas, f.set.Status.UpdatedReplicas = newer, 2, 1
	return old
}

// After every step the runbook says which comes next.
func TestStepsAreTakenUpAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*fixture)
		want    []string
		outcome v1alpha1.ResizeOutcome
	}{
		{"at the beginning", func(*fixture) {},
			[]string{"GrowClaims Next", "AwaitGrowth Later", "SaveSet Later", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"in the midst of the claims", func(f *fixture) { f.claims[0].Spec.Resources = storage("20Gi") },
			[]string{"GrowClaims Next", "AwaitGrowth Later", "SaveSet Later", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"when all claims are patched", func(f *fixture) {
			for _, c := range f.claims {
				c.Spec.Resources = storage("20Gi")
			}
		}, []string{"GrowClaims Done", "AwaitGrowth Next", "SaveSet Later", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"when they have grown", func(f *fixture) { f.grow("20Gi") },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Next", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"when the set is replaced and has not seen its Pods", func(f *fixture) {
			f.grow("20Gi")
			f.replaced("20Gi")
			f.set.Status = appsv1.StatefulSetStatus{}
		}, []string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "Check Next"}, v1alpha1.ResizeReady},
		{"when all is done", func(f *fixture) { f.grow("20Gi"); f.replaced("20Gi") },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "Check Done"}, v1alpha1.ResizeDone},
		{"when the set was replaced before the claims", func(f *fixture) { f.replaced("20Gi") },
			[]string{"GrowClaims Next", "AwaitGrowth Later", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "Check Done"}, v1alpha1.ResizeReady},
		{"with a claim that is missing", func(f *fixture) { f.grow("20Gi"); f.claims = f.claims[:2] },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Next", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"with a claim left over", func(f *fixture) { f.grow("20Gi"); f.replaced("20Gi"); f.claim(7, "10Gi", "10Gi") },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "Check Done", "GrowLeftovers Next optional"}, v1alpha1.ResizeDone},
		{"with a left over claim that cannot grow", func(f *fixture) {
			f.grow("20Gi")
			f.replaced("20Gi")
			f.claim(7, "10Gi", "10Gi").Spec.StorageClassName = nil
		}, []string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "Check Done", "GrowLeftovers Blocked optional"}, v1alpha1.ResizeDone},
		{"with a left over claim that is larger", func(f *fixture) { f.grow("20Gi"); f.claim(7, "30Gi", "30Gi") },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Next", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"in the midst of a rollout", func(f *fixture) {
			f.grow("20Gi")
			f.pods[1].Status.Conditions = nil
			f.set.Status.ReadyReplicas, f.set.Status.AvailableReplicas = 2, 2
		}, []string{"GrowClaims Done", "AwaitGrowth Done", "Settle Next", "SaveSet Later", "DeleteSet Later", "CreateSet Later", "Check Later"}, v1alpha1.ResizeReady},
		{"under a partition", func(f *fixture) { f.grow("20Gi"); f.canary() },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Next", "DeleteSet Later", "CreateSet Later", "RestoreRevision Later", "Check Later"}, v1alpha1.ResizeReady},
		{"under a partition of which the new set knows nothing", func(f *fixture) {
			f.canary()
			f.grow("20Gi")
			f.replaced("20Gi")
			f.set.Status.CurrentRevision = f.set.Status.UpdateRevision
		}, []string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "RestoreRevision Next", "Check Done"}, v1alpha1.ResizeReady},
		{"under a partition that has yet to reach a Pod of a third revision", func(f *fixture) {
			f.canary()
			f.grow("20Gi")
			*f.set.Spec.UpdateStrategy.RollingUpdate.Partition = 1
			f.pods[1].Labels[appsv1.StatefulSetRevisionLabel] = f.revision("app:3", 3)
			f.set.Spec.Template.Spec.Containers[0].Image = "app:2"
		}, []string{"GrowClaims Done", "AwaitGrowth Done", "Settle Next", "SaveSet Later", "DeleteSet Later", "CreateSet Later", "RestoreRevision Later", "Check Later"}, v1alpha1.ResizeReady},
		{"under a partition when the new set has not looked yet", func(f *fixture) {
			f.canary()
			f.grow("20Gi")
			f.replaced("20Gi")
			f.set.Status = appsv1.StatefulSetStatus{}
		}, []string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "Check Next"}, v1alpha1.ResizeReady},
		{"under a partition that the new set was told of", func(f *fixture) { f.canary(); f.grow("20Gi"); f.replaced("20Gi") },
			[]string{"GrowClaims Done", "AwaitGrowth Done", "SaveSet Done", "DeleteSet Done", "CreateSet Done", "RestoreRevision Done", "Check Done"}, v1alpha1.ResizeDone},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture()
			c.change(f)
			book := f.build(t, "20Gi")
			if diff := cmp.Diff(c.want, words(book)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if book.Outcome != c.outcome {
				t.Errorf("outcome %s (%s), want %s", book.Outcome, book.Message, c.outcome)
			}
			for i, s := range book.Steps {
				if s.Number != int32(i+1) || (s.State == v1alpha1.StepDone || s.State == v1alpha1.StepBlocked) != (len(s.Commands) == 0) {
					t.Errorf("step %+v: wrong number, or commands where there must be none, or none", s)
				}
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, size, template string
		change               func(*fixture)
		want                 string
	}{
		{"nonsense", "20 GB", "", nil, `invalid size "20 GB": want a quantity such as 20Gi`},
		{"nothing", "0Gi", "", nil, "invalid size 0: a claim needs more than nothing"},
		{"less than nothing", "-1Gi", "", nil, "more than nothing"},
		{"half a byte", "500m", "", nil, "no whole number of bytes"},
		{"more than any volume", "1e30", "", nil, "no whole number of bytes"},
		{"more than there are numbers", "99999999Ti", "", nil, "no whole number of bytes"},
		{"less than the template asks for", "5Gi", "", nil, "claim template www asks for 10Gi already, more than 5Gi: claims cannot shrink; ask for 10Gi or more"},
		{"less than a claim asks for", "20Gi", "", func(f *fixture) { f.claims[1].Spec.Resources = storage("30Gi") },
			"claim www-web-1 asks for 30Gi already, more than 20Gi: a claim cannot shrink; ask for 30Gi or more"},
		{"another template", "20Gi", "data", nil, "StatefulSet web has no claim template data; it has: www"},
		{"one of two templates", "20Gi", "", func(f *fixture) {
			f.set.Spec.VolumeClaimTemplates = append(f.set.Spec.VolumeClaimTemplates, corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: "log"}})
		}, "StatefulSet web has 2 claim templates: choose one with --template: www, log"},
		{"no template at all", "20Gi", "", func(f *fixture) { f.set.Spec.VolumeClaimTemplates = nil }, "has no claim templates"},
		{"a set that is going", "20Gi", "", func(f *fixture) { f.set.DeletionTimestamp = &metav1.Time{Time: now} }, "StatefulSet web is being deleted"},
		{"a set that is going by step 4", "20Gi", "", func(f *fixture) {
			f.set.DeletionTimestamp, f.set.Finalizers = &metav1.Time{Time: now}, []string{metav1.FinalizerOrphanDependents}
		}, "once it is gone, go on with: kubectl -n shop create -f web-20Gi.yaml"},
		{"a set that somebody's finalizer keeps", "20Gi", "", func(f *fixture) {
			f.set.DeletionTimestamp, f.set.Finalizers = &metav1.Time{Time: now}, []string{"db.example/cleanup"}
		}, "StatefulSet web is being deleted, and is gone once its finalizers are removed: db.example/cleanup"},
		{"claims unread", "20Gi", "", func(f *fixture) { f.unread["persistentvolumeclaims"] = true }, "no runbook without persistentvolumeclaims, and they could not be read: forbidden"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture()
			if c.change != nil {
				c.change(f)
			}
			if _, err := f.try(c.size, c.template); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, c.want)
			}
		})
	}
}

// Sizes are compared as amounts and written as the API server writes them.
func TestSizesAreAmounts(t *testing.T) {
	if book := newFixture().build(t, "10240Mi"); book.Outcome != v1alpha1.ResizeDone || book.Size != "10Gi" ||
		book.Message != "claim template www has 10Gi, and so have its 3 claims" {
		t.Errorf("%s %s: %s", book.Outcome, book.Size, book.Message)
	}
	book := newFixture().build(t, "20480Mi")
	if got := fmt.Sprint(book.Steps); book.Size != "20Gi" || strings.Contains(got, "20480Mi") || !strings.Contains(got, "web-20Gi.yaml") {
		t.Errorf("size %s in %s", book.Size, got)
	}
}

// What must not be deleted by mistake is named, with what goes with it.
func TestDangerOfTheDelete(t *testing.T) {
	danger := func(f *fixture) string { return f.build(t, "20Gi").Steps[3].Danger }
	if got := danger(newFixture()); got != "Never without --cascade=orphan: that deletes its 3 Pods at once." {
		t.Errorf("Retain: %s", got)
	}
	owned := newFixture()
	for _, c := range owned.claims {
		c.OwnerReferences = []metav1.OwnerReference{owned.ownerRef()}
	}
	owned.set.Spec.PersistentVolumeClaimRetentionPolicy = &appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{
		WhenDeleted: appsv1.DeletePersistentVolumeClaimRetentionPolicyType, WhenScaled: appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
	}
	if got := danger(owned); !strings.Contains(got, "whenDeleted is Delete, the claims www-web-0, www-web-1, www-web-2 with their data") {
		t.Errorf("Delete: %s", got)
	}
	owned.volumes["pv-1"].Spec.PersistentVolumeReclaimPolicy = corev1.PersistentVolumeReclaimRetain
	if got := danger(owned); !strings.Contains(got, "2 of them with their data") {
		t.Errorf("Delete and Retain: %s", got)
	}
	owned.claims[2].OwnerReferences[0].UID = "somebody-else"
	if got := danger(owned); strings.Contains(got, "www-web-2") {
		t.Errorf("a claim of somebody else: %s", got)
	}
	owned.unread["persistentvolumes"] = true
	if got := danger(owned); !strings.Contains(got, "is not known") {
		t.Errorf("volumes unread: %s", got)
	}
}

// A new set that would replace Pods is not advised: here one has lost its revision label.
func TestHarmIsForetold(t *testing.T) {
	f := newFixture()
	f.revs[0].Data.Raw = []byte(strings.Replace(string(f.revs[0].Data.Raw), "app:1", "app:0", 1))
	f.set.Status.ObservedGeneration = 0 // The controller has yet to look; then it would roll the Pods anyway.
	if book := f.build(t, "20Gi"); book.Outcome != v1alpha1.ResizeReady {
		t.Errorf("what happens anyway is no harm of the replacement: %s", book.Message)
	}
	b := &book{}
	b.judge(&v1alpha1.PlanResult{Steps: []v1alpha1.PlanStep{
		{Action: v1alpha1.PlanDeletePod, Object: v1alpha1.ObjectReference{Name: "web-2"}},
		{Action: v1alpha1.PlanDeletePod, Object: v1alpha1.ObjectReference{Name: "web-1"}},
		{Action: v1alpha1.PlanAdoptPod, Object: v1alpha1.ObjectReference{Name: "web-0"}},
	}}, []string{"web-1"})
	if want := "the new set would not leave everything as it is: it would delete web-2"; b.harm != want {
		t.Errorf("harm %q, want %q", b.harm, want)
	}
	unread := newFixture()
	unread.unread["controllerrevisions.apps"] = true
	book := unread.build(t, "20Gi")
	if book.Outcome != v1alpha1.ResizeReady || len(book.Warnings) != 1 || book.Warnings[0].Reason != v1alpha1.WarnNotForetold || len(book.Gaps) == 0 {
		t.Errorf("revisions unread: %s, %+v, gaps %v", book.Outcome, book.Warnings, book.Gaps)
	}
}

func TestNextAfterTheSetIsGone(t *testing.T) {
	f := newFixture()
	f.grow("20Gi")
	snap := snapshotOf(f)
	if got, want := Next(snap, "shop", "web", "20480Mi", nil), "its claims www-web-0, www-web-1, www-web-2 have 20Gi: if these steps deleted it, go on where its files are: kubectl -n shop create -f web-20Gi.yaml"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	f.claims[0].OwnerReferences = []metav1.OwnerReference{f.ownerRef()}
	if got := Next(snap, "shop", "web", "20Gi", nil); strings.Contains(got, "www-web-0") {
		t.Errorf("the claim is owned, and so not left by these steps: %s", got)
	}
	for _, other := range [][3]string{{"shop", "web", "30Gi"}, {"shop", "eb", "20Gi"}, {"other", "web", "20Gi"}, {"shop", "web", "x"}} {
		if got := Next(snap, other[0], other[1], other[2], nil); got != "" {
			t.Errorf("%v: nothing speaks for it, and yet: %s", other, got)
		}
	}
}
