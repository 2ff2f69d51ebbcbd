package follow

import (
	"slices"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// same reports whether two looks say the same, ages aside.
func same(a, b []v1alpha1.StatefulSetReport) bool {
	return slices.EqualFunc(a, b, func(x, y v1alpha1.StatefulSetReport) bool {
		return equality.Semantic.DeepEqual(timeless(x), timeless(y))
	})
}

// timeless is a report without what time alone changes. The instants in it stay:
// they are those of the objects.
func timeless(r v1alpha1.StatefulSetReport) v1alpha1.StatefulSetReport {
	r.AsOf = metav1.Time{}
	// Sentences with ages in them, made of what is compared anyway.
	r.Summary = nil
	r.Rollout.Estimate = nil
	return r
}

// RolloutOver says that nothing is left to roll out: every set is Complete. One
// that is held, blocked or trapped goes on once somebody helps it.
func RolloutOver(reports []v1alpha1.StatefulSetReport) bool {
	return !slices.ContainsFunc(reports, func(r v1alpha1.StatefulSetReport) bool { return r.Rollout.State != v1alpha1.StateComplete })
}
