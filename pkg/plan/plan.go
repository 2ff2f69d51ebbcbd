// Package plan says what would follow if a StatefulSet were changed: it changes a
// copy, lets pkg/replay be the controller and plays the kubelets itself, to the
// end or to where nothing would move any more.
//
// What kubelets do cannot be known, only assumed: a Pod takes as long to become
// ready as this set's Pods took, and one of a revision that fails everywhere
// fails too. What was assumed is in the plan.
package plan

import (
	"errors"
	"fmt"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// Options say when the plan begins and by which rules it is played through.
type Options struct {
	Now time.Time
	// Rules that may be in force, the likeliest first; see replay.Choice.
	Rules []replay.Rules
	// Assumed says what was assumed to come by the rules; empty for nothing.
	Assumed string
}

// Build plans a change of the set that report speaks of. The report is that of the
// same snapshot and instant: what it found out about Pods and claims is taken from it.
//
// The error is that of a change that cannot be asked for, such as an image for a
// container that does not exist. What the API server would refuse is no error, but
// an outcome.
func Build(snap *snapshot.Snapshot, report *v1alpha1.StatefulSetReport, change Change, opts Options) (*v1alpha1.StatefulSetPlan, error) {
	set := snap.StatefulSet(report.Namespace, report.Name)
	switch {
	case set == nil:
		return nil, fmt.Errorf("StatefulSet %s is not in the snapshot", report.Name)
	case !snap.Knows(snapshot.Pods, set.Namespace):
		return nil, errors.New("no plan without Pods, and they could not be read" + gapMessage(snap, snapshot.Pods, set.Namespace))
	case len(opts.Rules) == 0:
		return nil, errors.New("no plan without the rules of a server version")
	}
	f := newFacts(snap, set, report, opts.Now)
	p := &v1alpha1.StatefulSetPlan{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.SchemeGroupVersion.String(), Kind: v1alpha1.KindPlan},
		ObjectMeta: report.ObjectMeta,
		AsOf:       metav1.NewTime(opts.Now.Truncate(time.Second)),
		DeletePods: change.DeletePods,
	}
	var results []v1alpha1.PlanResult
	for _, rules := range f.plausible(opts.Rules) {
		e, err := change.apply(f, rules)
		if err != nil {
			return nil, err
		}
		if p.Changes == nil {
			p.Changes, p.Notes = e.changes, e.notes
		}
		result := f.play(e, rules)
		if e.recreates() {
			if result.IfRecreated, err = f.playRecreated(&change, rules); err != nil {
				return nil, err
			}
		}
		results = merge(results, result)
	}
	p.PlanResult, p.Alternatives = results[0], results[1:]
	switch {
	case opts.Assumed == "", len(opts.Rules) > 1 && len(results) == 1: // Whichever it is, it comes to the same.
	case len(opts.Rules) > 1:
		p.Assumptions = append([]string{opts.Assumed + ", and this is by the rules of " + p.ServerVersions[0]}, p.Assumptions...)
	default:
		p.Assumptions = append([]string{opts.Assumed}, p.Assumptions...)
	}
	p.Gaps = gaps(report.Gaps, p)
	return p, nil
}

// plausible leaves out the rules that cannot be in force: a controller that has seen
// the spec would have made another revision of it by them.
func (f *facts) plausible(all []replay.Rules) []replay.Rules {
	status := &f.set.Status
	if status.ObservedGeneration != f.set.Generation || status.UpdateRevision == "" || f.start.RevisionsUnread {
		return all
	}
	var out []replay.Rules
	for _, rules := range all {
		if replay.Next(f.start, rules).UpdateRevision == status.UpdateRevision {
			out = append(out, rules)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// play plays a change through by one set of rules.
func (f *facts) play(e *edit, rules replay.Rules) v1alpha1.PlanResult {
	if len(e.rejections) > 0 {
		r := v1alpha1.PlanResult{Outcome: v1alpha1.PlanRejected, Rejections: e.rejections, Advice: e.advice}
		r.Message = rejectedMessage(e.rejections)
		r.ServerVersions = []string{rules.Version}
		return r
	}
	w := newWorld(f, e.set, rules)
	w.namesKnown, w.newTemplate = e.namesKnown, e.bringsTemplate()
	w.restarts = revision.IsRestart(revision.Diff(&f.set.Spec.Template, &e.set.Spec.Template))
	for _, a := range e.assumptions {
		w.assume(a)
	}
	if len(e.changes) > 0 {
		w.step(v1alpha1.ActorUser, v1alpha1.PlanChangeSet, "StatefulSet", e.set.Name, -1)
	}
	w.settle()
	for _, name := range e.deletePods {
		if pod := w.pod(name); pod != nil {
			w.nextBatch()
			w.deletePod(pod, v1alpha1.ActorUser, "")
		}
	}
	w.run()
	return w.result()
}

// gaps leaves out what a plan does not need: volumes matter where claims are deleted.
func gaps(all []v1alpha1.Gap, p *v1alpha1.StatefulSetPlan) []v1alpha1.Gap {
	deletes := false
	for _, r := range append([]v1alpha1.PlanResult{p.PlanResult}, p.Alternatives...) {
		deletes = deletes || slices.ContainsFunc(r.Claims, func(c v1alpha1.PlanClaim) bool { return c.Fate == v1alpha1.ClaimDeleted })
	}
	return slices.DeleteFunc(slices.Clone(all), func(g v1alpha1.Gap) bool {
		return g.Resource == snapshot.PersistentVolumes.String() && !deletes
	})
}

func gapMessage(snap *snapshot.Snapshot, resource groupResource, namespace string) string {
	if gap := snap.GapIn(resource, namespace); gap != nil && gap.Message != "" {
		return ": " + gap.Message
	}
	return ""
}
