package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

const (
	retain  = appsv1.RetainPersistentVolumeClaimRetentionPolicyType
	destroy = appsv1.DeletePersistentVolumeClaimRetentionPolicyType
)

func standardClass() *storagev1.StorageClass {
	return &storagev1.StorageClass{ObjectMeta: metav1.ObjectMeta{Name: "standard"}}
}

func volume(claim string, policy corev1.PersistentVolumeReclaimPolicy) *corev1.PersistentVolume {
	return &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: "pv-" + claim},
		Spec: corev1.PersistentVolumeSpec{PersistentVolumeReclaimPolicy: policy}}
}

func unused(since time.Duration) func(*corev1.PersistentVolumeClaim) {
	return func(c *corev1.PersistentVolumeClaim) {
		c.Status.Conditions = []corev1.PersistentVolumeClaimCondition{{
			Type: corev1.PersistentVolumeClaimUnused, Status: corev1.ConditionTrue, LastTransitionTime: ago(since)}}
	}
}

func deletedClaim(c *corev1.PersistentVolumeClaim) {
	at := ago(time.Hour)
	c.DeletionTimestamp = &at
}

// told is what a plan says of claims, in short.
func told(claims []v1alpha1.PlanClaim) string {
	var out []string
	for _, c := range claims {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Name, c.Fate, c.Data)))
	}
	return strings.Join(out, "; ")
}

func TestWhatBecomesOfClaims(t *testing.T) {
	for _, c := range []struct {
		name    string
		fixture *fixture
		change  Change
		claims  string
		loses   bool
	}{
		{"new ordinals get new claims", newFixture(1, claims(retain)), Change{Replicas: ptr(int32(2))},
			"data-web-1 Created", false},
		{"and find the old ones again", newFixture(1, claims(retain)).claim("data", 1, unused(time.Hour)), Change{Replicas: ptr(int32(2))},
			"data-web-1 Reused", false},
		{"scaled down, they stay", newFixture(2, claims(retain)), Change{Replicas: ptr(int32(1))},
			"data-web-1 Left", false},
		{"replaced Pods keep theirs", newFixture(2, claims(destroy)), Change{Images: image("app:2")}, "", false},
		{"whenScaled Delete deletes them, and their data", newFixture(2, claims(destroy)).add(volume("data-web-1", corev1.PersistentVolumeReclaimDelete)),
			Change{Replicas: ptr(int32(1))}, "data-web-1 Deleted Destroyed", true},
		{"unless the volume is kept", newFixture(2, claims(destroy)).add(volume("data-web-1", corev1.PersistentVolumeReclaimRetain)),
			Change{Replicas: ptr(int32(1))}, "data-web-1 Deleted Kept", false},
		{"a volume that is not known is no all-clear", newFixture(2, claims(destroy)), Change{Replicas: ptr(int32(1))},
			"data-web-1 Deleted Unknown", true},
		{"a claim without a volume has no data", newFixture(2, claims(destroy)).claim("data", 1, func(c *corev1.PersistentVolumeClaim) { c.Spec.VolumeName = "" }),
			Change{Replicas: ptr(int32(1))}, "data-web-1 Deleted None", false},
		{"a claim that somebody deleted goes with its Pod", newFixture(2, claims(retain)).claim("data", 1, deletedClaim).
			add(volume("data-web-1", corev1.PersistentVolumeReclaimDelete)), Change{Images: image("app:2")},
			"data-web-1 Created; data-web-1 Deleted Destroyed", true},
		{"other ordinals are other claims", newFixture(1, claims(retain)), Change{OrdinalsStart: ptr(int32(4))},
			"data-web-4 Created; data-web-0 Left", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.fixture.add(standardClass()).plan(t, c.change)
			if p.Outcome != v1alpha1.PlanDone {
				t.Errorf("outcome %s: %s", p.Outcome, p.Message)
			}
			if got := told(p.Claims); got != c.claims {
				t.Errorf("claims %q, want %q", got, c.claims)
			}
			if p.LosesData != c.loses {
				t.Errorf("loses data: %t", p.LosesData)
			}
		})
	}
}

