package plan

import (
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

type groupResource = schema.GroupResource

// facts are what every run of a plan begins with. They do not change.
type facts struct {
	snap   *snapshot.Snapshot
	set    *appsv1.StatefulSet
	report *v1alpha1.StatefulSetReport
	now    time.Time
	start  replay.State

	// seen is what the report says of the Pods there are.
	seen map[types.UID]*v1alpha1.Pod
	// broken are the revisions whose Pods all fail, with one of these Pods; works
	// are those that have a ready one.
	broken map[string]*corev1.Pod
	works  map[string]bool
	// unpullable are the images that no node could pull, with a Pod that shows it.
	unpullable map[string]*corev1.Pod
	// refusals are the Pods that the API server refuses now, and why.
	refusals map[string]string
	habits   habits
	// budgets are the PodDisruptionBudgets that select the set's Pods.
	budgets []budget
}

func newFacts(snap *snapshot.Snapshot, set *appsv1.StatefulSet, report *v1alpha1.StatefulSetReport, now time.Time) *facts {
	f := &facts{
		snap: snap, set: set, report: report, now: now,
		start: replay.FromSnapshot(snap, set, now),
		seen:  map[types.UID]*v1alpha1.Pod{}, refusals: map[string]string{},
	}
	for i := range report.Rollout.WaitsFor {
		if wait := &report.Rollout.WaitsFor[i]; wait.Reason == v1alpha1.WaitCreation && wait.Failing {
			f.refusals[wait.Object.Name] = strings.TrimSuffix(strings.TrimPrefix(wait.Message, wait.Object.Name+" cannot be created ("), ")")
		}
	}
	for i := range report.Ordinals {
		if p := report.Ordinals[i].Pod; p != nil {
			f.seen[types.UID(p.UID)] = p
		}
	}
	f.sortRevisions()
	f.habits = observe(f.start.Pods, set)
	f.budgets = f.findBudgets()
	return f
}

// sortRevisions: what fails with every Pod that has it fails with the next one
// too, as far as anybody can tell.
func (f *facts) sortRevisions() {
	f.broken, f.works, f.unpullable = map[string]*corev1.Pod{}, map[string]bool{}, map[string]*corev1.Pod{}
	for _, pod := range f.start.Pods {
		revision := statefulset.Revision(pod)
		switch seen := f.seen[pod.UID]; {
		case seen == nil || revision == "" || statefulset.IsTerminating(pod) || !statefulset.IsControlledBy(pod, f.set):
		case seen.Ready:
			f.works[revision] = true
		case seen.Failing && f.unbindable(pod) == "":
			f.broken[revision] = pod
			f.noteImages(pod)
		}
	}
	for revision := range f.works {
		delete(f.broken, revision)
	}
}

// noteImages remembers the images that keep a Pod from starting.
func (f *facts) noteImages(pod *corev1.Pod) {
	for _, status := range pod.Status.ContainerStatuses {
		if status.State.Waiting == nil || !strings.Contains(status.State.Waiting.Reason, "Image") {
			continue
		}
		for i := range pod.Spec.Containers {
			if pod.Spec.Containers[i].Name == status.Name {
				f.unpullable[pod.Spec.Containers[i].Image] = pod
			}
		}
	}
}
