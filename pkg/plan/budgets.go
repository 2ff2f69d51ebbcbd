package plan

import (
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// budget is a PodDisruptionBudget that selects the set's Pods.
type budget struct {
	*policyv1.PodDisruptionBudget
	name     string
	selector labels.Selector
	// others are the Pods that it selects besides the set's: how many there should
	// be, and how many are healthy.
	othersExpected, othersHealthy int32
}

func (f *facts) findBudgets() []budget {
	var out []budget
	for _, pdb := range f.snap.PodDisruptionBudgets(f.set.Namespace) {
		selector, err := metav1.LabelSelectorAsSelector(pdb.Spec.Selector)
		if err != nil || !selector.Matches(labels.Set(f.set.Spec.Template.Labels)) {
			continue
		}
		b := budget{PodDisruptionBudget: pdb, name: pdb.Name, selector: selector}
		healthy := b.healthy(f.start.Pods)
		b.othersExpected = max(0, pdb.Status.ExpectedPods-statefulset.Replicas(f.set))
		if b.othersExpected > 0 {
			b.othersHealthy = max(0, pdb.Status.CurrentHealthy-healthy)
		}
		out = append(out, b)
	}
	return out
}

// healthy counts Pods as the disruption controller does: ready, and not terminating (countHealthyPods).
func (b *budget) healthy(pods []*corev1.Pod) int32 {
	n := b.othersHealthy
	for _, pod := range pods {
		if statefulset.IsReady(pod) && !statefulset.IsTerminating(pod) && b.selector.Matches(labels.Set(pod.Labels)) {
			n++
		}
	}
	return n
}

// desired is how many healthy Pods the budget wants of a set with so many
// replicas; percentages are rounded up (getExpectedPodCount).
func (b *budget) desired(replicas int32) int32 {
	expected := replicas + b.othersExpected
	scaled := func(v *intstr.IntOrString) int32 {
		n, err := intstr.GetScaledValueFromIntOrPercent(v, int(expected), true)
		if err != nil {
			return 0
		}
		return int32(n)
	}
	switch {
	case b.Spec.MinAvailable != nil:
		return scaled(b.Spec.MinAvailable)
	case b.Spec.MaxUnavailable != nil:
		return max(0, expected-scaled(b.Spec.MaxUnavailable))
	}
	return 0
}

// budgetsPassedBy are those that an eviction would have to heed and the controller does not.
func (w *world) budgetsPassedBy() []v1alpha1.PlanBudget {
	var out []v1alpha1.PlanBudget
	for i := range w.budgets {
		b := &w.budgets[i]
		before := b.healthy(w.facts.start.Pods)
		r := v1alpha1.PlanBudget{
			Name: b.name, LowestHealthy: w.healthy[b.name],
			DesiredHealthy: b.desired(statefulset.Replicas(w.Set)),
		}
		if r.LowestHealthy >= before {
			continue // Nobody is disrupted.
		}
		r.Broken = r.LowestHealthy < r.DesiredHealthy
		if r.Broken || b.Status.DisruptionsAllowed == 0 {
			out = append(out, r)
		}
	}
	return out
}