func TestAClaimThatIsUsedAgainTellsHowOldItIs(t *testing.T) {
	p := newFixture(1, claims(retain)).claim("data", 1, unused(72*time.Hour)).plan(t, Change{Replicas: ptr(int32(2))})
	want := v1alpha1.PlanClaim{Name: "data-web-1", Ordinal: 1, Fate: v1alpha1.ClaimReused, Size: "10Gi", VolumeName: "pv-data-web-1",
		CreationTimestamp: ptr(ago(21 * 24 * time.Hour)), UnusedSince: ptr(ago(72 * time.Hour))}
	if diff := cmp.Diff([]v1alpha1.PlanClaim{want}, p.Claims); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

// Nobody who could not read claims is told that no data is lost.
func TestUnreadClaimsAreNoAllClear(t *testing.T) {
	f := newFixture(2, claims(destroy))
	f.unread = []string{"persistentvolumeclaims"}
	if p := f.plan(t, Change{Replicas: ptr(int32(1))}); !p.LosesData || len(p.Assumptions) == 0 {
		t.Errorf("loses data: %t, assumptions %q", p.LosesData, p.Assumptions)
	}
	if p := f.plan(t, Change{Images: image("app:2")}); p.LosesData {
		t.Error("replacing Pods loses no data")
	}
}

func TestDNSNames(t *testing.T) {
	p := newFixture(2).plan(t, Change{OrdinalsStart: ptr(int32(1))})
	want := v1alpha1.PlanNames{Gained: []string{"web-2.nginx.shop.svc.cluster.local"}, Lost: []string{"web-0.nginx.shop.svc.cluster.local"}}
	// The fixture has no Service of that name, and so no names.
	if diff := cmp.Diff(v1alpha1.PlanNames{}, p.DNSNames); diff != "" {
		t.Errorf("without a Service (-want +got):\n%s", diff)
	}
	service := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "nginx", Namespace: "shop"},
		Spec: corev1.ServiceSpec{ClusterIP: corev1.ClusterIPNone, Selector: map[string]string{"app": "web"}}}
	p = newFixture(2).add(service).plan(t, Change{OrdinalsStart: ptr(int32(1))})
	if diff := cmp.Diff(want, p.DNSNames); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func budgetOf(spec policyv1.PodDisruptionBudgetSpec, expected, healthy, allowed int32) *policyv1.PodDisruptionBudget {
	spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}}
	return &policyv1.PodDisruptionBudget{ObjectMeta: metav1.ObjectMeta{Name: "web-pdb", Namespace: "shop"}, Spec: spec,
		Status: policyv1.PodDisruptionBudgetStatus{ExpectedPods: expected, CurrentHealthy: healthy, DisruptionsAllowed: allowed}}
}

func TestDisruptionBudgets(t *testing.T) {
	number := func(n int32) *intstr.IntOrString { v := intstr.FromInt32(n); return &v }
	percent := intstr.FromString("50%")
	two := intstr.FromInt32(2)
	for _, c := range []struct {
		name   string
		budget *policyv1.PodDisruptionBudget
		change Change
		want   []v1alpha1.PlanBudget
	}{
		{"is broken by a single replacement", budgetOf(policyv1.PodDisruptionBudgetSpec{MinAvailable: number(4)}, 4, 4, 0), Change{Images: image("app:2")},
			[]v1alpha1.PlanBudget{{Name: "web-pdb", DesiredHealthy: 4, LowestHealthy: 3, Broken: true}}},
		{"leaves room for one", budgetOf(policyv1.PodDisruptionBudgetSpec{MaxUnavailable: number(1)}, 4, 4, 1), Change{Images: image("app:2")}, nil},
		{"is broken by two at a time", budgetOf(policyv1.PodDisruptionBudgetSpec{MaxUnavailable: number(1)}, 4, 4, 1), Change{Images: image("app:2"), MaxUnavailable: &two},
			[]v1alpha1.PlanBudget{{Name: "web-pdb", DesiredHealthy: 3, LowestHealthy: 2, Broken: true}}},
		{"has percentages rounded up, of the replicas afterwards", budgetOf(policyv1.PodDisruptionBudgetSpec{MinAvailable: &percent}, 4, 4, 2), Change{Replicas: ptr(int32(2))}, nil},
		{"counts the Pods of others", budgetOf(policyv1.PodDisruptionBudgetSpec{MinAvailable: number(5)}, 6, 5, 0), Change{Images: image("app:2")},
			[]v1alpha1.PlanBudget{{Name: "web-pdb", DesiredHealthy: 5, LowestHealthy: 4, Broken: true}}},
		{"is passed by when it allows none and Pods are removed", budgetOf(policyv1.PodDisruptionBudgetSpec{MaxUnavailable: number(0)}, 4, 4, 0), Change{Replicas: ptr(int32(2))},
			[]v1alpha1.PlanBudget{{Name: "web-pdb", DesiredHealthy: 2, LowestHealthy: 2}}},
		{"is not touched by new Pods", budgetOf(policyv1.PodDisruptionBudgetSpec{MinAvailable: number(4)}, 4, 4, 0), Change{Replicas: ptr(int32(5))}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newFixture(4).add(c.budget).plan(t, c.change)
			if diff := cmp.Diff(c.want, p.PodDisruptionBudgets); diff != "" {
				t.Errorf("budgets (-want +got):\n%s", diff)
			}
		})
	}
}
