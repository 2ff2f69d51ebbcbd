package resize

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/plan"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

// foretell plays the replacement of the set through, by all rules that may be in
// force, and compares it with what happens anyway: no Pod may go, and no claim.
func (b *book) foretell() {
	if !b.snap.Knows(snapshot.ControllerRevisions, b.set.Namespace) {
		b.warning(v1alpha1.WarnNotForetold, "ControllerRevisions could not be read: that the new set keeps the Pods as they are is likely, but was not played through")
		return
	}
	manifest, err := json.Marshal(b.successor())
	var anyway, replaced *v1alpha1.StatefulSetPlan
	options := plan.Options{Now: b.opts.Now, Rules: b.opts.Rules, Assumed: b.opts.Assumed}
	if err == nil {
		anyway, err = plan.Build(b.snap, b.report, plan.Change{}, options)
	}
	if err == nil {
		replaced, err = plan.Build(b.snap, b.report, plan.Change{Manifest: manifest, ManifestFile: b.manifestFile()}, options)
	}
	if err != nil {
		b.warning(v1alpha1.WarnNotForetold, fmt.Sprintf("what the new set would do could not be played through: %v", err))
		return
	}
	allowed := goes(&anyway.PlanResult)
	for _, r := range anyway.Alternatives {
		allowed = append(allowed, goes(&r)...)
	}
	for _, r := range append([]v1alpha1.PlanResult{replaced.PlanResult}, replaced.Alternatives...) {
		switch {
		case r.Outcome == v1alpha1.PlanRejected && r.IfRecreated != nil:
			b.judge(r.IfRecreated, allowed)
		case r.Outcome == v1alpha1.PlanRejected:
			b.harm = "the API server would refuse the new set: " + strings.TrimPrefix(r.Message, "the API server refuses the change: ")
		default:
			b.warning(v1alpha1.WarnNotForetold, "what the new set would do was not played through: the plan takes the template for unchanged")
		}
	}
}

// successor is the set as the runbook's manifest has it.
func (b *book) successor() *appsv1.StatefulSet {
	set := b.set.DeepCopy()
	set.APIVersion, set.Kind = appsv1.SchemeGroupVersion.String(), "StatefulSet"
	set.UID, set.ResourceVersion, set.ManagedFields = "", "", nil
	requests := &set.Spec.VolumeClaimTemplates[b.index].Spec.Resources.Requests
	if *requests == nil {
		*requests = corev1.ResourceList{}
	}
	(*requests)[corev1.ResourceStorage] = b.size
	return set
}

// judge remembers the harm that a replacement does.
func (b *book) judge(r *v1alpha1.PlanResult, allowed []string) {
	var harmed []string
	for _, name := range goes(r) {
		if !slices.Contains(allowed, name) && !slices.Contains(harmed, name) {
			harmed = append(harmed, name)
		}
	}
	if len(harmed) > 0 {
		b.harm = fmt.Sprintf("the new set would not leave everything as it is: it would delete %s", enumerate(harmed))
	}
}

// goes names what a plan deletes.
func goes(r *v1alpha1.PlanResult) []string {
	var out []string
	for i := range r.Steps {
		switch r.Steps[i].Action {
		case v1alpha1.PlanDeletePod, v1alpha1.PlanDeleteClaim:
			out = append(out, r.Steps[i].Object.Name)
		}
	}
	return out
}
