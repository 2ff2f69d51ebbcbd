package plan

import (
	"encoding/json"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/shell"
	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// recreateAdvice is how a field that cannot be changed is changed nevertheless:
// the set is replaced under its Pods, which live on and are adopted.
func recreateAdvice(set *appsv1.StatefulSet, file string) []v1alpha1.Advice {
	if file == "" || file == "-" {
		file = set.Name + ".yaml"
	}
	// In one go: pasted again once the set is gone, it must not empty the file.
	backup := shell.Quote(set.Name + ".backup.yaml")
	part := shell.Quote(set.Name + ".backup.yaml.part")
	advice := []v1alpha1.Advice{
		{
			Message:  "Save the set first",
			Commands: []string{kubectl(set, "get statefulset %s -o yaml", set.Name) + " > " + part + " && mv " + part + " " + backup},
		},
		{
			Message: "Replace the set under its Pods: they go on running, and the new set adopts them",
			Commands: []string{
				kubectl(set, "delete statefulset %s --cascade=orphan", set.Name),
				kubectl(set, "apply -f %s", file),
			},
		},
	}
	if len(set.Spec.VolumeClaimTemplates) > 0 {
		advice[1].Message += "; claims that exist stay as they are"
	}
	return advice
}

// recreates reports whether replacing the set gets the change through.
func (e *edit) recreates() bool {
	return len(e.rejections) > 0 && !slices.ContainsFunc(e.rejections, func(r v1alpha1.PlanRejection) bool {
		return r.Reason != v1alpha1.RejectedImmutable
	})
}

// playRecreated plays through what the advice says: the old set leaves its Pods,
// claims and revisions behind, and a new one of the manifest alone finds them.
func (f *facts) playRecreated(c *Change, rules replay.Rules) (*v1alpha1.PlanResult, error) {
	set := &appsv1.StatefulSet{}
	if err := json.Unmarshal(c.Manifest, set); err != nil {
		return nil, fmt.Errorf("%s: %w", c.ManifestFile, err)
	}
	set.Namespace, set.Generation, set.Status = f.set.Namespace, 1, appsv1.StatefulSetStatus{}
	fillIn(set)
	keepDefaults(set, f.set)

	w := newWorld(f, f.set, rules)
	w.newTemplate = true
	w.step(v1alpha1.ActorUser, v1alpha1.PlanOrphanSet, "StatefulSet", set.Name, -1)
	w.orphan()
	w.admit(set)
	w.Set = set
	w.step(v1alpha1.ActorUser, v1alpha1.PlanCreateSet, "StatefulSet", set.Name, -1)
	w.run()
	r := w.result()
	return &r, nil
}

// orphan lets go of everything that the set owns, as the garbage collector does.
func (w *world) orphan() {
	for i, pod := range w.Pods {
		w.Pods[i] = pod.DeepCopy()
		w.disown(w.Pods[i])
	}
	for i, r := range w.Revisions {
		w.Revisions[i] = r.DeepCopy()
		w.disown(w.Revisions[i])
	}
	for i, claim := range w.Claims {
		w.Claims[i] = claim.DeepCopy()
		w.disown(w.Claims[i])
	}
}

func (w *world) disown(obj metav1.Object) {
	obj.SetOwnerReferences(slices.DeleteFunc(slices.Clone(obj.GetOwnerReferences()), func(ref metav1.OwnerReference) bool {
		return ref.UID == w.Set.UID
	}))
}
