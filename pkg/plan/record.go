package plan

import (
	"maps"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// record is what a plan tells of a world: what happened in it, and how few Pods
// were left.
type record struct {
	steps []v1alpha1.PlanStep
	// syncs that did something, and batches of what happens at the same time.
	syncs, batches int32
	inSync         bool

	availability v1alpha1.PlanAvailability
	// healthy is the lowest number of ready Pods by budget.
	healthy map[string]int32
	// pods are those of the beginning, by name.
	pods map[string]types.UID

	assumptions []string
}

func newRecord(w *world) record {
	r := record{healthy: map[string]int32{}, pods: map[string]types.UID{}}
	for _, pod := range w.ownPods() {
		r.pods[pod.Name] = pod.UID
	}
	n := w.countAvailable()
	r.availability = v1alpha1.PlanAvailability{Before: n, After: n, Lowest: n, LowestStep: -1}
	for i := range w.budgets {
		r.healthy[w.budgets[i].name] = w.budgets[i].healthy(w.Pods)
	}
	return r
}

func (r record) clone() record {
	r.steps, r.assumptions = slices.Clone(r.steps), slices.Clone(r.assumptions)
	r.healthy = maps.Clone(r.healthy)
	return r
}

// assume notes what the objects do not prove, once.
func (r *record) assume(sentence string) {
	if !slices.Contains(r.assumptions, sentence) {
		r.assumptions = append(r.assumptions, sentence)
	}
}

// nextBatch: what comes next happens after what came before.
func (r *record) nextBatch() { r.batches++ }

func (w *world) step(actor v1alpha1.PlanActor, action v1alpha1.PlanAction, kind, name string, ordinal int32) *v1alpha1.PlanStep {
	s := v1alpha1.PlanStep{
		Actor: actor, Action: action, Batch: w.batches,
		Object: v1alpha1.ObjectReference{Kind: kind, Namespace: w.Set.Namespace, Name: name},
	}
	if ordinal >= 0 {
		s.Ordinal = &ordinal
	}
	if w.inSync {
		s.Sync = w.syncs
	}
	if !w.guessed {
		after := int64(w.Now.Sub(w.facts.now).Round(time.Second) / time.Second)
		s.AfterSeconds = &after
	}
	w.steps = append(w.steps, s)
	return &w.steps[len(w.steps)-1]
}

func (w *world) podStep(actor v1alpha1.PlanActor, action v1alpha1.PlanAction, pod *corev1.Pod, reason string) {
	_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
	s := w.step(actor, action, "Pod", pod.Name, ordinal)
	s.Revision, s.Reason = statefulset.Revision(pod), reason
}

func (w *world) countAvailable() int32 {
	var n int32
	for _, pod := range w.ownPods() {
		if w.available(pod) {
			n++
		}
	}
	return n
}

// measure looks how few Pods are left.
func (w *world) measure() {
	n := w.countAvailable()
	w.availability.After = n
	if n < w.availability.Lowest {
		w.availability.Lowest, w.availability.LowestStep = n, int32(len(w.steps)-1)
	}
	for i := range w.budgets {
		b := &w.budgets[i]
		w.healthy[b.name] = min(w.healthy[b.name], b.healthy(w.Pods))
	}
}
