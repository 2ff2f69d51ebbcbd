package plan

import (
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
			f.refusals[wait.Object.Name] = strings.TrimPrefix(wait.Message, wait.Object.Name+" ")
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
	f.broken, f.works = map[string]*corev1.Pod{}, map[string]bool{}
	for _, pod := range f.start.Pods {
		revision := statefulset.Revision(pod)
		switch seen := f.seen[pod.UID]; {
		case seen == nil || revision == "" || statefulset.IsTerminating(pod) || !statefulset.IsControlledBy(pod, f.set):
		case seen.Ready:
			f.works[revision] = true
		case seen.Failing && f.unbindable(pod) == "":
			f.broken[revision] = pod
		}
	}
	for revision := range f.works {
		delete(f.broken, revision)
	}
}

// unbindable says why a claim of the Pod never gets a volume; empty when nothing
// speaks against it.
func (f *facts) unbindable(pod *corev1.Pod) string {
	for i := range pod.Spec.Volumes {
		source := pod.Spec.Volumes[i].PersistentVolumeClaim
		if source == nil {
			continue
		}
		claim := f.snap.Claim(pod.Namespace, source.ClaimName)
		if claim == nil {
			claim = f.claimTemplate(pod.Spec.Volumes[i].Name)
		}
		if claim == nil {
			continue
		}
		if why := f.hopeless(claim); why != "" {
			return fmt.Sprintf("claim %s is not bound: %s", source.ClaimName, why)
		}
	}
	return ""
}

func (f *facts) hopeless(claim *corev1.PersistentVolumeClaim) string {
	class := claim.Spec.StorageClassName
	switch {
	case claim.Status.Phase == corev1.ClaimBound:
		return ""
	case claim.Status.Phase == corev1.ClaimLost:
		return fmt.Sprintf("its volume %s is gone", claim.Spec.VolumeName)
	case claim.Spec.VolumeName != "" || class != nil && *class == "" || !f.snap.Knows(snapshot.StorageClasses, metav1.NamespaceAll):
		return ""
	case class == nil && f.defaultClass() == nil:
		return "it names no StorageClass, and the cluster has no default one"
	case class != nil && f.snap.StorageClass(*class) == nil:
		return fmt.Sprintf("StorageClass %s does not exist", *class)
	}
	return ""
}

// defaultClass is the class that claims get that name none.
func (f *facts) defaultClass() *storagev1.StorageClass {
	for _, obj := range f.snap.Objects() {
		class, ok := obj.(*storagev1.StorageClass)
		if ok && class.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" {
			return class
		}
	}
	return nil
}

func (f *facts) claimTemplate(name string) *corev1.PersistentVolumeClaim {
	for i := range f.set.Spec.VolumeClaimTemplates {
		if f.set.Spec.VolumeClaimTemplates[i].Name == name {
			return &f.set.Spec.VolumeClaimTemplates[i]
		}
	}
	return nil
}
