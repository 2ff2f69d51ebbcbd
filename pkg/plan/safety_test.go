package plan

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// trappedWithClaims is a roll-back that web-2, crashing on the bad revision, holds up.
func trappedWithClaims() *fixture {
	f := newFixture(3, claims(appsv1.RetainPersistentVolumeClaimRetentionPolicyType))
	f.set.Spec.Template = template("app:2")
	f.set.Generation, f.set.Status.ObservedGeneration = 2, 2
	second := f.revision("app:2", 2)
	f.set.Status.UpdateRevision = second
	f.set.Status.ReadyReplicas, f.set.Status.CurrentReplicas, f.set.Status.UpdatedReplicas = 2, 2, 1
	return f.pod(2, second, crashing)
}

func TestNoAdviceThatCostsData(t *testing.T) {
	back := int64(1)
	f := trappedWithClaims()
	if p := f.plan(t, Change{Undo: &back}); !strings.Contains(commands(p.Advice), "delete pod web-2") {
		t.Fatalf("advice %q: nothing keeps web-2 from being deleted", commands(p.Advice))
	}
	f = trappedWithClaims()
	for _, obj := range f.objects {
		if claim, ok := obj.(*corev1.PersistentVolumeClaim); ok && claim.Name == "data-web-2" {
			deleted := ago(0)
			claim.DeletionTimestamp = &deleted
		}
	}
	if p := f.plan(t, Change{Undo: &back}); strings.Contains(commands(p.Advice), "delete pod") {
		t.Errorf("advice %q: with web-2 its claim would go, which is being deleted and is only held by the Pod", commands(p.Advice))
	}
}

// Before 1.37 an OnDelete set calls its first revision the current one for ever.
func TestOnDeleteRollsBackToWhatItsPodsRun(t *testing.T) {
	f := newFixture(3, onDelete)
	f.version = "v1.33.4"
	second := f.revision("app:2", 2)
	third := f.revision("app:3", 3)
	f.set.Spec.Template = template("app:3")
	f.set.Generation, f.set.Status.ObservedGeneration = 3, 3
	f.set.Status.UpdateRevision = third
	f.pod(0, second).pod(1, second).pod(2, third, crashing)
	p := f.plan(t, Change{})
	if got := commands(p.Advice); strings.Contains(got, "--to-revision=1") {
		t.Errorf("advice %q: revision 1 is long gone, its Pods ran revision 2", got)
	}
}

func TestPlansThatAreTooLarge(t *testing.T) {
	billions, last := int32(2_147_483_647), int32(2_147_483_646)
	for name, c := range map[string]Change{"replicas": {Replicas: &billions}, "ordinals": {OrdinalsStart: &last}} {
		if _, err := newFixture(3).build(c); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line", name, err)
		}
	}
	many := int32(200)
	p := newFixture(3).plan(t, Change{Replicas: &many})
	if p.Outcome != v1alpha1.PlanDone || len(p.Ordinals) != 200 {
		t.Errorf("outcome %s with %d ordinals, want Done with 200", p.Outcome, len(p.Ordinals))
	}
}
