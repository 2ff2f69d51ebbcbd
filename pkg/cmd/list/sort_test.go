package list

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

func report(name string, change func(*v1alpha1.StatefulSetReport)) v1alpha1.StatefulSetReport {
	r := v1alpha1.StatefulSetReport{ObjectMeta: metav1.ObjectMeta{Name: name}}
	change(&r)
	return r
}

func names(reports []v1alpha1.StatefulSetReport) string {
	var out []string
	for _, r := range reports {
		out = append(out, r.Name)
	}
	return strings.Join(out, " ")
}

func sorted(t *testing.T, by string, reports []v1alpha1.StatefulSetReport) string {
	t.Helper()
	c, err := compareBy(by)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.sort(reports); err != nil {
		t.Fatal(err)
	}
	return names(reports)
}

func TestSortByTrouble(t *testing.T) {
	state := func(s v1alpha1.RolloutState, ready int32, attention ...v1alpha1.Attention) func(*v1alpha1.StatefulSetReport) {
		return func(r *v1alpha1.StatefulSetReport) {
			r.Rollout.State = s
			r.Replicas.Desired = 3
			r.Replicas.Reported.Ready = 3
			r.Replicas.Counted = &v1alpha1.Counters{Ready: ready}
			r.Attention = attention
		}
	}
	service := v1alpha1.Attention{Reason: "ServiceMissing"}
	got := sorted(t, byTrouble, []v1alpha1.StatefulSetReport{
		report("fine", state(v1alpha1.StateComplete, 3)),
		report("held", state(v1alpha1.StateHeld, 3)),
		report("rolling", state(v1alpha1.StateProgressing, 2)),
		report("no-service", state(v1alpha1.StateComplete, 3, service)),
		report("blocked-a-little", state(v1alpha1.StateBlocked, 2, v1alpha1.Attention{Reason: "Blocked"})),
		report("blocked-badly", state(v1alpha1.StateBlocked, 0, v1alpha1.Attention{Reason: "Blocked"})),
		report("trapped", state(v1alpha1.StateTrapped, 2, v1alpha1.Attention{Reason: "Trapped"})),
		report("fine-too", state(v1alpha1.StateComplete, 3)),
	})
	want := "trapped blocked-badly blocked-a-little no-service rolling held fine fine-too"
	if got != want {
		t.Errorf("order:\n got %s\nwant %s", got, want)
	}
}

// Every state has its rank: a new one must be placed.
func TestEveryStateIsRanked(t *testing.T) {
	for _, s := range []v1alpha1.RolloutState{
		v1alpha1.StateUnknown, v1alpha1.StateDeleting, v1alpha1.StateUnobserved, v1alpha1.StateTrapped, v1alpha1.StateBlocked,
		v1alpha1.StateRecreating, v1alpha1.StateProgressing, v1alpha1.StateDegraded, v1alpha1.StateHeld, v1alpha1.StateComplete,
	} {
		if rank(report("x", func(r *v1alpha1.StatefulSetReport) { r.Rollout.State = s })) == len(worst) {
			t.Errorf("state %s has no rank", s)
		}
	}
}

func TestSortByPath(t *testing.T) {
	day := func(d int) metav1.Time { return metav1.NewTime(time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC)) }
	reports := func() []v1alpha1.StatefulSetReport {
		return []v1alpha1.StatefulSetReport{
			report("b", func(r *v1alpha1.StatefulSetReport) {
				r.Spec.Replicas = 10
				r.CreationTimestamp = day(3)
				r.Spec.ClaimTemplates = []v1alpha1.ClaimTemplate{{Name: "d", Request: "10Gi"}}
			}),
			report("c", func(r *v1alpha1.StatefulSetReport) {
				r.Spec.Replicas = 9
				r.CreationTimestamp = day(1)
				r.Spec.ClaimTemplates = []v1alpha1.ClaimTemplate{{Name: "d", Request: "9Gi"}}
			}),
			report("a", func(r *v1alpha1.StatefulSetReport) {
				r.Spec.Replicas = 9
				r.CreationTimestamp = day(2)
			}),
		}
	}
	for by, want := range map[string]string{
		"":                                "b c a",
		".metadata.name":                  "a b c",
		"metadata.name":                   "a b c",
		"{.metadata.name}":                "a b c",
		"{metadata.name}":                 "a b c",
		".spec.replicas":                  "c a b",
		".metadata.creationTimestamp":     "c a b",
		".spec.claimTemplates[0].request": "a c b",
		".spec.claimTemplates[*].request": "a c b",
	} {
		if got := sorted(t, by, reports()); got != want {
			t.Errorf("--sort-by=%q: %s, want %s", by, got, want)
		}
	}
	if diff := cmp.Diff("", sorted(t, ".metadata.name", nil)); diff != "" {
		t.Error(diff)
	}
}

func TestSortByRefuses(t *testing.T) {
	for by, want := range map[string]string{
		".a[":       `invalid --sort-by ".a["`,
		".status.x": `--sort-by ".status.x": no report has this field`,
		".spec":     `--sort-by ".spec": it is not a text, a number or a truth value`,
	} {
		c, err := compareBy(by)
		if err == nil {
			err = c.sort([]v1alpha1.StatefulSetReport{report("a", func(*v1alpha1.StatefulSetReport) {})})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("--sort-by=%q: error %v, want %s", by, err, want)
		}
	}
}
