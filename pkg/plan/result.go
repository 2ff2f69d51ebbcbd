package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// result is what a world that was played to its end has to tell.
func (w *world) result() v1alpha1.PlanResult {
	r := v1alpha1.PlanResult{
		ServerVersions:       []string{w.rules.Version},
		Steps:                w.steps,
		Ordinals:             w.ordinals(),
		Revisions:            w.revisions(),
		Available:            w.availability,
		Claims:               w.claimsAfterwards(),
		DNSNames:             w.names(),
		PodDisruptionBudgets: w.budgetsPassedBy(),
	}
	removes := false
	for i := range w.steps {
		switch w.steps[i].Action {
		case v1alpha1.PlanCreatePod:
			r.PodsCreated++
		case v1alpha1.PlanDeletePod:
			r.PodsDeleted++
			removes = removes || w.steps[i].Reason == string(replay.ReasonOutOfRange)
		}
	}
	r.LosesData = losesData(r.Claims)
	if removes && w.ClaimsUnread && w.rules.AutoDeletePVC && retention(w.Set).WhenScaled == appsv1.DeletePersistentVolumeClaimRetentionPolicyType {
		r.LosesData = true
		w.assume("claims could not be read: whenScaled is Delete, and those of the Pods that are removed go with them")
	}
	r.Assumptions = w.assumptions
	w.conclude(&r)
	if !w.guessed {
		r.Estimate = w.estimate()
	}
	return r
}

func (w *world) estimate() *v1alpha1.PlanEstimate {
	seconds := func(d time.Duration) int64 { return int64(d.Round(time.Second) / time.Second) }
	h := w.habits
	e := &v1alpha1.PlanEstimate{
		Seconds:     seconds(w.Now.Sub(w.facts.now)),
		StopSeconds: seconds(h.stop), StopSamples: int32(h.stopSamples),
		ReadySamples: int32(h.readySamples), GraceSeconds: seconds(h.grace),
	}
	if h.readySamples > 0 {
		e.ReadySeconds = seconds(h.ready)
	}
	return e
}

// ordinals are those with a Pod before or afterwards, highest first.
func (w *world) ordinals() []v1alpha1.PlanOrdinal {
	rows := map[string]*v1alpha1.PlanOrdinal{}
	row := func(pod *corev1.Pod) *v1alpha1.PlanOrdinal {
		_, ordinal := statefulset.ParentAndOrdinal(pod.Name)
		if rows[pod.Name] == nil {
			rows[pod.Name] = &v1alpha1.PlanOrdinal{Ordinal: ordinal, PodName: pod.Name}
		}
		return rows[pod.Name]
	}
	for _, pod := range w.facts.start.Pods {
		if statefulset.IsControlledBy(pod, w.facts.set) {
			row(pod).Before = statefulset.Revision(pod)
		}
	}
	for _, pod := range w.ownPods() {
		r := row(pod)
		r.After, r.Available = statefulset.Revision(pod), w.available(pod)
		r.Replaced = w.pods[pod.Name] != pod.UID && r.Before != ""
	}
	var out []v1alpha1.PlanOrdinal
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b v1alpha1.PlanOrdinal) int {
		return cmp.Or(-cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.PodName, b.PodName))
	})
	return out
}

// revisions are those of the Pods before and afterwards, newest first.
func (w *world) revisions() []v1alpha1.PlanRevision {
	used := map[string]bool{w.last.UpdateRevision: true}
	for _, pod := range slices.Concat(w.facts.start.Pods, w.ownPods()) {
		used[statefulset.Revision(pod)] = true
	}
	var out []v1alpha1.PlanRevision
	for _, r := range w.Revisions {
		if used[r.Name] {
			created := w.isNew(r.Name)
			out = append(out, v1alpha1.PlanRevision{Name: r.Name, Number: r.Revision, New: created, NameKnown: !created || w.namesKnown})
		}
	}
	slices.SortFunc(out, func(a, b v1alpha1.PlanRevision) int {
		return cmp.Or(-cmp.Compare(a.Number, b.Number), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// isNew reports whether the plan made a revision.
func (w *world) isNew(revision string) bool {
	return slices.ContainsFunc(w.Revisions, func(r *appsv1.ControllerRevision) bool {
		return r.Name == revision && strings.HasPrefix(string(r.UID), plannedUID)
	})
}

// names are the DNS names that a governing Service gives the Pods. A Pod keeps the
// Service that it was created for.
func (w *world) names() v1alpha1.PlanNames {
	before, after := w.namesOf(w.facts.start.Pods, w.facts.set), w.namesOf(w.Pods, w.Set)
	without := func(names, others []string) []string {
		return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(others, name) })
	}
	return v1alpha1.PlanNames{
		Gained: without(slices.Clone(after), before),
		Lost:   without(before, after),
	}
}

// namesOf are those of the Pods of a set, highest ordinal first.
func (w *world) namesOf(pods []*corev1.Pod, set *appsv1.StatefulSet) []string {
	var own []*corev1.Pod
	for _, pod := range pods {
		missing := w.report.Service.State == v1alpha1.ServiceMissing && w.report.Service.Name == pod.Spec.Subdomain
		if statefulset.IsControlledBy(pod, set) && pod.Spec.Subdomain != "" && !missing {
			own = append(own, pod)
		}
	}
	slices.SortFunc(own, func(a, b *corev1.Pod) int {
		_, x := statefulset.ParentAndOrdinal(a.Name)
		_, y := statefulset.ParentAndOrdinal(b.Name)
		return cmp.Or(-cmp.Compare(x, y), cmp.Compare(a.Name, b.Name))
	})
	var out []string
	for _, pod := range own {
		out = append(out, statefulset.FQDN(cmp.Or(pod.Spec.Hostname, pod.Name), pod.Spec.Subdomain, pod.Namespace, w.report.ClusterDomain.Name))
	}
	return out
}

func (w *world) short(revision string) string { return strings.TrimPrefix(revision, w.Set.Name+"-") }
