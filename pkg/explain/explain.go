// Package explain says in sentences what a report says in fields: who an ordinal
// is, why it runs the revision it runs, what its controller does next, and what
// follows when it is deleted, scaled away or loses its node.
//
// Every sentence is about the objects of one snapshot, holds their names and
// numbers, and carries what it rests on: a field with its value, or a rule with
// the lines upstream. What was not read is said to be not known.
package explain

import (
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// explainer is one explanation under way.
type explainer struct {
	snap   *snapshot.Snapshot
	set    *appsv1.StatefulSet
	opts   inspect.Options
	report *v1alpha1.StatefulSetReport
	// controller is nil when Pods were not read.
	controller *inspect.Controller
	// pods of the set, and others with their names, by name.
	pods map[string]*corev1.Pod
	out  *v1alpha1.Explanation
}

// Explain explains a set of the snapshot, or one ordinal of it. It fails for a
// name that no Pod of the set can have.
func Explain(snap *snapshot.Snapshot, set *appsv1.StatefulSet, opts inspect.Options, who Who) (*v1alpha1.Explanation, error) {
	if len(opts.Needs) == 0 {
		opts.Needs = inspect.ExplainNeeds
	}
	e := &explainer{
		snap: snap, set: set, opts: opts,
		report:     inspect.Build(snap, set, opts),
		controller: inspect.NewController(snap, set, opts),
	}
	e.pods = map[string]*corev1.Pod{}
	if e.controller != nil {
		for _, pod := range e.controller.Sees().Pods {
			e.pods[pod.Name] = pod
		}
	}
	e.out = &v1alpha1.Explanation{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindExplanation},
		ObjectMeta: metav1.ObjectMeta{Name: set.Name, Namespace: set.Namespace, UID: set.UID, Generation: set.Generation},
		AsOf:       metav1.NewTime(opts.Now.Truncate(time.Second)),
		Gaps:       e.report.Gaps,
	}
	if r := e.report.Rollout.Rules; r != nil && r.Assumption != "" {
		e.out.Assumption = r.Assumption
		if e.controller != nil && len(e.controller.Rules()) > 1 {
			e.out.Assumption += ": the rules are those of " + r.ServerVersion
		}
	}
	if who.whole() {
		e.whole()
		return e.out, nil
	}
	o, err := e.find(who)
	if err != nil {
		return nil, err
	}
	e.out.Ordinal, e.out.PodName = &o.Ordinal.Ordinal, o.PodName
	o.explain()
	return e.out, nil
}

// knows reports whether a resource was read, in the set's namespace or in all.
func (e *explainer) knows(r groupResource) bool {
	return slices.Contains(e.opts.Needs, r) &&
		(e.snap.Knows(r, e.set.Namespace) || e.snap.Knows(r, metav1.NamespaceAll))
}
